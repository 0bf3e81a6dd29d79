"""From what was read in a document to drafts that people can review: found, kept, and laid out as texts of a form."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from corpus.drafts import RESOLUTION_FIELDS, EditedMinutes, EditedResolution, MinutesDraft
from corpus.errors import NotMinutes
from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution, Source
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.text.dates import format_jalali
from corpus.text.numbers import to_persian_digits
from corpus.types import Document, DraftState, JalaliDate
from ingest.structure.minutes import parse_minutes
from ingest.structure.places import PlaceNames, place_names

NOT_MINUTES = "این سند صورتجلسه به نظر نمی‌رسد."
LITTLE_SURE = "این بخش با اطمینان کم خوانده شد؛ با متن بسنجید."
NUMBERED_HERE = "شماره‌ای در متن نبود؛ به ترتیب شماره خورد."
# Below this a field is shown to whoever reviews it, even where the parser does not say why.
SURE = 0.75

_SESSION_TEXTS = ("title", "body", "host_city", "chair", "secretary")
_SESSION_LISTS = ("present", "absent", "agenda")

logger = logging.getLogger(__name__)


def find_sessions(document: Document, names: PlaceNames) -> tuple[ParsedMinutes, ...] | None:
    """The sessions that the document is the minutes of; None where reading them failed, which must not cost the file."""
    try:
        return parse_minutes(document.text, document.blocks, names)
    except Exception:
        logger.exception("the minutes in document %s could not be read", document.id)
        return None


def draft_document(connection: Connection, document_id: str) -> list[MinutesDraft]:
    """Look for minutes in a stored document and draft what is there; returns all its drafts.

    Raises `NotFound`, or `NotMinutes` where nothing is found and nothing was drafted before.
    """
    document = DocumentRepository(connection).get(document_id, to_change=True)
    drafts = DraftRepository(connection)
    sessions = parse_minutes(document.text, document.blocks, place_names(connection))
    if sessions:
        drafts.propose(document_id, document.rev, sessions)
    found = drafts.of_document(document_id)
    if not found:
        raise NotMinutes(NOT_MINUTES)
    return found


def read_anew(connection: Connection, draft: MinutesDraft) -> MinutesDraft:
    """Let go of what was typed and begin from the document's text as it is now. Raises `NotMinutes`."""
    document = DocumentRepository(connection).get(draft.document_id)
    sessions = parse_minutes(document.text, document.blocks, place_names(connection))
    if draft.position >= len(sessions):
        raise NotMinutes("در متن کنونی سند این نشست پیدا نشد؛ آنچه نوشته شده بود همان ماند.")
    return DraftRepository(connection).begin_anew(draft, document.rev, sessions[draft.position])


def in_form(draft: MinutesDraft) -> EditedMinutes:
    """The draft as it stands in the form: what people typed, or what was proposed."""
    return draft.edited or proposed_form(draft.proposed)


def proposed_form(proposed: ParsedMinutes) -> EditedMinutes:
    """What was proposed, as texts of the form. Resolutions without a number get the next free one."""
    texts: dict[str, Any] = {name: getattr(proposed, name).value or "" for name in _SESSION_TEXTS}
    return EditedMinutes(
        session_number=_digits(proposed.session_number.value),
        date=_day(proposed.date.value),
        resolutions=tuple(_resolutions(proposed.resolutions)),
        **texts | {name: _lines(getattr(proposed, name)) for name in _SESSION_LISTS},
    )


def key_of(position: int) -> str:
    """The key in the form of the resolution that was proposed in this place, from 0."""
    return f"p{position}"


def field_name(key: str, name: str) -> str:
    """How a resolution's field is named among all fields of the form."""
    return f"{key}-{name}"


def doubts(draft: MinutesDraft, form: EditedMinutes) -> dict[str, str]:
    """Why fields of the form should be looked at, by name; those that a person changed are not doubtful any more."""
    proposed = proposed_form(draft.proposed)
    found = {
        name: why
        for name, parsed in _session_parts(draft.proposed)
        if (why := _doubt(parsed)) and getattr(form, name) == getattr(proposed, name)
    }
    before = {one.key: one for one in proposed.resolutions}
    parsed_by_key = {key_of(position): one for position, one in enumerate(draft.proposed.resolutions)}
    for one in form.kept:
        if one.key in before:
            found |= {
                field_name(one.key, name): why
                for name, parsed in _resolution_parts(parsed_by_key[one.key])
                if (why := _doubt(parsed)) and getattr(one, name) == getattr(before[one.key], name)
            }
            if parsed_by_key[one.key].number.value is None and one.number == before[one.key].number:
                found[field_name(one.key, "number")] = NUMBERED_HERE
    return found


def sources(draft: MinutesDraft, document: Document) -> dict[str, list[tuple[int, int]]]:
    """Where fields stand in the document's text, by name; [start, end) in characters.

    Where the document was read again since, only what still stands somewhere is found.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for name, parsed in _session_parts(draft.proposed):
        found[name] = [span for one in parsed if (span := _span(one))]
    for position, resolution in enumerate(draft.proposed.resolutions):
        for name, parsed in _resolution_parts(resolution):
            found[field_name(key_of(position), name)] = [span for one in parsed if (span := _span(one))]
    if draft.document_rev != document.rev:
        found = {}
    for one in in_form(draft).kept:
        span = one.source if draft.document_rev == document.rev else find_source(document.text, one.text, None)
        found[field_name(one.key, "text")] = [span] if span else []
    return {name: spans for name, spans in found.items() if spans}


def find_source(text: str, words: str, within: tuple[int, int] | None) -> tuple[int, int] | None:
    """Where the words stand in the text, whatever blanks part them there; first looked for `within`."""
    pieces = [re.escape(word) for word in words.split()]
    if not pieces:
        return None
    pattern = re.compile(r"\s+".join(pieces))
    match = (pattern.search(text, *within) if within else None) or pattern.search(text)
    return match.span() if match else None


def anchored(edited: EditedMinutes, draft: MinutesDraft, document: Document) -> EditedMinutes:
    """The edited minutes with each resolution's source: where its text still stands in the document."""
    known = {one.key: one.source for one in (*in_form(draft).resolutions, *proposed_form(draft.proposed).resolutions)}
    session = (draft.proposed.source.start, draft.proposed.source.end)
    resolutions = tuple(
        replace(one, source=find_source(document.text, one.text, known.get(one.key) or session))
        for one in edited.resolutions
    )
    return replace(edited, resolutions=resolutions)


def confirm_proposed(connection: Connection, document_id: str, meeting_id: str) -> None:
    """Mark the document's drafts as having become this meeting."""
    drafts = DraftRepository(connection)
    for draft in drafts.of_document(document_id):
        drafts.settle(draft, DraftState.CONFIRMED, meeting_id)


def _resolutions(proposed: Sequence[ParsedResolution]) -> Iterator[EditedResolution]:
    taken = {one.number.value for one in proposed}
    free = (number for number in range(1, 2 * len(proposed) + 1) if number not in taken)
    for position, one in enumerate(proposed):
        number = one.number.value if one.number.value is not None else next(free)
        yield EditedResolution(
            key=key_of(position),
            number=_digits(number),
            text=one.text.value,
            responsible=_lines(one.responsible),
            due=_day(one.due.value),
            due_text=one.due_text.value or "",
            horizon=one.horizon.value.value if one.horizon.value else "",
            working_group=one.working_group.value or "",
            status=one.status.value.value if one.status.value else "",
            vote=one.vote.value or "",
            agenda_item=str(one.agenda_item + 1) if one.agenda_item is not None else "",
            source=_span(one.text),
        )


def _session_parts(proposed: ParsedMinutes) -> Iterator[tuple[str, Sequence[Parsed[Any]]]]:
    for name in ("session_number", "date", *_SESSION_TEXTS):
        yield name, [getattr(proposed, name)]
    for name in _SESSION_LISTS:
        yield name, getattr(proposed, name)


def _resolution_parts(one: ParsedResolution) -> Iterator[tuple[str, Sequence[Parsed[Any]]]]:
    for name in RESOLUTION_FIELDS:
        if name == "responsible":
            yield name, one.responsible
        elif name != "agenda_item":
            yield name, [getattr(one, name)]


def _doubt(parsed: Iterable[Parsed[Any]]) -> str | None:
    doubtful = [one for one in parsed if one.doubt or one.confidence < SURE]
    return next((one.doubt for one in doubtful if one.doubt), LITTLE_SURE if doubtful else None)


def _span(parsed: Parsed[Any]) -> tuple[int, int] | None:
    source: Source | None = parsed.source
    return (source.start, source.end) if source else None


def _lines(parsed: Iterable[Parsed[str]]) -> str:
    return "\n".join(" ".join(one.value.split()) for one in parsed)


def _digits(number: int | None) -> str:
    return "" if number is None else to_persian_digits(number)


def _day(day: JalaliDate | None) -> str:
    return format_jalali(day) if day else ""
