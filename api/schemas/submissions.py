"""Lessons on their way in, as they are typed and as they stand."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.dataclasses import dataclass

from api.lessons.handing_in import Typed
from api.schemas.common import ProblemBody
from corpus.lesson_form import FIELD_NAMES, LessonForm
from corpus.submissions import Attachment, Submission, SubmissionEvent
from corpus.types import Lesson, Visibility
from search.similar_lessons import SimilarAnswer


# These bodies are dataclasses, unlike the others, so that their fields are those of the form.
@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class LessonFieldsBody(LessonForm):
    """A lesson as it is typed. `date` is Jalali («۱۴۰۲/۰۵/۱۴», «مرداد ۱۴۰۲», «۱۴۰۲»), `polarity` «negative», «positive»
    or «risk», `keywords` are parted by «،». Handing in needs `title`, `city`, `problem`, `cause` and `recommendation`.
    """


@dataclass(frozen=True, kw_only=True)
class TypedLessonBody(LessonFieldsBody):
    """`anonymous`: the city is not named in public."""

    visibility: Visibility = Visibility.PUBLIC
    anonymous: bool = False

    def to_domain(self) -> Typed:
        form = LessonForm(**{name: getattr(self, name) for name in FIELD_NAMES})
        return Typed(form, self.visibility, self.anonymous)


@dataclass(frozen=True, kw_only=True)
class NewLessonBody(TypedLessonBody):
    """`key` is the sender's own name for it: the same key sent again makes nothing new."""

    key: str = Field(default="", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ChangedLessonBody(TypedLessonBody):
    """`rev` is the submission's revision that the change was made from."""

    rev: int


class SubmissionRevBody(BaseModel):
    """`rev` is the submission's revision as it was seen."""

    rev: int


class AttachmentBody(BaseModel):
    sha256: str
    file_name: str
    size: int
    url: str

    @classmethod
    def from_domain(cls, submission_id: str, one: Attachment) -> Self:
        url = f"/submissions/{submission_id}/files/{one.file_sha256}"
        return cls(sha256=one.file_sha256, file_name=one.file_name, size=one.size, url=url)


class SubmissionEventBody(BaseModel):
    at: datetime
    by: str
    state: str | None
    remark: str

    @classmethod
    def from_domain(cls, event: SubmissionEvent) -> Self:
        return cls(at=event.at, by=event.by, state=event.state.value if event.state else None, remark=event.remark)


class SubmissionBody(BaseModel):
    """`lesson_id` is the lesson that it revises, became or was merged into; `url` is its page."""

    id: str
    url: str
    state: str
    source: str
    rev: int
    form: LessonFieldsBody
    visibility: Visibility
    anonymous: bool
    city_id: str | None
    lesson_id: str | None
    target_date: date | None
    changed_by: str
    created_at: datetime | None
    updated_at: datetime | None
    submitted_at: datetime | None
    attachments: list[AttachmentBody]
    events: list[SubmissionEventBody] = []

    @classmethod
    def from_domain(cls, one: Submission, events: Sequence[SubmissionEvent] = ()) -> Self:
        return cls(
            id=one.id,
            url=f"/submissions/{one.id}",
            state=one.state.value,
            source=one.source.value,
            rev=one.rev,
            form=LessonFieldsBody(**asdict(one.form)),
            visibility=one.visibility,
            anonymous=one.anonymous,
            city_id=one.city_id,
            lesson_id=one.lesson_id,
            target_date=one.target_date,
            changed_by=one.changed_by,
            created_at=one.created_at,
            updated_at=one.updated_at,
            submitted_at=one.submitted_at,
            attachments=[AttachmentBody.from_domain(one.id, file) for file in one.attachments],
            events=[SubmissionEventBody.from_domain(event) for event in events],
        )


class SubmissionsBody(BaseModel):
    total: int
    submissions: list[SubmissionBody]


class InvalidFieldsBody(ProblemBody):
    """What holds a lesson back: a sentence for each field that is wrong. `submission` is there where it is kept as a draft."""

    fields: dict[str, str]
    submission: SubmissionBody | None = None


class SimilarLessonBody(BaseModel):
    """`similarity` is 0 to 1."""

    id: str
    url: str
    title: str
    problem: str
    similarity: float

    @classmethod
    def from_domain(cls, lesson: Lesson, similarity: float) -> Self:
        return cls(
            id=lesson.id,
            url=f"/lessons/{lesson.id}",
            title=lesson.title,
            problem=lesson.problem,
            similarity=round(similarity, 4),
        )


class SimilarLessonsBody(BaseModel):
    """Published lessons that may tell the same, nearest first."""

    similar: list[SimilarLessonBody]
    notices: list[str]

    @classmethod
    def from_domain(cls, answer: SimilarAnswer) -> Self:
        found = [SimilarLessonBody.from_domain(one.lesson, one.similarity) for one in answer.matches]
        return cls(similar=found, notices=list(answer.notices))


class RefusedFileBody(BaseModel):
    file_name: str
    message: str


class AttachedBody(BaseModel):
    """The submission with its files, and those that were not taken."""

    submission: SubmissionBody
    refused: list[RefusedFileBody] = []
