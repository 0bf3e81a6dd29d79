"""A resolution with its history and relations."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from api.schemas.common import DateBody
from api.schemas.desk import PartyBody
from corpus.terms import resolution_title
from corpus.types import (
    FollowUp,
    Horizon,
    Meeting,
    Relation,
    RelationKind,
    RelationState,
    Resolution,
    ResolutionStatus,
    Visibility,
)


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


class VisibilityBody(BaseModel):
    visibility: Visibility
