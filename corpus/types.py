"""The words of the domain, on one screen.

Everything else in the project speaks in these types; this module imports nothing of ours.
Dates are ISO (proleptic Gregorian) with their Jalali parts beside them, because people search by Jalali year.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

CELL_SEPARATOR = " | "
# Unicode's own mark for a line that breaks inside a paragraph: a table's row stays one line of the text.
CELL_LINE_SEPARATOR = "\u2028"


class Value:
    """A value that is never changed, so that a copy of it is itself: pipelines copy what they pass on."""

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Self:
        return self


class ItemKind(StrEnum):
    """What one search result is."""

    DOCUMENT = "document"
    RESOLUTION = "resolution"
    LESSON = "lesson"


class Horizon(StrEnum):
    """The commission's own sorting of its results by time."""

    URGENT = "urgent"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class ResolutionStatus(StrEnum):
    ANNOUNCED = "announced"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    STALLED = "stalled"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in (ResolutionStatus.DONE, ResolutionStatus.CANCELLED)


class RelationKind(StrEnum):
    """How a resolution stands to an earlier one."""

    REPEATS = "repeats"
    AMENDS = "amends"
    SUPERSEDES = "supersedes"
    FOLLOWS = "follows"


class RelationState(StrEnum):
    """A relation is proposed by similarity and holds once a person has confirmed it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class DraftState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class LessonState(StrEnum):
    """What a lesson is once it has been published; on its way there it is a submission."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"


class Polarity(StrEnum):
    """Whether a lesson tells of a failure, a success or a danger seen in time."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    RISK = "risk"


class Visibility(StrEnum):
    PUBLIC = "public"
    MEMBERS = "members"
    CITY = "city"


class BodyKind(StrEnum):
    COMMITTEE = "committee"
    WORKING_GROUP = "working_group"
    COMMISSION = "commission"
    ASSEMBLY = "assembly"


class BlockKind(StrEnum):
    """What a piece of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"


class ReadingMethod(StrEnum):
    """A way to get the text of a page; its value is the reader's name on the page."""

    GLYPHS = "pdfminer"
    PDFIUM = "pdfium"
    OCR = "tesseract"


# The reader of a page whose text a person typed or corrected.
BY_HAND = "hand"


class GapReason(StrEnum):
    """Why a question has no answer here: nothing was found, what was found lay under the model's floor, or who asked said
    that it was not what they looked for."""

    NOTHING = "nothing"
    UNDER_FLOOR = "under_floor"
    NOT_SATISFIED = "not_satisfied"


class UploadState(StrEnum):
    """Where a file stands on its way in; `FAILED` files are kept and can be retried."""

    WAITING = "waiting"
    READING = "reading"
    INDEXING = "indexing"
    DONE = "done"
    DUPLICATE = "duplicate"
    FAILED = "failed"

    @property
    def settled(self) -> bool:
        return self in (UploadState.DONE, UploadState.DUPLICATE, UploadState.FAILED)


@dataclass(frozen=True, slots=True)
class JalaliDate:
    """A Jalali date that may stop at the year or the month; `iso` is set only for a whole date."""

    year: int
    month: int | None = None
    day: int | None = None
    iso: date | None = None


@dataclass(frozen=True, slots=True)
class City:
    id: str
    name: str
    province: str
    aliases: tuple[str, ...] = ()
    metropolis: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """A committee, working group or commission; a search for one also finds its predecessors' papers."""

    id: str
    name: str
    kind: BodyKind
    predecessor_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A numbered session that is known of without its minutes: only what the commission itself tells of it."""

    number: int
    host_city_id: str
    date: JalaliDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Where one page lies in the document's display text, and how it was read. Offsets are in characters.

    `version` is which of the page's texts that is; 1 is the one that it was first read as.
    """

    number: int
    start: int
    end: int
    reader: str
    quality: float | None = None
    warnings: tuple[str, ...] = ()
    version: int = 1

    @property
    def recognised(self) -> bool:
        """Whether the text was recognised in a picture, so that its numbers are to be confirmed."""
        return self.reader == ReadingMethod.OCR

    @property
    def by_hand(self) -> bool:
        """Whether a person typed or corrected the text."""
        return self.reader == BY_HAND


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """One block of the document's display text. Offsets are in characters.

    A table's text is one line a row with its filled cells joined by `CELL_SEPARATOR`; `columns` tells for each row in
    which columns, from 0, those stand. It is None where every row is filled from its first column on.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None
    columns: tuple[tuple[int, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Document(Value):
    id: str
    title: str
    file_sha256: str
    file_name: str
    media_type: str
    text: str
    rev: int = 1
    pages: tuple[DocumentPage, ...] = ()
    blocks: tuple[DocumentBlock, ...] = ()
    kind: str | None = None
    city_id: str | None = None
    body_id: str | None = None
    session_number: int | None = None
    date: JalaliDate | None = None
    visibility: Visibility = Visibility.PUBLIC
    warnings: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageText(Value):
    """A page by itself: its display text, the blocks that cut it, and how it was read, as in `DocumentPage`."""

    number: int
    reader: str
    text: str
    blocks: tuple[DocumentBlock, ...]
    quality: float | None = None
    warnings: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class PageVersion(Value):
    """One of the texts that a page of a document has had; the first is as the page was read when it came in."""

    document_id: str
    page: PageText
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NearDuplicate(Value):
    """Two documents that say almost the same; `similarity` is the share of their text in common, 0 to 1."""

    newer_id: str
    older_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Version(Value):
    """A document that says almost the same as the one at hand; `similarity` is as in `NearDuplicate`."""

    document: Document
    similarity: float


@dataclass(frozen=True, slots=True)
class Meeting(Value):
    """A session. `body` and `host_city` are as its minutes write them, the ids what they were recognised as."""

    id: str
    session_number: int
    title: str
    body: str | None = None
    body_id: str | None = None
    host_city: str | None = None
    host_city_id: str | None = None
    date: JalaliDate | None = None
    chair: str | None = None
    secretary: str | None = None
    attendees: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence(Value):
    """A stored file that shows what a follow-up says."""

    file_sha256: str
    file_name: str


@dataclass(frozen=True, slots=True)
class FollowUp(Value):
    """One dated entry of a resolution's history; entries are added, never changed. `progress` is 0 to 100.

    A change of status is an entry with that `status`; one without says nothing about it.
    """

    id: str
    resolution_id: str
    date: JalaliDate
    by: str
    note: str
    progress: int | None = None
    status: ResolutionStatus | None = None
    evidence: Evidence | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Party(Value):
    """Who is to carry a resolution out, as the minutes write it; the ids are what that was recognised as."""

    name: str
    city_id: str | None = None
    body_id: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution(Value):
    """`first_status` is what the minutes say; `status`, `progress` and `confirmed_on` are what the follow-ups say since.

    `due_by` is the last day that is in time, and is there also where `due` is only a month or year. `source` cuts the
    text of the meeting's document.
    """

    id: str
    meeting_id: str
    number: int
    text: str
    rev: int = 1
    working_group: str | None = None
    working_group_id: str | None = None
    agenda_item: str | None = None
    vote: str | None = None
    responsible: tuple[Party, ...] = ()
    due: JalaliDate | None = None
    due_by: date | None = None
    due_text: str | None = None
    horizon: Horizon | None = None
    first_status: ResolutionStatus = ResolutionStatus.ANNOUNCED
    status: ResolutionStatus = ResolutionStatus.ANNOUNCED
    progress: int | None = None
    confirmed_on: date | None = None
    source: tuple[int, int] | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    visibility: Visibility = Visibility.PUBLIC

    def overdue(self, today: date) -> bool:
        """Whether its deadline has passed while it is still open; never typed, always computed."""
        return self.due_by is not None and self.due_by < today and self.status.open


@dataclass(frozen=True, slots=True)
class Relation(Value):
    """How a resolution stands to an earlier one. `similarity`, 0 to 1, is None where a person found the relation.

    `by` is who confirmed or rejected it.
    """

    newer_id: str
    older_id: str
    kind: RelationKind
    state: RelationState = RelationState.PROPOSED
    similarity: float | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    cost: str | None = None
    time: str | None = None
    quality: str | None = None
    safety: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson(Value):
    """What a city learned, as it was published. `number` is the one that people cite, given when it is first saved.

    One that is `anonymous` names its city to nobody but that city and the secretariat. `city_id` is None for a lesson of
    the secretariat itself. A superseded one names its successor.
    """

    id: str
    title: str
    city_id: str | None
    problem: str
    cause: str
    recommendation: str
    rev: int = 1
    number: int = 0
    state: LessonState = LessonState.PUBLISHED
    polarity: Polarity = Polarity.NEGATIVE
    summary: str = ""
    context: str = ""
    action: str = ""
    outcome: str = ""
    impact: Impact = field(default_factory=Impact)
    project: str = ""
    project_type: str = ""
    phase: str = ""
    date: JalaliDate | None = None
    working_group: str = ""
    working_group_id: str | None = None
    keywords: tuple[str, ...] = ()
    contact_role: str = ""
    anonymous: bool = False
    document_id: str | None = None
    superseded_by_id: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    published_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that nothing here answers, asked `count` times from the first day to the last.

    `query` is the whole question as it was first put, `filters` its fields as text; `reason` is that of the last time.
    """

    query: str
    filters: str
    reason: GapReason
    count: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Passage(Value):
    """The unit that is indexed.

    `text` is `Document.text[start:end]` for a passage of a document. `section` is the heading that it stands under;
    `header` is the context that is indexed
    with it (title, section, session, city) and is never part of `text`.
    """

    id: str
    item_kind: ItemKind
    item_id: str
    rev: int
    ordinal: int
    text: str
    start: int
    end: int
    header: str = ""
    section: str = ""
    page: int | None = None
    document_id: str | None = None

    @property
    def text_with_header(self) -> str:
        """What a model reads of it."""
        return f"{self.header}\n{self.text}" if self.header else self.text


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not read: `type` for programs, `message` in Persian for people."""

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Upload(Value):
    """A file on its way in; `pages_done` and `pages_total` are how far the reading under way is, if it tells.

    `parent_id` is the archive or letter that it came in.
    """

    id: str
    file_sha256: str
    file_name: str
    size: int
    state: UploadState
    created_at: datetime
    updated_at: datetime
    document_id: str | None = None
    outbox_seq: int | None = None
    failure: Failure | None = None
    attempts: int = 0
    pages_done: int | None = None
    pages_total: int | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One change that every index has yet to see. `seq` rises in commit order."""

    seq: int
    item_kind: ItemKind
    item_id: str
    at: datetime
