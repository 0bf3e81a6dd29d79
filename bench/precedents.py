"""Precedents on the sample corpus: what of its marked relations is found first, and what drafts bring up that nothing
was fitted to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from api.samples import publish_samples, sample_id
from api.services import Services
from api.settings import Settings
from bench.precedent_drafts import LIKE, NEARBY, UNLIKE
from bench.readers.grid import Cell, Grid
from corpus.samples.source import meetings
from corpus.types import RelationKind
from search.precedents import Band, Draft, Precedents

FIRST = 3


def tables() -> Iterator[Grid]:
    """With the relations of each kind: how often the older resolution is among the first three, and in which band."""
    with (
        TemporaryDirectory(prefix="tajrobe-bench-") as folder,
        Services(Settings(data_dir=Path(folder))).owning() as site,
    ):
        publish_samples(site)
        site.indexer.run_until_idle()
        yield _relations(site.precedents)
        yield _held_out(site.precedents)


def _relations(precedents: Precedents) -> Grid:
    counts: dict[str, Counter[str]] = {kind.value: Counter() for kind in RelationKind}
    for meeting in meetings():
        for written in meeting.resolutions:
            if not written.relates_to:
                continue
            answer = precedents.find(Draft(written.text), before_session=meeting.number)
            places = {match.resolution.id: (place, match.band) for place, match in enumerate(answer.matches, 1)}
            for relation in written.relates_to:
                place, band = places.get(sample_id(f"R{relation.meeting}-{relation.number}"), (None, None))
                counted = counts[relation.how]
                counted.update(there=1, first=place == 1, first_three=bool(place and place <= FIRST))
                counted.update([band or "nothing"])
    counts["all"] = sum(counts.values(), Counter())
    header = ("relation", "marked", "first", "in the first three", *(band.value for band in Band), "not brought up")
    rows = tuple(_relation_row(name, counted) for name, counted in counts.items())
    return Grid("Precedents: the marked relations of the sample corpus", header, rows)


def _relation_row(name: str, counted: Counter[str]) -> tuple[Cell, ...]:
    there = max(1, counted["there"])
    shares = (counted["first"] / there, counted["first_three"] / there)
    return (name, counted["there"], *shares, *(counted[band] for band in Band), counted["nothing"])


def _held_out(precedents: Precedents) -> Grid:
    """The band of the resolution that the draft repeats, or of the nearest where it repeats none."""
    again = [_place(precedents, text, sample_id(name)) for text, name in LIKE]
    first = sum(bool(place and place[0] <= FIRST) for place in again) / len(again)
    rows = [_held_out_row("in other words", again, first)]
    for name, texts in (("of other trades", UNLIKE), ("of this trade, not decided", NEARBY)):
        rows.append(_held_out_row(name, [_place(precedents, text) for text in texts], "–"))
    header = ("drafts", "there", "in the first three", *(band.value for band in Band), "not brought up")
    return Grid("Precedents: drafts that nothing was fitted to", header, tuple(rows))


def _place(precedents: Precedents, text: str, wanted: str | None = None) -> tuple[int, Band] | None:
    matches = enumerate(precedents.find(Draft(text)).matches, 1)
    return next(((place, one.band) for place, one in matches if wanted in (None, one.resolution.id)), None)


def _held_out_row(name: str, places: Sequence[tuple[int, Band] | None], first: Cell) -> tuple[Cell, ...]:
    bands = Counter(place[1] if place else "nothing" for place in places)
    return (name, len(places), first, *(bands[band] for band in Band), bands["nothing"])
