"""The minutes parser on the sample sessions in every layout and noise: what it finds of what was written."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.readers.grid import Grid
from corpus.gazetteer import BODIES, CITIES
from corpus.minutes import ParsedMinutes, ParsedResolution
from corpus.samples.minutes import LAYOUTS, Layout, render_minutes
from corpus.samples.noise import NOISES, Noise, unchanged
from corpus.samples.source import WrittenMeeting, WrittenResolution, meetings
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import last_day, last_day_of
from corpus.text.keys import fold
from corpus.types import JalaliDate
from ingest.readers.child import read
from ingest.readers.workspace import Workspace
from ingest.structure.document import structure_document
from ingest.structure.minutes import parse_minutes
from ingest.structure.places import PlaceNames

RESOLUTION_FIELDS = ("number", "responsible", "due", "horizon", "group", "status")
SESSION_FIELDS = ("session", "date", "host", "body", "present", "agenda")
HEADER = ("", "precision", "recall", *RESOLUTION_FIELDS, *SESSION_FIELDS)


def tables() -> Iterator[Grid]:
    """Shares by layout and by noise. A resolution is found when its text is the written one, spelling noise aside."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder, ProcessPoolExecutor() as pool:
        cases = [(m, layout, noise) for m in meetings() for layout in LAYOUTS for noise in (unchanged, *NOISES)]
        for (_, layout, noise), counted in zip(
            cases, pool.map(partial(_measured, Path(folder)), cases, chunksize=8), strict=True
        ):
            counts.setdefault((_name(layout), _name(noise)), Counter()).update(counted)
    yield _grid("Minutes: by layout, all noises", counts, lambda key: key[0])
    yield _grid("Minutes: by noise, all layouts", counts, lambda key: key[1])


def judge(written: WrittenMeeting, parsed: Sequence[ParsedMinutes]) -> Counter[str]:
    """How many there were, were found, and had each field right."""
    counted: Counter[str] = Counter(sessions=1, written=len(written.resolutions))
    if not parsed:
        return counted
    found = [one for minutes in parsed for one in minutes.resolutions]
    counted["found"] = len(found)
    by_text = {_plain(one.text.value): one for one in found}
    for resolution in written.resolutions:
        one = by_text.get(_plain(resolution.text))
        if one is not None:
            counted["right"] += 1
            counted.update(name for name in RESOLUTION_FIELDS if _right(name, written, resolution, one))
    counted.update(name for name in SESSION_FIELDS if _session_right(name, written, parsed[0]))
    return counted


def _measured(folder: Path, case: tuple[WrittenMeeting, Layout, Noise]) -> Counter[str]:
    written, layout, noise = case
    path = folder / f"{written.number}-{_name(layout)}-{_name(noise)}.docx"
    render_minutes(written, layout, noise).save(str(path))
    # These files are our own: no sandbox.
    structure = structure_document(read(path, path.name, Workspace(folder)), path.name, CITIES)
    path.unlink()
    return judge(written, parse_minutes(structure.text, structure.blocks, PlaceNames(CITIES, BODIES)))


def _right(name: str, meeting: WrittenMeeting, written: WrittenResolution, one: ParsedResolution) -> bool:
    match name:
        case "number":
            return one.number.value == written.number
        case "responsible":
            return [_plain(party.value) for party in one.responsible] == [
                _plain(party) for party in written.responsible
            ]
        case "due" if written.due_jalali:
            return _iso(one.due.value) == written.due_jalali
        case "due":
            return _plain(one.due_text.value or "") == _plain(written.due_text or "")
        case "horizon":
            return one.horizon.value is not None and HORIZON_NAMES[one.horizon.value] == written.horizon
        case "group":
            return _plain(one.working_group.value or "") == _plain(meeting.group_name(written))
        case _:
            return one.status.value is not None and STATUS_NAMES[one.status.value] == written.status


def _session_right(name: str, written: WrittenMeeting, parsed: ParsedMinutes) -> bool:
    match name:
        case "session":
            return parsed.session_number.value == written.number
        case "date":
            return _iso(parsed.date.value) == written.date_jalali
        case "host":
            return _plain(parsed.host_city.value or "") == _plain(written.host_city)
        case "body":
            return _plain(parsed.body.value or "") == _plain(written.body)
        case "present":
            return [_plain(one.value) for one in parsed.present] == [_plain(one) for one in written.attendees]
        case _:
            return [_plain(one.value) for one in parsed.agenda] == [_plain(one) for one in written.agenda]


def _iso(day: JalaliDate | None) -> str | None:
    """The last day of the date; «1391-06-31»."""
    if day is None or last_day_of(day) is None:
        return None
    whole = day if day.month and day.day else last_day(day.year, day.month or 12)
    return f"{whole.year}-{whole.month:02}-{whole.day:02}"


def _plain(text: str) -> str:
    """The text's letters and digits in one spelling."""
    return "".join(character for character in fold(text) if character.isalnum())


def _grid(title: str, counts: dict[tuple[str, str], Counter[str]], by: Callable[[tuple[str, str]], str]) -> Grid:
    rows: dict[str, Counter[str]] = {}
    for key, counted in counts.items():
        for name in (by(key), "all"):
            rows.setdefault(name, Counter()).update(counted)
    ordered = [name for name in rows if name != "all"] + ["all"]
    return Grid(title, HEADER, tuple((name, *_shares(rows[name])) for name in ordered))


def _shares(counted: Counter[str]) -> Iterator[float]:
    yield counted["right"] / max(1, counted["found"])
    yield counted["right"] / counted["written"]
    for name in RESOLUTION_FIELDS:
        yield counted[name] / max(1, counted["right"])
    for name in SESSION_FIELDS:
        yield counted[name] / counted["sessions"]


def _name(part: Layout | Noise) -> str:
    return part.__name__.replace("_", " ")
