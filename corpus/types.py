"""The words of the domain, on one screen.

Everything else in the project speaks in these types; this module imports nothing of ours.
Dates are ISO (proleptic Gregorian) with their Jalali parts beside them, because people search by Jalali year.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

CELL_SEPARATOR = " | "


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


class LessonState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
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


class GapReason(StrEnum):
    """Why a question has no answer here: nothing was found, or what was found lay under the model's floor."""

    NOTHING = "nothing"
    UNDER_FLOOR = "under_floor"


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
class DocumentPage:
    """Where one page lies in the document's display text, and how it was read. Offsets are in characters."""

    number: int
    start: int
    end: int
    reader: str
    quality: float | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """One block of the document's display text. Offsets are in characters.

    A table's text is one line a row with its cells joined by `CELL_SEPARATOR`.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None


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
class Meeting:
    id: str
    session_number: int
    title: str
    body_id: str | None = None
    host_city_id: str | None = None
    date: JalaliDate | None = None
    attendees: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One dated entry of a resolution's history; entries are added, never changed. `progress` is 0 to 100."""

    id: str
    resolution_id: str
    date: JalaliDate
    by: str
    note: str
    progress: int | None = None
    status: ResolutionStatus | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    id: str
    meeting_id: str
    number: int
    text: str
    rev: int = 1
    working_group_id: str | None = None
    responsible: tuple[str, ...] = ()
    due: JalaliDate | None = None
    due_text: str | None = None
    horizon: Horizon | None = None
    status: ResolutionStatus = ResolutionStatus.ANNOUNCED
    follow_ups: tuple[FollowUp, ...] = ()
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Impact:
    cost: str | None = None
    time: str | None = None
    quality: str | None = None
    safety: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    id: str
    title: str
    city_id: str | None
    problem: str
    cause: str
    recommendation: str
    rev: int = 1
    state: LessonState = LessonState.DRAFT
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
    keywords: tuple[str, ...] = ()
    contact_role: str = ""
    document_id: str | None = None
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Need:
    """A city's open problem: a standing query with an owner."""

    id: str
    title: str
    text: str
    city_id: str | None = None
    open: bool = True
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that nothing fitted, asked `count` times from the first day to the last.

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


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not read: `type` for programs, `message` in Persian for people."""

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Upload(Value):
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


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One change that every index has yet to see. `seq` rises in commit order."""

    seq: int
    item_kind: ItemKind
    item_id: str
