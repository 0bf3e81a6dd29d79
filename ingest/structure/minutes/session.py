"""One session's minutes, read from top to bottom."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution, Source
from corpus.text.dates import last_day_of
from ingest.structure.minutes.decision import Decision, resolution_of
from ingest.structure.minutes.fields import IsPlace, read_names, slice_of
from ingest.structure.minutes.head import Head
from ingest.structure.minutes.lines import Line
from ingest.structure.minutes.markers import marker_of, run_in_items
from ingest.structure.minutes.notices import notices_of
from ingest.structure.minutes.opening import announces_resolutions, closes, find_session_number
from ingest.structure.minutes.particulars import labelled, names_group, trimmed
from ingest.structure.minutes.plain import Plain
from ingest.structure.minutes.resolutions import Resolutions
from ingest.structure.minutes.talk import Talk
from ingest.structure.minutes.vocabulary import DECISION, HORIZONS, SECTION, SESSION, section_of

HEADING_LENGTH = 70
# A session is told of at the head of its minutes; further down a paper only refers to one.
HEAD_LENGTH = 3000

_OPENS_RESOLUTIONS = re.compile(r"(?:مصوبات|تصمیمات|موارد مصوب|مصوبه ?ها)(?:ی)?(?: های)? ?(?P<of>.*)")
_NAMES_RESOLUTIONS = re.compile(r"(?:^|.* )(?:مصوبات|تصمیمات|تصمیم ?ها|موارد مصوب)(?: .*)?")
_FOLLOW_UP_TABLE = re.compile(r"(?:جدول )?پیگیری مصوبات.*")
_ARTICLE = re.compile(r"ماده (?:[0-9]|[ء-ی]+ ?[-:])")
_ITEM_OF_RESOLUTIONS = re.compile(r"(?:مصوبه|تصمیم) ")
_DECISION_FIELD = re.compile(r"(?:تصمیم|مصوبه|(?:متن|شرح) (?:مصوبه|تصمیم))(?: (?:جلسه|نشست|متخذه|نهایی))? ?: ?\S")
_TOPIC = re.compile(
    r"(?:دستور|دستور ?کار|دستور جلسه|موضوع) (?:شماره )?(?:[0-9]{1,2}|[ء-ی]{2,8}(?:م|اول)|اول|نخست)(?: جلسه)? ?[:-] ?(?=\S)"
)
_LISTS = (SECTION.PRESENT, SECTION.ABSENT, SECTION.SIGNATURES, SECTION.AGENDA)
_SIGNERS = re.compile(
    r"(?:(?:نام و )?(?:امضا(?:ی)? )?(?:رییس|دبیر|نایب رییس|منشی|عضو|معاون|مدیر)(?: (?:کمیسیون|جلسه|نشست|کارگروه|کمیته|شورا|فنی|و|عمرانی|مجمع))* ?){2,}"
)
_NOBODY = re.compile(r"(?:ندارد|نداشت|هیچ ?کدام|بدون غایب|-+|[.]+)[. ]*")
_PAGE = re.compile(r"صفحه ?:? ?[0-9]+(?: ?(?:از|/) ?[0-9]+)?|- ?[0-9]+ ?-|[0-9]{1,3}")


class Session:
    """Takes the elements of one session's minutes one by one and says at the end what they told."""

    def __init__(self, document: str, cities: Sequence[str]) -> None:
        self.document = document
        self.section: SECTION | None = None
        self.head = Head(document, cities)
        self.resolutions = Resolutions()
        self.talk = Talk(document, self.resolutions)
        self.people: dict[SECTION, list[Parsed[str]]] = {
            section: [] for section in (SECTION.PRESENT, SECTION.ABSENT, SECTION.SIGNATURES)
        }
        self.agenda: list[Parsed[str]] = []
        self.sections_seen: set[SECTION] = set()
        self.has_resolution_table = False
        self.articles = 0
        self.source: Source | None = None
        self._is_place = IsPlace(iter(cities))

    @property
    def decisions(self) -> list[Decision]:
        """Those of the parts that list them, else those of the talk."""
        listed = [decision for decision in self.resolutions.decisions if decision.pieces]
        return listed or self.talk.numbered or self.talk.told

    def cover(self, part: Plain) -> None:
        """Count the part as one of this session."""
        whole, known = part.whole, self.source
        self.source = Source(min(known.start, whole.start), max(known.end, whole.end)) if known else whole

    def open(self, section: SECTION | None) -> None:
        """A part of the minutes begins; None for one of no known kind."""
        self.section = section
        self.resolutions.begin()
        if section is not None:
            self.sections_seen.add(section)

    def line(self, line: Line) -> None:
        """Take the next line of the minutes."""
        self.cover(line.plain)
        self.articles += bool(_ARTICLE.match(line.text))
        if closes(line.plain):
            self.open(None)
            return
        if _PAGE.fullmatch(line.text) or self._topic(line.plain) or self._heading(line):
            return
        if not self.resolutions.decisions and self._is_head(line) and self.head.take(line, self.section):
            if announces_resolutions(line.plain):
                self.open(SECTION.RESOLUTIONS)
            return
        if self.section is None and announces_resolutions(line.plain):
            self.open(SECTION.RESOLUTIONS)
            return
        if self.section is not SECTION.AGENDA and (
            _DECISION_FIELD.match(line.text)
            or (self.section is None and _ITEM_OF_RESOLUTIONS.match(line.text) and marker_of(line.text))
        ):
            self.open(SECTION.RESOLUTIONS)
        match self.section:
            case SECTION.PRESENT | SECTION.ABSENT | SECTION.SIGNATURES:
                self._people(line)
            case SECTION.AGENDA:
                self._agenda(line)
            case SECTION.RESOLUTIONS:
                self.resolutions.line(line)
            case _:
                self.talk.line(line, discussion=self.section is SECTION.DISCUSSION)

    def parsed(self, decisions: Sequence[Decision] | None = None) -> ParsedMinutes:
        """What was told; with `decisions`, as if these were all."""
        base = self.base
        resolutions: list[ParsedResolution] = []
        for decision in self.decisions if decisions is None else decisions:
            made = resolution_of(decision, self.document, base, self._is_place, len(resolutions) + 1)
            resolutions += [made] if made else []
        head, present = self.head, tuple(self.people[SECTION.PRESENT] or self.head.present)
        return ParsedMinutes(
            session_number=head.number,
            title=head.stated(SESSION.TITLE),
            body=head.stated(SESSION.BODY),
            host_city=head.host(),
            date=head.date,
            chair=head.person(SESSION.CHAIR, present, "رئیس"),
            secretary=head.person(SESSION.SECRETARY, present, "دبیر نشست", "دبیر جلسه"),
            present=present,
            absent=tuple(self.people[SECTION.ABSENT]),
            agenda=tuple(self.agenda),
            discussion=tuple(self.talk.said),
            resolutions=tuple(resolutions),
            signatures=tuple(self.people[SECTION.SIGNATURES]),
            source=self.source or Source(0, 0),
            notices=notices_of(head.number, head.date, base, resolutions),
        )

    @property
    def base(self) -> date | None:
        """The day that deadlines are reckoned from."""
        return last_day_of(self.head.date.value) if self.head.date.value else None

    def _is_head(self, line: Line) -> bool:
        return self.source is not None and line.plain.whole.start - self.source.start <= HEAD_LENGTH

    def _topic(self, line: Plain) -> bool:
        """«دستور دوم: …» is an item of the agenda, and what is decided after it belongs to it."""
        lead = _TOPIC.match(line.text)
        topic = trimmed(line.part(lead.end())) if lead else None
        if topic is None or not topic.text or self.section is SECTION.AGENDA:
            return False
        self.open(None)
        self.resolutions.agenda_item = len(self.agenda)
        self.agenda.append(Parsed(slice_of(self.document, topic.whole), topic.whole, 0.95))
        return True

    def _heading(self, line: Line) -> bool:
        marker = marker_of(line.text)
        bare = line.plain.part(marker.end) if marker and marker.style != "bullet" else line.plain
        if marker and self.section is SECTION.AGENDA and not (line.heading or bare.text.endswith(":")):
            # «۵- پیگیری مصوبات نشست پیشین» is a topic.
            return False
        if section := section_of(bare.text):
            self.open(section)
            return True
        label, colon, _ = bare.text.partition(":")
        if colon and (section := section_of(label)) and not line.text.startswith("-"):
            self.open(section)
            after = bare.part(len(label) + 1)
            if after.text:
                self.line(replace(line, plain=after, heading=False))
            return True
        if len(bare.text) > HEADING_LENGTH or bare.text.endswith("."):
            return False
        return self._heading_of_resolutions(line, bare, marked=marker is not None) or self._other_heading(line, bare)

    def _heading_of_resolutions(self, line: Line, bare: Plain, *, marked: bool) -> bool:
        if _FOLLOW_UP_TABLE.fullmatch(bare.text.strip(" :")):
            self.open(SECTION.RESOLUTIONS)
            return True
        opens = _OPENS_RESOLUTIONS.fullmatch(bare.text.rstrip(" :"))
        if opens and not labelled(bare)[1]:
            self.open(SECTION.RESOLUTIONS)
            of = bare.part(opens.start("of"), opens.end("of"))
            if find_session_number(of).value is None:
                self.resolutions.context(of, plainly=True)
            if not self.head.opened and self._is_head(line):
                self.head.title(line)
            return True
        if self.section is SECTION.RESOLUTIONS:
            named = marked and any(pattern.fullmatch(bare.text) for _, pattern in HORIZONS)
            again = marked and self.resolutions.group is not None and names_group(bare.text)
            plainly = line.heading or bare.text.endswith(":") or named or again
            return self.resolutions.context(trimmed(bare), plainly=plainly)
        return False

    def _other_heading(self, line: Line, bare: Plain) -> bool:
        """A heading that names no part ends the one before, unless it names the session."""
        if _SIGNERS.fullmatch(bare.text) and self.section in (SECTION.RESOLUTIONS, SECTION.DISCUSSION):
            self.open(SECTION.SIGNATURES)
            return False
        if not line.heading or self.section not in _LISTS:
            return False
        self.open(SECTION.RESOLUTIONS if _NAMES_RESOLUTIONS.fullmatch(bare.text.rstrip(" :")) else None)
        return True

    def _people(self, line: Line) -> None:
        assert self.section is not None
        if DECISION.search(line.text):
            self.talk.line(line, discussion=False)
            return
        people = self.people[self.section]
        items = [line.plain.part(*span) for span in run_in_items(line.text)]
        if not items and (marker := marker_of(line.text)):
            items = [line.plain.part(marker.end)]
        names = [trimmed(item) for item in items]
        people += [Parsed(slice_of(self.document, name.whole), name.whole, 0.97) for name in names if name.text]
        if not items and not _NOBODY.fullmatch(line.text):
            people += read_names(self.document, line.plain)

    def _agenda(self, line: Line) -> None:
        if DECISION.search(line.text) and len(line.text) > 60:
            self.section = None
            self.talk.line(line, discussion=False)
            return
        for start, end in run_in_items(line.text) or [(0, len(line.text))]:
            part = line.plain.part(start, end)
            marker = marker_of(part.text)
            topic = trimmed(part.part(marker.end if marker else 0))
            if topic.text:
                self.agenda.append(Parsed(slice_of(self.document, topic.whole), topic.whole, 0.97))
