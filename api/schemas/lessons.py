"""Published lessons with what came of them, as they may be told to whoever asks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from api.lessons.record import LessonRecord
from api.lessons.reuse import TypedUse
from api.schemas.common import DateBody
from corpus.lesson_use import LessonCounts, LessonLink, LessonUse, LessonVersion
from corpus.submissions import Attachment, Criterion, Submission, SubmissionEvent, SubmissionSource, SubmissionState
from corpus.terms import lesson_citation
from corpus.types import City, Lesson, LessonState, Polarity, Visibility


class ImpactBody(BaseModel):
    cost: str | None
    time: str | None
    quality: str | None
    safety: str | None


class LessonCountsBody(BaseModel):
    reads: int
    uses: int
    endorsements: int

    @classmethod
    def from_domain(cls, counts: LessonCounts) -> Self:
        return cls(reads=counts.reads, uses=counts.uses, endorsements=counts.endorsements)


class LessonSummaryBody(BaseModel):
    """`city_id` and `city` are null where the lesson has none or it is not to be named to whoever asks."""

    id: str
    number: int
    rev: int
    title: str
    summary: str
    url: str
    citation: str
    city_id: str | None
    city: str | None
    anonymous: bool
    date: DateBody | None
    polarity: Polarity
    state: LessonState
    visibility: Visibility
    project: str
    project_type: str
    keywords: list[str]
    counts: LessonCountsBody
    published_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def from_domain(cls, lesson: Lesson, cities: Mapping[str, City], counts: LessonCounts) -> Self:
        city = cities.get(lesson.city_id or "")
        return cls(**_summary(lesson, city, counts))


class LessonsBody(BaseModel):
    total: int
    page: int
    pages: int
    lessons: list[LessonSummaryBody]


class LessonUseBody(BaseModel):
    """`by` is empty for visitors."""

    id: str
    by: str
    city_id: str | None
    project: str
    outcome: str
    date: DateBody | None
    created_at: datetime | None

    @classmethod
    def from_domain(cls, use: LessonUse) -> Self:
        return cls(
            id=use.id,
            by=use.by,
            city_id=use.city_id,
            project=use.project,
            outcome=use.outcome,
            date=DateBody.from_domain(use.date) if use.date else None,
            created_at=use.created_at,
        )


class LessonLinkBody(BaseModel):
    """What took the lesson in; `resolution_id` where that is a resolution of the record."""

    id: str
    title: str
    resolution_id: str | None

    @classmethod
    def from_domain(cls, link: LessonLink) -> Self:
        return cls(id=link.id, title=link.title, resolution_id=link.resolution_id)


class AttachmentBody(BaseModel):
    file_name: str
    size: int
    url: str

    @classmethod
    def from_domain(cls, attachment: Attachment, path: str) -> Self:
        url = f"{path}/files/{attachment.file_sha256}"
        return cls(file_name=attachment.file_name, size=attachment.size, url=url)


class MergedTextBody(BaseModel):
    """A text that told the same and went into the lesson; its fields are as they were typed."""

    city_id: str | None
    fields: dict[str, str]
    merged_at: datetime | None

    @classmethod
    def from_domain(cls, text: Submission) -> Self:
        return cls(city_id=text.city_id, fields=form_fields(text), merged_at=text.updated_at)


class LessonRefBody(BaseModel):
    id: str
    number: int
    title: str
    url: str

    @classmethod
    def from_domain(cls, lesson: Lesson) -> Self:
        return cls(id=lesson.id, number=lesson.number, title=lesson.title, url=f"/lessons/{lesson.id}")


class LessonBody(LessonSummaryBody):
    """The lesson with everything that belongs to it. `successor` is the newest one that took its place."""

    context: str
    problem: str
    cause: str
    action: str
    outcome: str
    recommendation: str
    impact: ImpactBody
    phase: str
    working_group: str
    working_group_id: str | None
    contact_role: str
    uses: list[LessonUseBody]
    links: list[LessonLinkBody]
    attachments: list[AttachmentBody]
    merged: list[MergedTextBody]
    predecessors: list[LessonRefBody]
    successor: LessonRefBody | None
    versions: int

    @classmethod
    def from_record(cls, record: LessonRecord) -> Self:
        lesson = record.lesson
        texts = ("context", "problem", "cause", "action", "outcome", "recommendation", "phase", "working_group")
        return cls(
            **_summary(lesson, record.city, record.counts),
            **{name: getattr(lesson, name) for name in (*texts, "working_group_id", "contact_role")},
            impact=ImpactBody(
                cost=lesson.impact.cost,
                time=lesson.impact.time,
                quality=lesson.impact.quality,
                safety=lesson.impact.safety,
            ),
            uses=[LessonUseBody.from_domain(use) for use in record.uses],
            links=[LessonLinkBody.from_domain(link) for link in record.links],
            attachments=[AttachmentBody.from_domain(one, f"/lessons/{lesson.id}") for one in record.attachments],
            merged=[MergedTextBody.from_domain(text) for text in record.merged],
            predecessors=[LessonRefBody.from_domain(one) for one in record.predecessors],
            successor=LessonRefBody.from_domain(record.successor) if record.successor else None,
            versions=len(record.versions),
        )


class LessonVersionBody(BaseModel):
    """A text that the lesson has had; the highest `rev` is the current one."""

    rev: int
    by: str
    at: datetime
    fields: dict[str, str]

    @classmethod
    def from_domain(cls, version: LessonVersion) -> Self:
        return cls(rev=version.rev, by=version.by, at=version.at, fields=version.fields)


class NewUseBody(BaseModel):
    """«We used this»; without a `city` it is the sender's own. Sent twice under one `key` it is one use."""

    project: str
    outcome: str
    city: str = ""
    date: str = ""
    key: str = ""

    def to_domain(self) -> TypedUse:
        return TypedUse(self.project, self.city, self.date, self.outcome, self.key)


class NewLinkBody(BaseModel):
    """`title` is «session/number» of a resolution, or the title of a standard or letter."""

    title: str


class LessonStateBody(BaseModel):
    """`rev` is the lesson's revision as it was seen; `successor` the number or id of the one that takes its place."""

    state: LessonState
    rev: int
    successor: str = ""


class SubmissionEventBody(BaseModel):
    at: datetime
    by: str
    state: SubmissionState | None
    remark: str

    @classmethod
    def from_domain(cls, event: SubmissionEvent) -> Self:
        return cls(at=event.at, by=event.by, state=event.state, remark=event.remark)


class ReviewSummaryBody(BaseModel):
    id: str
    rev: int
    title: str
    city_id: str | None
    state: SubmissionState
    source: SubmissionSource
    reviewer_id: str | None
    target_date: date | None
    overdue: bool
    lesson_id: str | None
    submitted_at: datetime | None

    @classmethod
    def from_domain(cls, submission: Submission, on: date) -> Self:
        return cls(**_review(submission, on))


class ReviewsBody(BaseModel):
    total: int
    page: int
    pages: int
    counts: dict[SubmissionState, int]
    reviews: list[ReviewSummaryBody]


class ReviewBody(ReviewSummaryBody):
    visibility: Visibility
    anonymous: bool
    fields: dict[str, str]
    checklist: dict[Criterion, bool]
    attachments: list[AttachmentBody]
    events: list[SubmissionEventBody]

    @classmethod
    def from_submission(cls, submission: Submission, events: Sequence[SubmissionEvent], on: date) -> Self:
        return cls(
            **_review(submission, on),
            visibility=submission.visibility,
            anonymous=submission.anonymous,
            fields=form_fields(submission),
            checklist=dict(submission.checklist),
            attachments=[
                AttachmentBody.from_domain(one, f"/submissions/{submission.id}") for one in submission.attachments
            ],
            events=[SubmissionEventBody.from_domain(event) for event in events],
        )


class ReviewActionBody(BaseModel):
    """What is to be done with a submission whose revision is `rev`; fields that are left out stay as they are.

    `action`: `take` (with `urgent`), `keep`, `return` (with `remarks`), `publish` (with all criteria in `checklist`, or
    `insist`; `target` names a lesson that it supersedes), `merge` (into the lesson that `target` names).
    """

    action: str
    rev: int
    fields: dict[str, str] = Field(default_factory=dict)
    checklist: dict[Criterion, bool] | None = None
    visibility: Visibility | None = None
    anonymous: bool | None = None
    remarks: str = ""
    target: str = ""
    urgent: bool = False
    insist: bool = False


def form_fields(submission: Submission) -> dict[str, str]:
    """What was typed, by field, without what is empty."""
    names = type(submission.form).__dataclass_fields__
    return {name: text for name in names if (text := getattr(submission.form, name))}


def _summary(lesson: Lesson, city: City | None, counts: LessonCounts) -> dict[str, object]:
    names = ("id", "number", "rev", "title", "summary", "city_id", "anonymous", "polarity", "state", "visibility")
    more = ("project", "project_type", "published_at", "updated_at")
    return {
        **{name: getattr(lesson, name) for name in (*names, *more)},
        "url": f"/lessons/{lesson.id}",
        "citation": lesson_citation(lesson, city.name if city else None),
        "city": city.name if city else None,
        "date": DateBody.from_domain(lesson.date) if lesson.date else None,
        "keywords": list(lesson.keywords),
        "counts": LessonCountsBody.from_domain(counts),
    }


def _review(submission: Submission, on: date) -> dict[str, object]:
    names = ("id", "rev", "city_id", "state", "source", "reviewer_id", "target_date", "lesson_id", "submitted_at")
    return {
        **{name: getattr(submission, name) for name in names},
        "title": submission.form.title,
        "overdue": submission.overdue(on),
    }
