"""The head of minutes: which session it was, of whom, when, where, and who led it."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.minutes import Parsed
from corpus.types import JalaliDate
from ingest.structure.minutes import opening
from ingest.structure.minutes.fields import read_date, slice_of
from ingest.structure.minutes.lines import Line
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.particulars import labelled
from ingest.structure.minutes.plain import Plain, plain
from ingest.structure.minutes.vocabulary import DECISION, SECTION, SESSION

FROM_LETTER_NUMBER = "«شماره» شاید شمارهٔ نامه باشد، نه شمارهٔ نشست."
AMONG_PRESENT = "از میان حاضران شناخته شده است."
_HEAD_LINE = 90


class Head:
    """Takes what stands before the resolutions. A field of its own beats a sentence, and a sentence the title.

    `titled`: it calls itself minutes; `opened`: it tells of a session held; `invited`: it calls people to one.
    """

    def __init__(self, document: str, cities: Sequence[str]) -> None:
        self.number: Parsed[int | None] = Parsed(None)
        self.date: Parsed[JalaliDate | None] = Parsed(None)
        self.present: list[Parsed[str]] = []
        self.titled = self.opened = self.invited = False
        self._document = document
        self._fields: dict[SESSION, Plain] = {}
        self._told: dict[SESSION, Parsed[str | None]] = {}
        self._hosts = opening.Hosts(document, cities)

    def take(self, line: Line, section: SECTION | None) -> bool:
        """Take what the line tells of the session; False when it is something else."""
        self.invited = self.invited or opening.invites(line.plain)
        start, pairs = labelled(line.plain, SESSION)
        if pairs and start <= 1:
            for role, value in pairs.items():
                if isinstance(role, SESSION):
                    self.field(role, value)
            return True
        prose, marker = opening.is_prose(line.plain), marker_of(line.text)
        if section in (SECTION.AGENDA, SECTION.DISCUSSION) or (section is SECTION.PRESENT and not prose):
            return False
        if marker and (DECISION.search(line.text) or marker.style == "word"):
            return False
        if prose and not marker and not self.opened:
            self._prose(line.plain)
            return True
        if section is not None:
            return False
        if opening.opens_session(line.plain, heading=line.heading):
            self.title(line)
            return True
        return not marker and self._head_line(line.plain)

    def field(self, role: SESSION, value: Plain) -> None:
        """Take a field that has a label of its own."""
        match role:
            case SESSION.NUMBER:
                found = opening.number_field(value)
                if found.value is not None:
                    self.opened = True
                    if self.number.confidence <= opening.SPELLED or self.number.value is None:
                        self.number = found
            case SESSION.PAPER_NUMBER:
                if self.number.value is None and value.text.isdigit() and len(value.text) < 4:
                    self.number = Parsed(int(value.text), value.whole, 0.6, FROM_LETTER_NUMBER)
            case SESSION.DATE:
                found_date = read_date(self._document, value)
                if found_date.value or not self.date.value:
                    self.date = found_date
                self.opened = True
            case SESSION.OTHER:
                pass
            case _:
                self._fields.setdefault(role, value)

    def title(self, line: Line) -> None:
        """Take the line as the title of the minutes."""
        number = opening.find_session_number(line.plain)
        if self.number.value is None:
            self.number = number
        title = opening.title_of(self._document, line.plain)
        known = self._told.get(SESSION.TITLE)
        if title.value and (known is None or (number.value is not None and known.confidence < 0.9)):
            # A title that names the session beats one that does not.
            self._told[SESSION.TITLE] = replace(title, confidence=0.9 if number.value is not None else 0.7)
        if SESSION.BODY not in self._told:
            body = opening.body_in(self._document, line.plain)
            if not body.value and title.source and opening.names_body(self._plain(title)):
                body = replace(title, confidence=0.8)
            if body.value:
                self._told[SESSION.BODY] = body
        self._date_of(line.plain)
        self.titled = self.titled or opening.is_minutes_title(line.plain)
        self.opened = self.opened or (number.value is not None and self.date.value is not None)

    def stated(self, role: SESSION) -> Parsed[str | None]:
        """A field as it is written, from its own label if it has one."""
        value = self._fields.get(role)
        if value is not None:
            return Parsed(slice_of(self._document, value.whole), value.whole, 0.97)
        return self._told.get(role, Parsed(None))

    def host(self) -> Parsed[str | None]:
        """The city that it was held in; a field that names no known city is taken as it is, and doubted."""
        stated = [
            self._hosts.read(self._fields[role]) for role in (SESSION.HOST, SESSION.PLACE) if role in self._fields
        ]
        roles = (SESSION.HOST, SESSION.TITLE, SESSION.BODY)
        told = [
            self._hosts.read(self._plain(one), 0.6)
            for one in (self._told.get(role, Parsed(None)) for role in roles)
            if one.source
        ]
        known = [one for one in (*stated, *told) if one.doubt is None] or stated
        return known[0] if known else Parsed(None)

    def person(self, role: SESSION, present: Sequence[Parsed[str]], *titles: str) -> Parsed[str | None]:
        """Who held the office: as stated, or the one of those present who bears one of the titles."""
        stated = self.stated(role)
        if stated.value:
            return stated
        for one in present:
            if any(title in one.value for title in titles):
                return Parsed(one.value, one.source, 0.7, AMONG_PRESENT)
        return Parsed(None)

    def _prose(self, line: Plain) -> None:
        self.opened = True
        if self.number.value is None:
            self.number = opening.find_session_number(line)
        self._date_of(line)
        body = opening.body_in(self._document, line)
        if body.value:
            self._told[SESSION.BODY] = body
        if host := opening.host_in(line):
            self._fields.setdefault(SESSION.HOST, host)
        chair = opening.chair_in(self._document, line)
        if chair.value:
            self._told.setdefault(SESSION.CHAIR, chair)
        if not self.present:
            self.present += opening.present_in(self._document, line)

    def _head_line(self, line: Plain) -> bool:
        """A line of the head that says one thing: the name of the body, or the day, and the city before it."""
        if opening.names_body(line) and SESSION.BODY not in self._told:
            self._told[SESSION.BODY] = Parsed(slice_of(self._document, line.whole), line.whole, 0.8)
            return True
        if len(line.text) >= _HEAD_LINE or DECISION.search(line.text) or (self.date.value and self.date.value.iso):
            return False
        self._date_of(line)
        if not self.date.value:
            return False
        if host := opening.host_in(line):
            self._fields.setdefault(SESSION.HOST, host)
        elif self._hosts.begins(line):
            self._told.setdefault(SESSION.HOST, Parsed(slice_of(self._document, line.whole), line.whole, 0.6))
        return True

    def _date_of(self, line: Plain) -> None:
        """The day that the line tells, unless a whole one is known; a month is better than nothing."""
        found = read_date(self._document, line)
        if found.value and found.value.month and not (self.date.value and (self.date.value.iso or not found.value.iso)):
            self.date = found

    def _plain(self, parsed: Parsed[str | None]) -> Plain:
        assert parsed.source is not None
        return plain(self._document, parsed.source.start, parsed.source.end)
