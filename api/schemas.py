"""HTTP bodies; the command line's `--json` prints the same ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from api.reviewing import Review
from corpus.desk import Cell, DeskRow, Period, Standing
from corpus.drafts import EditedMinutes, EditedResolution, MinutesDraft, edited_as_json
from corpus.terms import resolution_title, session_name
from corpus.types import (
    Body,
    City,
    Document,
    DocumentBlock,
    DraftState,
    FollowUp,
    Gap,
    GapReason,
    Horizon,
    ItemKind,
    JalaliDate,
    KnownSession,
    Meeting,
    PageText,
    PageVersion,
    ReadingMethod,
    Relation,
    RelationKind,
    RelationState,
    Resolution,
    ResolutionStatus,
    Upload,
    Version,
)
from ingest.comparing import same_decision
from ingest.drafting import doubts, in_form, sources
from ingest.page_text import editable
from search.answer import Answer, FoundPassage, Hit, Topic
from search.complete import Completion, CompletionKind
from search.differences import Difference
from search.expand import Expansion
from search.fuse import Score
from search.precedents import Band, Precedent


class PassageBody(BaseModel):
    """`highlights` are [start, end] pairs in characters that cut `text`; `section` is the heading it stands under."""

    text: str
    section: str
    page: int | None
    highlights: list[tuple[int, int]]

    @classmethod
    def from_domain(cls, passage: FoundPassage) -> Self:
        return cls(text=passage.text, section=passage.section, page=passage.page, highlights=list(passage.highlights))


class ScoreBody(BaseModel):
    """What a score is made of: `by_words` is `trust` times `words`, `by_meaning` is `weight` times `cosine`.

    `words` is `lexical` (BM25) as a share of a full match, which `greatest` is the measure of. `reranked` is what a
    cross-encoder made of it, where the site has one: the first hits are in its order.
    """

    lexical: float
    greatest: float
    words: float
    trust: float
    by_words: float
    cosine: float
    weight: float
    by_meaning: float
    reranked: float | None = None

    @classmethod
    def from_domain(cls, parts: Score, reranked: float | None) -> Self:
        made_of = {name: round(getattr(parts, name), 4) for name in cls.model_fields if name != "reranked"}
        return cls(**made_of, reranked=reranked)


class DateBody(BaseModel):
    year: int
    month: int | None
    day: int | None
    iso: str | None

    @classmethod
    def from_domain(cls, date: JalaliDate) -> Self:
        return cls(year=date.year, month=date.month, day=date.day, iso=date.iso.isoformat() if date.iso else None)


class VersionBody(BaseModel):
    """Another document that says almost the same; `similarity` is the share of their text in common, 0 to 1."""

    id: str
    title: str
    url: str
    date: DateBody | None
    similarity: float

    @classmethod
    def from_domain(cls, version: Version) -> Self:
        document = version.document
        return cls(
            id=document.id,
            title=document.title,
            url=f"/documents/{document.id}",
            date=DateBody.from_domain(document.date) if document.date else None,
            similarity=round(version.similarity, 3),
        )


class HitBody(BaseModel):
    """`older_versions` were found as well but do not stand by themselves; where one matched better, this is its place.

    `explanation` is there when it was asked for.
    """

    kind: ItemKind
    id: str
    title: str
    score: float
    document_id: str | None
    file_name: str | None
    passage: PassageBody
    more: list[PassageBody]
    matched: list[str]
    older_versions: list[VersionBody]
    explanation: ScoreBody | None = None

    @classmethod
    def from_domain(cls, hit: Hit, explain: bool = False) -> Self:
        return cls(
            kind=hit.kind,
            id=hit.id,
            title=hit.title,
            score=round(hit.score, 4),
            document_id=hit.document.id if hit.document else None,
            file_name=hit.document.file_name if hit.document else None,
            passage=PassageBody.from_domain(hit.passage),
            more=[PassageBody.from_domain(passage) for passage in hit.more],
            matched=[
                leg for leg, score in (("lexical", hit.parts.by_words), ("dense", hit.parts.by_meaning)) if score > 0
            ],
            older_versions=[VersionBody.from_domain(version) for version in hit.older],
            explanation=ScoreBody.from_domain(hit.parts, hit.reranked) if explain else None,
        )


class TopicBody(BaseModel):
    concept: str
    label: str

    @classmethod
    def from_domain(cls, topic: Topic) -> Self:
        return cls(concept=topic.concept, label=topic.label)


class ExpansionBody(BaseModel):
    """`found` is what the query calls a concept of the thesaurus, `added` what was searched as well."""

    concept: str
    found: str
    added: list[str]

    @classmethod
    def from_domain(cls, expansion: Expansion) -> Self:
        return cls(concept=expansion.concept, found=expansion.found, added=list(expansion.added))


class SearchBody(BaseModel):
    """`query` is what was searched; it differs from `typed` when what was typed found nothing and was corrected.

    Where nothing `fits`, `weaker` says how many items `weak=1` would show all the same, and `topics` what lies nearest.
    """

    query: str
    typed: str
    suggestion: str | None
    took_ms: float
    fits: bool
    weaker: int
    topics: list[TopicBody]
    total: int
    hits: list[HitBody]
    page: int
    pages: int
    legs: list[str]
    notices: list[str]
    reading: list[str]
    expansions: list[ExpansionBody]

    @classmethod
    def from_domain(cls, answer: Answer, explain: bool = False) -> Self:
        return cls(
            query=answer.query,
            typed=answer.typed,
            suggestion=answer.suggestion,
            took_ms=answer.took_ms,
            fits=answer.fits,
            weaker=answer.weaker,
            topics=[TopicBody.from_domain(topic) for topic in answer.topics],
            total=answer.total,
            hits=[HitBody.from_domain(hit, explain) for hit in answer.hits],
            page=answer.page,
            pages=answer.pages,
            legs=list(answer.legs),
            notices=list(answer.notices),
            reading=list(answer.reading),
            expansions=[ExpansionBody.from_domain(expansion) for expansion in answer.expansions],
        )


class GapBody(BaseModel):
    """A question that nothing fitted; the days are Tehran's."""

    query: str
    filters: str
    reason: GapReason
    count: int
    first_day: date
    last_day: date

    @classmethod
    def from_domain(cls, gap: Gap) -> Self:
        return cls(
            query=gap.query,
            filters=gap.filters,
            reason=gap.reason,
            count=gap.count,
            first_day=gap.first_day,
            last_day=gap.last_day,
        )


class CompletionBody(BaseModel):
    text: str
    kind: CompletionKind


class SuggestBody(BaseModel):
    completions: list[CompletionBody]

    @classmethod
    def from_domain(cls, completions: Sequence[Completion]) -> Self:
        return cls(completions=[CompletionBody(text=c.text, kind=c.kind) for c in completions])


class PageBody(BaseModel):
    """`version` is which of the page's texts this is: 1 as it was first read."""

    number: int
    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    text: str


class PageTextBody(BaseModel):
    """A page as it can be edited: an empty line between blocks, a table a line a row with « | » between cells.

    `reader` is `hand` for a text that a person corrected; `methods` are the ways in which the page can be read again.
    """

    number: int
    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    text: str
    methods: list[ReadingMethod]

    @classmethod
    def from_domain(cls, page: PageText, methods: Sequence[ReadingMethod]) -> Self:
        return cls(
            number=page.number,
            version=page.version,
            reader=page.reader,
            quality=page.quality,
            warnings=list(page.warnings),
            text=editable(page),
            methods=list(methods),
        )


class PageVersionBody(BaseModel):
    """One of a page's texts, as `PageTextBody` has it."""

    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    created_at: datetime
    text: str


class PageVersionsBody(BaseModel):
    """`current` is the version that the document shows and search finds."""

    current: int
    versions: list[PageVersionBody]

    @classmethod
    def from_domain(cls, current: int, versions: Sequence[PageVersion]) -> Self:
        return cls(
            current=current,
            versions=[
                PageVersionBody(
                    version=version.page.version,
                    reader=version.page.reader,
                    quality=version.page.quality,
                    warnings=list(version.page.warnings),
                    created_at=version.created_at,
                    text=editable(version.page),
                )
                for version in versions
            ],
        )


class CorrectionBody(BaseModel):
    """`base_version` is the version of the page that the text was made from."""

    text: str
    base_version: int


class ReadingBody(BaseModel):
    method: ReadingMethod


class BlockBody(BaseModel):
    """`start` and `end` cut the document's `text`; `columns` are where a table's filled cells stand, if some are empty."""

    kind: str
    start: int
    end: int
    level: int | None
    columns: list[list[int]] | None

    @classmethod
    def from_domain(cls, block: DocumentBlock) -> Self:
        columns = [list(row) for row in block.columns] if block.columns else None
        return cls(kind=block.kind, start=block.start, end=block.end, level=block.level, columns=columns)


class DocumentBody(BaseModel):
    """The versions are other documents that say almost the same, the most similar first."""

    id: str
    title: str
    file_name: str
    media_type: str
    kind: str | None
    city: str | None
    session_number: int | None
    date: DateBody | None
    rev: int
    created_at: datetime | None
    warnings: list[str]
    newer_versions: list[VersionBody]
    older_versions: list[VersionBody]
    text: str
    pages: list[PageBody]
    blocks: list[BlockBody]

    @classmethod
    def from_domain(
        cls, document: Document, city_name: str | None, newer: Sequence[Version], older: Sequence[Version]
    ) -> Self:
        return cls(
            id=document.id,
            title=document.title,
            file_name=document.file_name,
            media_type=document.media_type,
            kind=document.kind,
            city=city_name,
            session_number=document.session_number,
            date=DateBody.from_domain(document.date) if document.date else None,
            rev=document.rev,
            created_at=document.created_at,
            warnings=list(document.warnings),
            newer_versions=[VersionBody.from_domain(version) for version in newer],
            older_versions=[VersionBody.from_domain(version) for version in older],
            text=document.text,
            pages=[
                PageBody(
                    number=page.number,
                    version=page.version,
                    reader=page.reader,
                    quality=page.quality,
                    warnings=list(page.warnings),
                    text=document.text[page.start : page.end],
                )
                for page in document.pages
            ],
            blocks=[BlockBody.from_domain(block) for block in document.blocks],
        )


class FailureBody(BaseModel):
    type: str
    message: str


class UploadBody(BaseModel):
    """`pages_done` of `pages_total` are how far the reading under way is, if it tells.

    `parent_id` is the archive or letter that the file came in.
    """

    id: str
    file_name: str
    size: int
    state: str
    document_id: str | None
    failure: FailureBody | None
    pages_done: int | None
    pages_total: int | None
    parent_id: str | None
    created_at: datetime
    updated_at: datetime
    known: bool = False

    @classmethod
    def from_domain(cls, upload: Upload, *, known: bool = False) -> Self:
        failure = upload.failure
        return cls(
            id=upload.id,
            file_name=upload.file_name,
            size=upload.size,
            state=upload.state.value,
            document_id=upload.document_id,
            failure=FailureBody(type=failure.type, message=failure.message) if failure else None,
            pages_done=upload.pages_done,
            pages_total=upload.pages_total,
            parent_id=upload.parent_id,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            known=known,
        )


class RefusedBody(BaseModel):
    """A file that was not taken in at all, and why."""

    file_name: str
    failure: FailureBody


class UploadsBody(BaseModel):
    """What became of the files of one request: those accepted and those refused."""

    uploads: list[UploadBody]
    refused: list[RefusedBody] = []


class UploadListBody(BaseModel):
    total: int
    uploads: list[UploadBody]


class ErrorBody(BaseModel):
    error: FailureBody


class HealthBody(BaseModel):
    """Each part is "ok", or says what is wrong with it."""

    ready: bool
    record: str
    index: str
    model: str
    worker: str
    documents: int
    waiting: int


# The desk, the register and the places.


class StandingBody(BaseModel):
    """`overdue` is reckoned from today's date in Tehran."""

    total: int
    open: int
    overdue: int

    @classmethod
    def from_domain(cls, standing: Standing) -> Self:
        return cls(total=standing.total, open=standing.open, overdue=standing.overdue)


class PartyBody(BaseModel):
    """`name` is as the minutes write it; the ids are what it was recognised as."""

    name: str
    city_id: str | None
    body_id: str | None


class DeskRowBody(BaseModel):
    """`due_by` is the last day in time, also where `due` is only a month or year; `progress` is in percent."""

    id: str
    url: str
    meeting_id: str
    session: str
    session_number: int
    number: int
    text: str
    responsible: list[PartyBody]
    working_group: str | None
    due: DateBody | None
    due_by: date | None
    due_text: str | None
    horizon: Horizon | None
    status: ResolutionStatus
    overdue: bool
    progress: int | None
    confirmed_on: date | None
    updated_at: datetime

    @classmethod
    def from_domain(cls, row: DeskRow, today: date) -> Self:
        resolution, meeting = row.resolution, row.meeting
        return cls(
            id=resolution.id,
            url=f"/resolutions/{resolution.id}",
            meeting_id=meeting.id,
            session=session_name(meeting),
            session_number=meeting.session_number,
            number=resolution.number,
            text=resolution.text,
            responsible=[
                PartyBody(name=party.name, city_id=party.city_id, body_id=party.body_id)
                for party in resolution.responsible
            ],
            working_group=resolution.working_group,
            due=DateBody.from_domain(resolution.due) if resolution.due else None,
            due_by=resolution.due_by,
            due_text=resolution.due_text,
            horizon=resolution.horizon,
            status=resolution.status,
            overdue=resolution.overdue(today),
            progress=resolution.progress,
            confirmed_on=resolution.confirmed_on,
            updated_at=row.updated_at,
        )


class CellBody(BaseModel):
    horizon: Horizon | None
    status: ResolutionStatus
    count: int
    overdue: int

    @classmethod
    def from_domain(cls, cell: Cell) -> Self:
        return cls(horizon=cell.horizon, status=cell.status, count=cell.count, overdue=cell.overdue)


class PeriodBody(BaseModel):
    """A quarter of a Jalali year, 1 to 4."""

    year: int
    quarter: int
    decided: int
    done: int

    @classmethod
    def from_domain(cls, period: Period) -> Self:
        return cls(year=period.year, quarter=period.quarter, decided=period.decided, done=period.done)


class PlaceStandingBody(BaseModel):
    id: str
    name: str
    standing: StandingBody


class DeskBody(BaseModel):
    """All counts are of the whole filtered list, `rows` are one page of it."""

    standing: StandingBody
    page: int
    pages: int
    rows: list[DeskRowBody]
    matrix: list[CellBody]
    cities: list[PlaceStandingBody]
    progress: list[PeriodBody]


class StatusChangeBody(BaseModel):
    """One follow-up for each resolution; `date` is Jalali («1404/05/14»), today if it is not given."""

    ids: list[str]
    status: str
    by: str
    note: str
    date: str = ""


class StatusChangedBody(BaseModel):
    changed: int


class SessionBody(BaseModel):
    """A line of the register; one without `id` is known of, but its minutes are not here."""

    id: str | None
    number: int
    title: str | None
    host_city: str | None
    host_city_id: str | None
    body: str | None
    body_id: str | None
    date: DateBody | None
    standing: StandingBody
    note: str

    @classmethod
    def from_domain(cls, meeting: Meeting, standing: Standing) -> Self:
        return cls(
            id=meeting.id,
            number=meeting.session_number,
            title=meeting.title,
            host_city=meeting.host_city,
            host_city_id=meeting.host_city_id,
            body=meeting.body,
            body_id=meeting.body_id,
            date=DateBody.from_domain(meeting.date) if meeting.date else None,
            standing=StandingBody.from_domain(standing),
            note="",
        )

    @classmethod
    def known(cls, session: KnownSession, host_city: str) -> Self:
        return cls(
            id=None,
            number=session.number,
            title=None,
            host_city=host_city,
            host_city_id=session.host_city_id,
            body=None,
            body_id=None,
            date=DateBody.from_domain(session.date) if session.date else None,
            standing=StandingBody.from_domain(Standing()),
            note=session.note,
        )


class SessionsBody(BaseModel):
    total: int
    page: int
    pages: int
    sessions: list[SessionBody]


class PaperBody(BaseModel):
    id: str
    title: str
    url: str


class MeetingBody(BaseModel):
    session: SessionBody
    chair: str | None
    secretary: str | None
    attendees: list[str]
    absent: list[str]
    agenda: list[str]
    document_id: str | None
    papers: list[PaperBody]
    resolutions: list[DeskRowBody]


class CityBody(BaseModel):
    """`standing` counts what was laid on the city by name."""

    id: str
    name: str
    province: str
    metropolis: bool
    standing: StandingBody

    @classmethod
    def from_domain(cls, city: City, standing: Standing) -> Self:
        return cls(
            id=city.id,
            name=city.name,
            province=city.province,
            metropolis=city.metropolis,
            standing=StandingBody.from_domain(standing),
        )


class CitiesBody(BaseModel):
    total: int
    page: int
    pages: int
    cities: list[CityBody]


class OwnCityBody(BaseModel):
    """`standing` and `owed` take in what was laid on all metropolises; `owed` is one page of what is open."""

    city: CityBody
    standing: StandingBody
    page: int
    pages: int
    owed: list[DeskRowBody]
    hosted: list[SessionBody]
    papers: list[PaperBody]


class BodyBody(BaseModel):
    """`standing` counts what it decided itself."""

    id: str
    name: str
    kind: str
    predecessors: list[str]
    successors: list[str]
    standing: StandingBody

    @classmethod
    def from_domain(cls, body: Body, successors: Sequence[str], standing: Standing) -> Self:
        return cls(
            id=body.id,
            name=body.name,
            kind=body.kind.value,
            predecessors=list(body.predecessor_ids),
            successors=list(successors),
            standing=StandingBody.from_domain(standing),
        )


class BodiesBody(BaseModel):
    total: int
    page: int
    pages: int
    bodies: list[BodyBody]


class OwnBodyBody(BaseModel):
    """`decided` and `owed` are the first of what it and its predecessors decided, and of what is open with them.

    The desk has all of it: `/api/v1/desk?body=…` and `?owing_body=…`.
    """

    body: BodyBody
    decided_standing: StandingBody
    decided: list[DeskRowBody]
    owed_standing: StandingBody
    owed: list[DeskRowBody]
    sessions: list[SessionBody]


# Minutes under review.


class ResolutionFormBody(BaseModel):
    """A resolution as it was typed; every field is text, also what cannot be read.

    `responsible` is one a line, `due` a Jalali date, `agenda_item` a position in the agenda from 1. `source` cuts the
    document's text and is worked out here. One without `key` is new.
    """

    key: str = Field("", pattern=r"^([np][0-9]{1,6})?$")
    number: str = ""
    text: str = ""
    responsible: str = ""
    due: str = ""
    due_text: str = ""
    horizon: str = ""
    working_group: str = ""
    status: str = ""
    vote: str = ""
    agenda_item: str = ""
    removed: bool = False
    source: tuple[int, int] | None = None


class MinutesFormBody(BaseModel):
    """A session as it was typed; `present`, `absent` and `agenda` are one a line.

    `removals` are ids of published resolutions that this text does not hold and that are to go.
    """

    session_number: str = ""
    title: str = ""
    body: str = ""
    host_city: str = ""
    date: str = ""
    chair: str = ""
    secretary: str = ""
    present: str = ""
    absent: str = ""
    agenda: str = ""
    resolutions: list[ResolutionFormBody] = []
    removals: list[str] = []
    by: str = ""

    @classmethod
    def from_domain(cls, form: EditedMinutes) -> Self:
        return cls.model_validate(edited_as_json(form))

    def to_domain(self) -> EditedMinutes:
        named = [EditedResolution(**one.model_dump()) for one in self.resolutions]
        form = EditedMinutes(resolutions=tuple(named))
        for place, one in enumerate(named):
            if not one.key or one.key in {before.key for before in named[:place]}:
                named[place] = replace(one, key=form.new_key())
                form = replace(form, resolutions=tuple(named))
        texts = self.model_dump(exclude={"resolutions", "removals"})
        return replace(form, removals=tuple(self.removals), **texts)


class MinutesDraftBody(BaseModel):
    """A session of a document on its way to the record: a line of the list of drafts. `doubts` are how many there are."""

    id: str
    url: str
    document_id: str
    file_name: str
    position: int
    rev: int
    state: DraftState
    meeting_id: str | None
    session_number: str
    title: str
    date: str
    resolutions: int
    doubts: int
    updated_at: datetime | None

    @classmethod
    def from_domain(cls, draft: MinutesDraft, document: Document) -> Self:
        form = in_form(draft)
        return cls(
            id=draft.id,
            url=f"/minutes/{draft.id}",
            document_id=draft.document_id,
            file_name=document.file_name,
            position=draft.position,
            rev=draft.rev,
            state=draft.state,
            meeting_id=draft.meeting_id,
            session_number=form.session_number,
            title=form.title,
            date=form.date,
            resolutions=len(form.kept),
            doubts=len(doubts(draft, form)),
            updated_at=draft.updated_at,
        )


class MinutesDraftsBody(BaseModel):
    total: int
    drafts: list[MinutesDraftBody]


class ResolutionDifferenceBody(BaseModel):
    """A resolution of the new text beside the one in the record that it is: `change` is same, changed, new or gone.

    `key` names the one in the form, `resolution_id` the one in the record.
    """

    change: str
    key: str | None
    resolution_id: str | None
    before: str | None
    after: str | None


class ReviewBody(BaseModel):
    """A draft as it stands in the form. `doubts`, `problems` and `warnings` are in Persian and by field name.

    A resolution's fields are named «key-field». `sources` are [start, end) spans of the document's text by field name.
    `published_meeting_id` is the same session in the record; confirming makes the `differences` true there.
    `stale` tells that the document's text has changed since it was read for this draft.
    """

    draft: MinutesDraftBody
    form: MinutesFormBody
    notices: list[str]
    doubts: dict[str, str]
    problems: dict[str, str]
    warnings: dict[str, str]
    sources: dict[str, list[tuple[int, int]]]
    published_meeting_id: str | None
    differences: list[ResolutionDifferenceBody]
    stale: bool

    @classmethod
    def from_domain(cls, review: Review) -> Self:
        checked = review.checked
        pairs = [
            ResolutionDifferenceBody(
                change="new" if known is None else "same" if same_decision(one, known) else "changed",
                key=one.id,
                resolution_id=known.id if known else None,
                before=known.text if known else None,
                after=one.text,
            )
            for one, known in checked.comparison.pairs
        ]
        gone = [
            ResolutionDifferenceBody(change="gone", key=None, resolution_id=one.id, before=one.text, after=None)
            for one in checked.comparison.gone
        ]
        return cls(
            draft=MinutesDraftBody.from_domain(review.draft, review.document),
            form=MinutesFormBody.from_domain(review.form),
            notices=list(review.draft.proposed.notices),
            doubts=doubts(review.draft, review.form),
            problems=checked.problems,
            warnings=checked.warnings,
            sources=sources(review.draft, review.document),
            published_meeting_id=checked.published.id if checked.published else None,
            differences=pairs + gone,
            stale=review.stale,
        )


class ReviewSaveBody(BaseModel):
    """`rev` is the revision that the form was made from."""

    rev: int
    form: MinutesFormBody


class ReviewRevBody(BaseModel):
    rev: int


class ReviewConfirmBody(BaseModel):
    """`form` is the draft as it stands if it is not given.

    `published_meeting_id` and `insist`, the names of the warnings to let be, are what the answer to an earlier try gave.
    """

    rev: int
    form: MinutesFormBody | None = None
    published_meeting_id: str | None = None
    insist: list[str] = []


class HeldBackBody(BaseModel):
    """Why a session was not published; what was typed is kept in the draft, whose new `rev` is in `review`."""

    error: FailureBody
    review: ReviewBody


# A resolution, and what was decided before it.


class EvidenceBody(BaseModel):
    file_name: str
    url: str


class FollowUpBody(BaseModel):
    """`progress` is in percent; `status` is there where the entry changed it."""

    id: str
    date: DateBody
    by: str
    note: str
    status: ResolutionStatus | None
    progress: int | None
    evidence: EvidenceBody | None
    recorded_at: datetime | None

    @classmethod
    def from_domain(cls, entry: FollowUp) -> Self:
        evidence = None
        if entry.evidence:
            url = f"/resolutions/{entry.resolution_id}/evidence/{entry.id}"
            evidence = EvidenceBody(file_name=entry.evidence.file_name, url=url)
        return cls(
            id=entry.id,
            date=DateBody.from_domain(entry.date),
            by=entry.by,
            note=entry.note,
            status=entry.status,
            progress=entry.progress,
            evidence=evidence,
            recorded_at=entry.recorded_at,
        )


class RelationBody(BaseModel):
    """The newer of two resolutions repeats, amends, supersedes or follows the older; it holds once it is confirmed."""

    newer_id: str
    older_id: str
    kind: RelationKind
    state: RelationState
    similarity: float | None
    by: str | None

    @classmethod
    def from_domain(cls, relation: Relation) -> Self:
        return cls(
            newer_id=relation.newer_id,
            older_id=relation.older_id,
            kind=relation.kind,
            state=relation.state,
            similarity=relation.similarity,
            by=relation.by,
        )


class ResolutionBody(BaseModel):
    """`due_by` is the last day in time; `overdue` is reckoned from today's date in Tehran; `source` cuts the text of the
    meeting's document. `relations` are those of the resolution itself, of any state."""

    id: str
    title: str
    meeting_id: str
    session_number: int
    number: int
    text: str
    rev: int
    agenda_item: str | None
    working_group: str | None
    vote: str | None
    responsible: list[PartyBody]
    due: DateBody | None
    due_by: date | None
    due_text: str | None
    horizon: Horizon | None
    status: ResolutionStatus
    overdue: bool
    progress: int | None
    confirmed_on: date | None
    document_id: str | None
    source: tuple[int, int] | None
    follow_ups: list[FollowUpBody]
    relations: list[RelationBody]

    @classmethod
    def from_domain(cls, one: Resolution, meeting: Meeting, relations: Sequence[Relation], today: date) -> Self:
        return cls(
            id=one.id,
            title=resolution_title(one, meeting),
            meeting_id=meeting.id,
            session_number=meeting.session_number,
            number=one.number,
            text=one.text,
            rev=one.rev,
            agenda_item=one.agenda_item,
            working_group=one.working_group,
            vote=one.vote,
            responsible=[
                PartyBody(name=party.name, city_id=party.city_id, body_id=party.body_id) for party in one.responsible
            ],
            due=DateBody.from_domain(one.due) if one.due else None,
            due_by=one.due_by,
            due_text=one.due_text,
            horizon=one.horizon,
            status=one.status,
            overdue=one.overdue(today),
            progress=one.progress,
            confirmed_on=one.confirmed_on,
            document_id=meeting.document_id,
            source=one.source,
            follow_ups=[FollowUpBody.from_domain(entry) for entry in one.follow_ups],
            relations=[RelationBody.from_domain(relation) for relation in relations],
        )


class NewFollowUpBody(BaseModel):
    """`date` is Jalali, as people type it («۱۴۰۲/۰۵/۱۴»); two with one `key` are one entry."""

    date: str
    by: str
    note: str
    status: ResolutionStatus | None = None
    progress: int | None = None
    key: str = ""


class NewRelationBody(BaseModel):
    """`other` is the id or address of a resolution, or «session/number» («۲۰/۴»)."""

    other: str
    kind: RelationKind
    by: str


class VerdictBody(BaseModel):
    """`kind` is what the relation is confirmed as, where that is not what was proposed."""

    confirm: bool
    kind: RelationKind | None = None
    by: str


class DraftBody(BaseModel):
    """A resolution as it is to be; `due` is Jalali. `before_session` leaves that session and later ones out."""

    text: str
    responsible: list[str] = []
    due: str = ""
    before_session: int | None = None
    limit: Annotated[int, Field(ge=1, le=20)] = 20


class DifferenceBody(BaseModel):
    """What only the draft and what only the resolution says."""

    draft: list[str]
    resolution: list[str]

    @classmethod
    def from_domain(cls, difference: Difference | None) -> Self | None:
        if difference is None:
            return None
        return cls(draft=list(difference.draft), resolution=list(difference.resolution))


class PrecedentBody(BaseModel):
    """`similarity` is 0 to 1; a difference is null where there is none, or the draft says nothing of it."""

    id: str
    url: str
    title: str
    text: str
    band: Band
    similarity: float
    status: ResolutionStatus
    overdue: bool
    numbers: DifferenceBody | None
    responsible: DifferenceBody | None
    due: DifferenceBody | None

    @classmethod
    def from_domain(cls, match: Precedent, today: date) -> Self:
        one = match.resolution
        return cls(
            id=one.id,
            url=f"/resolutions/{one.id}",
            title=resolution_title(one, match.meeting),
            text=one.text,
            band=match.band,
            similarity=round(match.similarity, 3),
            status=one.status,
            overdue=one.overdue(today),
            numbers=DifferenceBody.from_domain(match.numbers),
            responsible=DifferenceBody.from_domain(match.responsible),
            due=DifferenceBody.from_domain(match.due),
        )


class PrecedentsBody(BaseModel):
    """No `precedents`: nothing like the draft was decided among the `compared`."""

    precedents: list[PrecedentBody]
    compared: int
    notices: list[str]
