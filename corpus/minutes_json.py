"""Parsed minutes as JSON and back: a draft is kept so while people review it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution, Source
from corpus.types import Horizon, JalaliDate, ResolutionStatus

Json = dict[str, Any]


def as_json(minutes: ParsedMinutes) -> Json:
    """Everything of it, in plain JSON types."""
    names = ("session_number", "title", "body", "host_city", "chair", "secretary")
    lists = ("present", "absent", "agenda", "discussion", "signatures")
    return {
        **{name: _field(getattr(minutes, name)) for name in names},
        "date": _field(minutes.date, _day),
        **{name: [_field(one) for one in getattr(minutes, name)] for name in lists},
        "resolutions": [_resolution(one) for one in minutes.resolutions],
        "source": [minutes.source.start, minutes.source.end],
        "notices": list(minutes.notices),
    }


def from_json(body: Json) -> ParsedMinutes:
    """The minutes that `as_json` wrote. Raises `KeyError` or `ValueError` for anything else."""
    return ParsedMinutes(
        session_number=_parsed(body["session_number"]),
        title=_parsed(body["title"]),
        body=_parsed(body["body"]),
        host_city=_parsed(body["host_city"]),
        date=_parsed(body["date"], _read_day),
        chair=_parsed(body["chair"]),
        secretary=_parsed(body["secretary"]),
        present=tuple(map(_parsed, body["present"])),
        absent=tuple(map(_parsed, body["absent"])),
        agenda=tuple(map(_parsed, body["agenda"])),
        discussion=tuple(map(_parsed, body["discussion"])),
        resolutions=tuple(map(_read_resolution, body["resolutions"])),
        signatures=tuple(map(_parsed, body["signatures"])),
        source=Source(*body["source"]),
        notices=tuple(body["notices"]),
    )


def _resolution(one: ParsedResolution) -> Json:
    names = ("number", "text", "due_text", "horizon", "working_group", "status", "vote")
    return {
        **{name: _field(getattr(one, name)) for name in names},
        "due": _field(one.due, _day),
        "responsible": [_field(party) for party in one.responsible],
        "agenda_item": one.agenda_item,
    }


def _read_resolution(body: Json) -> ParsedResolution:
    return ParsedResolution(
        number=_parsed(body["number"]),
        text=_parsed(body["text"]),
        responsible=tuple(map(_parsed, body["responsible"])),
        due=_parsed(body["due"], _read_day),
        due_text=_parsed(body["due_text"]),
        horizon=_parsed(body["horizon"], Horizon),
        working_group=_parsed(body["working_group"]),
        status=_parsed(body["status"], ResolutionStatus),
        vote=_parsed(body["vote"]),
        agenda_item=body["agenda_item"],
    )


def _field(parsed: Parsed[Any], write: Callable[[Any], Any] | None = None) -> Json:
    value = parsed.value if write is None or parsed.value is None else write(parsed.value)
    source = [parsed.source.start, parsed.source.end] if parsed.source else None
    return {"value": value, "source": source, "confidence": parsed.confidence, "doubt": parsed.doubt}


def _parsed(body: Json, read: Callable[[Any], Any] | None = None) -> Parsed[Any]:
    value = body["value"]
    return Parsed(
        value if read is None or value is None else read(value),
        Source(*body["source"]) if body["source"] else None,
        body["confidence"],
        body["doubt"],
    )


def _day(day: JalaliDate) -> list[Any]:
    return [day.year, day.month, day.day, day.iso.isoformat() if day.iso else None]


def _read_day(parts: list[Any]) -> JalaliDate:
    year, month, day, iso = parts
    return JalaliDate(year, month, day, date.fromisoformat(iso) if iso else None)
