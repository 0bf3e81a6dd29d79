"""What the texts of fields mean: dates, deadlines, horizons, states and names."""

import re
from collections.abc import Iterator
from datetime import date

from corpus.minutes import Parsed, Source
from corpus.text.dates import MONTHS, find_dates, find_deadlines, last_day
from corpus.text.numbers import level, number_from_words
from corpus.types import CELL_LINE_SEPARATOR, Horizon, JalaliDate, ResolutionStatus
from ingest.structure.minutes.particulars import trimmed
from ingest.structure.minutes.plain import Plain, plain
from ingest.structure.minutes.vocabulary import BODY_LEAD, HORIZONS, STATUSES

# How sure a field is that was read from its own label or column, under a heading, or out of the running text.
LABELLED, UNDER_HEADING, IN_TEXT = 0.97, 0.95, 0.6

AMBIGUOUS_DATE = "ترتیب روز و ماه و سال در «{}» روشن نیست."
IMPOSSIBLE_DATE = "«{}» در تقویم نیست."
UNRESOLVED_DUE = "از «{}» تاریخ مهلت به دست نمی‌آید."
APPROXIMATE_DUE = "مهلت از تاریخ نشست شمرده شده است، نه از رویدادی که متن می‌گوید."
OUT_OF_TEXT = "از متن مصوبه برداشت شده است."

_MONTH = re.compile("|".join(MONTHS))
_UNTIL_EVENT = re.compile(
    r"(?<![ء-ی])(?:حداکثر )?(?:تا|پیش از|قبل از) (?:نشست|جلسه|اجلاس) (?:بعد|آینده|آتی)ی?(?![ء-ی])"
)
_END = re.compile(r"(?:پایان|اخر|انتهای|اواخر)")


def slice_of(document: str, source: Source) -> str:
    return document[source.start : source.end]


def read_date(document: str, value: Plain) -> Parsed[JalaliDate | None]:
    """The first whole date of the value."""
    text = slice_of(document, value.whole)
    mentions = find_dates(f"مورخ {text}")
    lead = len("مورخ ")
    best = next((m for m in mentions if m.date.iso), mentions[0] if mentions else None)
    if best is None:
        return Parsed(None, None, 0.0)
    source = Source(value.whole.start + max(0, best.start - lead), value.whole.start + best.end - lead)
    said = slice_of(document, source)
    if best.impossible:
        return Parsed(None, source, 0.2, IMPOSSIBLE_DATE.format(said))
    if best.ambiguous:
        return Parsed(best.date, source, 0.6, AMBIGUOUS_DATE.format(said))
    return Parsed(best.date, source, LABELLED)


def read_due(
    document: str, value: Plain, base: date | None, *, stated: bool
) -> tuple[Parsed[JalaliDate | None], Parsed[str | None]]:
    """The last day in time and the words that say it; those are None where they are a plain date.

    `stated`: the value is a deadline by its label or column, and any date in it counts.
    """
    source = value.whole
    text = slice_of(document, source)
    nothing: Parsed[JalaliDate | None] = Parsed(None)
    if not stated:
        return _allowed(document, source, base)
    dates = find_dates(text, base=base)
    whole = next((mention for mention in dates if mention.date.iso or mention.impossible), None)
    if whole:
        at = Source(source.start + whole.start, source.start + whole.end)
        said = slice_of(document, at)
        if whole.impossible:
            return Parsed(None, at, 0.2, IMPOSSIBLE_DATE.format(said)), Parsed(text, source, LABELLED)
        sure = (0.6, AMBIGUOUS_DATE.format(said)) if whole.ambiguous else (LABELLED, None)
        return Parsed(whole.date, at, *sure), Parsed(None)
    month = next((mention for mention in dates if mention.date.month), None)
    if month and month.date.month:
        until = last_day(month.date.year, month.date.month) if _END.search(plain(text).text) else month.date
        return Parsed(until, source, LABELLED), Parsed(text, source, LABELLED)
    for wording in (text, f"تا {text}", f"ظرف {text}", f"تا پایان {text}"):
        found = find_deadlines(wording, base) if base else []
        if found:
            sure = (0.75, APPROXIMATE_DUE) if found[0].approximate else (0.9, None)
            return Parsed(found[0].due, source, *sure), Parsed(text, source, LABELLED)
    if dates:
        return Parsed(dates[0].date, source, 0.8), Parsed(text, source, LABELLED)
    return nothing, Parsed(text, source, 0.9, UNRESOLVED_DUE.format(text))


def _allowed(document: str, source: Source, base: date | None) -> tuple[Parsed[JalaliDate | None], Parsed[str | None]]:
    """The deadline that running text sets."""
    text = slice_of(document, source)
    found = [one for one in (find_deadlines(text, base) if base else []) if not _recurs(text, one.end)]
    if not found:
        event = _UNTIL_EVENT.search(level(text))
        if not event:
            return Parsed(None), Parsed(None)
        at = Source(source.start + event.start(), source.start + event.end())
        said = slice_of(document, at)
        return Parsed(None), Parsed(said, at, IN_TEXT, UNRESOLVED_DUE.format(said))
    at = Source(source.start + found[0].start, source.start + found[0].end)
    doubt = APPROXIMATE_DUE if found[0].approximate else OUT_OF_TEXT
    return Parsed(found[0].due, at, IN_TEXT, doubt), Parsed(slice_of(document, at), at, IN_TEXT)


def _recurs(text: str, end: int) -> bool:
    """«تا پایان آبان هر سال» is no deadline."""
    return bool(re.match(r"\s*(?:هر سال|همه ساله|سالانه)", text[end : end + 12]))


def read_horizon(value: Plain, confidence: float = LABELLED) -> Parsed[Horizon | None]:
    for horizon, pattern in HORIZONS:
        if match := pattern.search(value.text):
            return Parsed(horizon, value.source(*match.span()), confidence)
    return Parsed(None, value.whole, 0.5, f"«{value.text}» افق زمانی شناخته‌ای نیست.")


def read_status(value: Plain, confidence: float = LABELLED) -> Parsed[ResolutionStatus | None]:
    for status, pattern in STATUSES:
        if pattern.search(value.text):
            sure = confidence if len(value.text) <= 40 else 0.6
            return Parsed(status, value.whole, sure, None if sure > 0.6 else "وضعیت از توضیحات برداشت شده است.")
    return Parsed(None, value.whole, 0.5, f"«{value.text}» وضعیت شناخته‌ای نیست.")


_NUMBER = re.compile(r"[0-9]{1,4}")


def read_number(value: Plain) -> Parsed[int | None]:
    """A number in digits or words."""
    if match := _NUMBER.search(value.text):
        return Parsed(int(match[0]), value.source(*match.span()), LABELLED)
    number = number_from_words(value.text.removeprefix("بند ").removeprefix("مصوبه "))
    if number is not None:
        return Parsed(number, value.whole, 0.9)
    return Parsed(None, value.whole, 0.3, f"«{value.text}» شماره نیست.")


_LIST_MARK = re.compile(r"^(?:[0-9]{1,3} ?[-.)/]+|[*•●▪-]+) ?")
_BETWEEN = re.compile(r" ?[؛;] ?|[\u2028\n]| ?[،,/] ?| [-+] ")
_AND_BODY = re.compile(rf" و (?={BODY_LEAD})")
_AND = re.compile(" و ")
_AGAIN = re.compile(r" (?=شهرداری )")


def read_parties(
    document: str, value: Plain, is_place: "IsPlace", confidence: float = LABELLED
) -> tuple[Parsed[str], ...]:
    """Those responsible, one by one."""
    parts = [piece for line in cell_lines(document, value) for piece in _parted(line, _separator(line.text))]
    parts = [piece for part in parts for piece in _parted(part, _AND_BODY)]
    parts = [piece for part in parts for piece in _parted_at_places(part, is_place)]
    if all(part.text.startswith("شهرداری ") for part in parts):
        parts = [piece for part in parts for piece in _parted(part, _AGAIN)]
    named = (trimmed(_unmarked(part)) for part in parts)
    return tuple(Parsed(slice_of(document, one.whole), one.whole, confidence) for one in named if one.text)


class IsPlace:
    """Whether a text is the name of a known city."""

    def __init__(self, names: Iterator[str]) -> None:
        self._names = {plain(name).text.replace(" ", "") for name in names}

    def __call__(self, text: str) -> bool:
        return text.removeprefix("شهرداری ").replace(" ", "") in self._names


def _unmarked(part: Plain) -> Plain:
    mark = _LIST_MARK.match(part.text)
    return part.part(mark.end()) if mark else part


def _separator(text: str) -> re.Pattern[str]:
    return re.compile(" ?[؛;] ?") if "؛" in text or ";" in text else re.compile(r" ?[،,] ?| ?/ ?(?![0-9])| [-+] ")


def cell_lines(document: str, value: Plain) -> Iterator[Plain]:
    """The lines that a cell was written in."""
    start = 0
    for position in range(1, len(value.text)):
        if value.text[position] == " ":
            before, after = (
                value.offsets[position],
                value.offsets[position + 1] if position + 1 < len(value.offsets) else None,
            )
            if after and any(mark in document[before:after] for mark in (CELL_LINE_SEPARATOR, "\n")):
                yield value.part(start, position)
                start = position + 1
    yield value.part(start)


def _parted(value: Plain, pattern: re.Pattern[str]) -> Iterator[Plain]:
    start = 0
    for match in pattern.finditer(value.text):
        if match.start() > start:
            yield value.part(start, match.start())
        start = match.end()
    if start < len(value.text):
        yield value.part(start)


def _parted_at_places(value: Plain, is_place: IsPlace) -> Iterator[Plain]:
    """«شهرداری مشهد و کرج» names two; «معاونت حمل‌ونقل و ترافیک» one."""
    start = 0
    for match in re.finditer(" و ", value.text):
        if is_place(value.text[start : match.start()]) and is_place(
            re.split(" و |،", value.text[match.end() :])[0].strip()
        ):
            yield value.part(start, match.start())
            start = match.end()
    yield value.part(start)


def read_names(document: str, value: Plain) -> Iterator[Parsed[str]]:
    """People or offices in a sentence or the lines of a cell."""
    lines = list(cell_lines(document, value))
    for line in lines:
        line = trimmed(_unmarked(line))
        semicolons = "؛" in line.text or ";" in line.text
        parts = [trimmed(part) for part in _parted(line, re.compile(" ?[؛;] ?" if semicolons else " ?[،,] ?"))]
        if len(lines) > 1:
            # Where each has a line of their own, a comma parts nothing.
            parts = [line]
        elif len(parts) > 1:
            *rest, last = parts
            ending = list(_parted(last, _AND_BODY))
            if len(ending) == 1 and last.text.count(" و ") == 1:
                ending = list(_parted(last, _AND))
            parts = [*rest, *ending]
        for part in parts:
            part = trimmed(part)
            if part.text:
                yield Parsed(slice_of(document, part.whole), part.whole, LABELLED)
