"""Minutes in a file, at the command line: what the parser makes of them. Nothing of the site is touched."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from api.reading import reader_limits
from api.settings import Settings
from corpus.errors import NotMinutes
from corpus.gazetteer import BODIES, CITIES
from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import format_jalali, last_day
from corpus.text.numbers import to_persian_digits
from corpus.types import JalaliDate
from ingest.readers.sandbox import read_file
from ingest.structure.document import structure_document
from ingest.structure.minutes import parse_minutes
from ingest.structure.places import PlaceNames

NOT_MINUTES = "این پرونده صورتجلسه به نظر نمی‌رسد."


def minutes_in(path: Path, settings: Settings) -> tuple[ParsedMinutes, ...]:
    """The sessions that the file is the minutes of. Raises `UploadRefused`, `UnreadableFile` or `NotMinutes`."""
    with read_file(path, path.name, reader_limits(settings)) as reading:
        structure = structure_document(reading, path.name, CITIES)
    sessions = parse_minutes(structure.text, structure.blocks, PlaceNames(CITIES, BODIES))
    if not sessions:
        raise NotMinutes(NOT_MINUTES)
    return sessions


def minutes_json(sessions: Sequence[ParsedMinutes]) -> dict[str, Any]:
    """One session as an object; several as `{"sessions": […]}`."""
    bodies = [_session(minutes) for minutes in sessions]
    return bodies[0] if len(bodies) == 1 else {"sessions": bodies}


def minutes_text(sessions: Sequence[ParsedMinutes]) -> str:
    """The sessions as lines for people."""
    return "\n\n".join("\n".join(_lines(minutes)) for minutes in sessions)


def _session(minutes: ParsedMinutes) -> dict[str, Any]:
    return {
        "session_number": minutes.session_number.value,
        "title": minutes.title.value,
        "body": minutes.body.value,
        "host_city": minutes.host_city.value,
        "date_jalali": _date(minutes.date.value),
        "chair": minutes.chair.value,
        "secretary": minutes.secretary.value,
        "attendees": _values(minutes.present),
        "absent": _values(minutes.absent),
        "agenda": _values(minutes.agenda),
        "resolutions": [_resolution(one) for one in minutes.resolutions],
        "notices": list(minutes.notices),
    }


def _resolution(one: ParsedResolution) -> dict[str, Any]:
    horizon, status = one.horizon.value, one.status.value
    return {
        "number": one.number.value,
        "text": one.text.value,
        "responsible": _values(one.responsible),
        "due_jalali": _last_day(one.due.value),
        "due_text": one.due_text.value,
        "horizon": HORIZON_NAMES[horizon] if horizon else None,
        "working_group": one.working_group.value,
        "status": STATUS_NAMES[status] if status else None,
        "vote": one.vote.value,
        "confidence": round(one.confidence, 2),
    }


def _values(parsed: Sequence[Parsed[str]]) -> list[str]:
    return [one.value for one in parsed]


def _date(day: JalaliDate | None) -> str | None:
    """«1389-08-12», or as much of it as is known."""
    if day is None:
        return None
    parts = [f"{day.year}", *(f"{part:02}" for part in (day.month, day.day if day.month else None) if part)]
    return "-".join(parts)


def _last_day(day: JalaliDate | None) -> str | None:
    """The last day that is in time: a deadline may be a month or a year."""
    if day is None or (day.month and day.day):
        return _date(day)
    return _date(last_day(day.year, day.month or 12))


def _lines(minutes: ParsedMinutes) -> Iterator[str]:
    number = minutes.session_number.value
    yield f"نشست {to_persian_digits(number)}" if number is not None else "نشست بی‌شماره"
    facts = (
        ("مرجع", minutes.body.value),
        ("میزبان", minutes.host_city.value),
        ("تاریخ", format_jalali(minutes.date.value) if minutes.date.value else None),
        ("حاضران", "، ".join(_values(minutes.present))),
        ("دستور جلسه", "؛ ".join(_values(minutes.agenda))),
    )
    yield from (f"{label}: {value}" for label, value in facts if value)
    yield from (f"توجه: {notice}" for notice in minutes.notices)
    for one in minutes.resolutions:
        yield f"\n{to_persian_digits(one.number.value or 0)}. {one.text.value}"
        yield from (f"   {line}" for line in _particulars(one))


def _particulars(one: ParsedResolution) -> Iterator[str]:
    due = format_jalali(one.due.value) if one.due.value else one.due_text.value
    facts = (
        ("مسئول", "، ".join(_values(one.responsible))),
        ("مهلت", due),
        ("افق", HORIZON_NAMES[one.horizon.value] if one.horizon.value else None),
        ("کارگروه", one.working_group.value),
        ("وضعیت", STATUS_NAMES[one.status.value] if one.status.value else None),
    )
    yield from (f"{label}: {value}" for label, value in facts if value)
