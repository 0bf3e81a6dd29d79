"""More like this on the sample corpus: how many of a lesson's group are among the first five, from the lesson itself and
from its text as somebody would paste it. The figures were chosen on the one half of the groups; the other was only looked at."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from time import perf_counter

from api.samples import publish_sample_lessons, publish_samples, sample_id
from api.services import Services
from api.settings import Settings
from bench.figures import percentile
from bench.readers.grid import Cell, Grid
from bench.similar_lessons import HALVES, groups, unrelated, whole
from corpus.samples.source import lessons
from corpus.types import ItemKind
from search.similar import SimilarAnswer
from search.similar_lessons import told

FIRST = 5
WRITTEN = {one.id: one for one in lessons()}


def tables() -> Iterator[Grid]:
    with (
        TemporaryDirectory(prefix="tajrobe-bench-") as folder,
        Services(Settings(data_dir=Path(folder))).owning() as site,
    ):
        publish_samples(site)
        publish_sample_lessons(site)
        site.indexer.run_until_idle()
        site.warm_up()
        yield measured(site)


def measured(site: Services) -> Grid:
    """For both ways of asking and each half: the share of the group, and how long it took."""
    rows = tuple(_row(site, half, of_text=of_text) for of_text in (False, True) for half in range(2))
    header = ("from", "half", f"of its group in the first {FIRST}", "groups", "milliseconds", "p95", "false fits")
    return Grid("More like this on the sample lessons", header, rows, "False fits: of drafts that nothing here tells.")


def recall(site: Services, *, of_text: bool, of: Sequence[tuple[str, ...]] | None = None) -> float:
    """The mean share of a lesson's group among the first five lessons and resolutions like it."""
    ask = _ask(site, of_text=of_text)
    shares = []
    for group in groups() if of is None else of:
        for own in group:
            found = {hit.id for hit in ask(own).hits}
            shares.append(fmean(sample_id(other) in found for other in group if other != own))
    return fmean(shares)


def _ask(site: Services, *, of_text: bool) -> Callable[[str], SimilarAnswer]:
    def from_text(own: str) -> SimilarAnswer:
        return site.similar_items.to_text(told(whole(WRITTEN[own])), limit=FIRST, exclude={sample_id(own)})

    def from_item(own: str) -> SimilarAnswer:
        return site.similar_items.to_item(ItemKind.LESSON, sample_id(own), limit=FIRST)

    return from_text if of_text else from_item


def _row(site: Services, half: int, *, of_text: bool) -> tuple[Cell, ...]:
    chosen = groups()[half::2]
    took = []
    ask = _ask(site, of_text=of_text)
    for group in chosen:
        for own in group:
            began = perf_counter()
            ask(own)
            took.append(1000 * (perf_counter() - began))
    false = fmean(site.similar_items.to_text(told(form)).fits for form in unrelated("required fields")[half::2])
    share = recall(site, of_text=of_text, of=chosen)
    name = "its text" if of_text else "the lesson"
    return (
        name,
        HALVES[half],
        share,
        len(chosen),
        percentile(took, 0.5),
        percentile(took, 0.95),
        false if of_text else "",
    )
