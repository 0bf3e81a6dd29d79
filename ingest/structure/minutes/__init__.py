"""Minutes of sessions in a document's text: who met when, and what they decided."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.minutes import Parsed, ParsedMinutes
from corpus.types import DocumentBlock
from ingest.structure.minutes.decision import Decision
from ingest.structure.minutes.fields import read_date, read_number
from ingest.structure.minutes.lines import Element, Line, Table, elements
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.opening import find_session_number, number_field, opens_session
from ingest.structure.minutes.session import Session
from ingest.structure.minutes.table import TableReader
from ingest.structure.minutes.vocabulary import SECTION, SESSION, role_of
from ingest.structure.places import PlaceNames

__all__ = ["parse_minutes"]


def parse_minutes(text: str, blocks: Sequence[DocumentBlock], names: PlaceNames) -> tuple[ParsedMinutes, ...]:
    """The sessions that the document is the minutes of, in its order; () when it is none.

    `text` is display text, which the blocks cut; every field says where in it it stands. The time is linear in the text.
    """
    sessions = [
        minutes
        for session in _sessions(text, elements(text, blocks), names.city_names)
        if _is_minutes(session)
        for minutes in _by_session_column(session)
    ]
    return tuple(sessions)


def _sessions(text: str, parts: Sequence[Element], cities: Sequence[str]) -> Iterator[Session]:
    session = Session(text, cities)
    for part in parts:
        number = _announced(part)
        if number is not None and _is_over(session, number):
            yield session
            session = Session(text, cities)
        if isinstance(part, Table):
            TableReader(session, part).read()
        else:
            session.line(part)
    yield session


def _is_over(session: Session, number: int) -> bool:
    """Whether a session that is announced after it is another one."""
    return bool(session.decisions) and number != (session.head.number.value or 0)


def _announced(part: Element) -> int | None:
    """The number of the session that a title or the opening fields name; 0 for a title without a number."""
    if isinstance(part, Line):
        if not opens_session(part.plain, heading=part.heading):
            return None
        start = part.text[:140]
        if marker_of(start) and not part.heading:
            # «۱۲- نشست بیست و هشتم … برگزار شود» is a resolution.
            return None
        number = find_session_number(part.plain.part(0, len(start))).value
        title = start.startswith(("صورتجلسه", "صورت جلسه", "صورتمجلس"))
        if number is not None and (title or part.heading or _begins_with_session(start)):
            return number
        return 0 if title and len(part.text) < 40 and number is None else None
    for row in part.rows:
        cells = [row[column] for column in sorted(row)]
        for label, value in pairwise(cells):
            if role_of(label.text, SESSION) is SESSION.NUMBER:
                return read_number(value).value
    return None


def _begins_with_session(text: str) -> bool:
    head = text.split(" نشست")[0].split(" جلسه")[0]
    return len(head.split()) <= 6 and ":" not in head


def _is_minutes(session: Session) -> bool:
    """Whether what was read is minutes, and not a paper that speaks of a session or of what was decided."""
    head, talk = session.head, session.talk
    if session.articles > 2 and not head.titled:
        # A regulation, which speaks of sessions too.
        return False
    decided = bool(session.decisions)
    if head.invited and not decided:
        return False
    if session.has_resolution_table and decided:
        return True
    sections = session.sections_seen - {SECTION.SIGNATURES}
    opened = head.opened and head.date.value is not None
    weight = (
        2 * head.titled
        + 2 * opened
        + ((head.titled or opened) and head.number.value is not None)
        + len(sections)
        + (len(talk.numbered) > 1)
        + (len(session.resolutions.decisions) > 1 and decided)
        + bool(talk.numbered or talk.told)
    )
    # News tell of a session held, and neither call themselves minutes nor have their parts.
    named = head.titled or SECTION.RESOLUTIONS in sections or (opened and bool(sections or decided))
    return named and weight >= 3


def _by_session_column(session: Session) -> Iterator[ParsedMinutes]:
    """One for each session that a list of resolutions names in a column; the whole where there is none."""
    decisions = session.decisions
    if not any(decision.session for decision in decisions):
        yield session.parsed()
        return
    held: dict[int | None, list[Decision]] = {}
    numbers: dict[int | None, Parsed[int | None]] = {}
    for decision in decisions:
        number: Parsed[int | None] = number_field(decision.session) if decision.session else Parsed(None)
        held.setdefault(number.value, []).append(decision)
        numbers.setdefault(number.value, number)
    whole = session.head.date
    for value, of_session in held.items():
        session.head.number, session.head.date = numbers[value], whole
        day = next((decision.held for decision in of_session if decision.held), None)
        if day is not None:
            session.head.date = read_date(session.document, day)
        yield session.parsed(of_session)
