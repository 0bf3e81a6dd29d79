"""A lesson on its way in: what somebody handed in, and what reviewers make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from corpus.lesson_form import LessonForm
from corpus.types import Value, Visibility


class SubmissionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"

    @property
    def with_author(self) -> bool:
        """Whether it is the author's turn: the form may be changed."""
        return self in (SubmissionState.DRAFT, SubmissionState.RETURNED)

    @property
    def with_reviewer(self) -> bool:
        return self in (SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW)

    @property
    def settled(self) -> bool:
        return not (self.with_author or self.with_reviewer)


class SubmissionSource(StrEnum):
    """By which way it was handed in."""

    FORM = "form"
    FILE = "file"
    SHEET = "sheet"
    API = "api"


class Criterion(StrEnum):
    """What makes a lesson valid, in the order of the checklist."""

    SIGNIFICANT = "significant"
    EFFECTIVE = "effective"
    APPLICABLE = "applicable"
    UNDERSTANDABLE = "understandable"
    COHERENT = "coherent"
    CREDIBLE = "credible"


@dataclass(frozen=True, slots=True)
class Attachment(Value):
    """A stored file that belongs to a submission or a lesson; `file_name` is what its sender called it."""

    file_sha256: str
    file_name: str
    size: int


@dataclass(frozen=True, slots=True)
class Submission(Value):
    """`lesson_id` is the lesson that it revises, became or was merged into. `rev` counts its changes: whoever changes it
    says which one they saw. `changed_by` names who did last. `person_id` is its author, `city_id` theirs when it was begun.
    """

    id: str
    person_id: str | None
    city_id: str | None
    form: LessonForm = field(default_factory=LessonForm)
    source: SubmissionSource = SubmissionSource.FORM
    state: SubmissionState = SubmissionState.DRAFT
    rev: int = 1
    visibility: Visibility = Visibility.PUBLIC
    anonymous: bool = False
    lesson_id: str | None = None
    reviewer_id: str | None = None
    target_date: date | None = None
    checklist: Mapping[Criterion, bool] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    changed_by: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None

    def overdue(self, today: date) -> bool:
        """Whether its review should have been done; computed, never typed."""
        return self.target_date is not None and self.target_date < today and self.state.with_reviewer


@dataclass(frozen=True, slots=True)
class SubmissionEvent(Value):
    """One dated entry of a submission's history; `state` is there where it changed, `remark` is for the author."""

    at: datetime
    person_id: str | None
    by: str
    state: SubmissionState | None
    remark: str
