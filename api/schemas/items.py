"""Items of every kind in one shape, and pages of them for those who keep a copy."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel

from api.citation import permanent_url
from api.items.record import ItemRecord
from api.schemas.common import DateBody
from api.schemas.desk import PartyBody
from api.schemas.lessons import ImpactBody
from api.schemas.resolutions import FollowUpBody
from corpus.lesson_text import lesson_text
from corpus.repository.changes import ItemChange
from corpus.terms import resolution_title
from corpus.types import (
    Document,
    Horizon,
    ItemKind,
    Lesson,
    LessonState,
    Meeting,
    Polarity,
    RelationKind,
    Resolution,
    ResolutionStatus,
    Visibility,
)
from corpus.vocabulary.thesaurus import Concept


class DocumentFactsBody(BaseModel):
    """`meeting_id` is the session that the document is the minutes of, if it is."""

    file_name: str
    media_type: str
    kind: str | None
    body_id: str | None
    session_number: int | None
    meeting_id: str | None
    pages: int
    warnings: list[str]

    @classmethod
    def from_domain(cls, one: Document, meeting: Meeting | None) -> Self:
        return cls(
            file_name=one.file_name,
            media_type=one.media_type,
            kind=one.kind,
            body_id=one.body_id,
            session_number=one.session_number,
            meeting_id=meeting.id if meeting else None,
            pages=len(one.pages),
            warnings=list(one.warnings),
        )


class LessonFactsBody(BaseModel):
    """The fields of the lesson by name; `contact_role` is empty where the city is not to be named."""

    number: int
    state: LessonState
    superseded_by_id: str | None
    polarity: Polarity
    anonymous: bool
    summary: str
    context: str
    problem: str
    cause: str
    action: str
    outcome: str
    recommendation: str
    impact: ImpactBody
    project: str
    project_type: str
    phase: str
    working_group: str
    working_group_id: str | None
    keywords: list[str]
    contact_role: str
    published_at: datetime | None

    @classmethod
    def from_domain(cls, one: Lesson) -> Self:
        plain = set(cls.model_fields) - {"impact", "keywords"}
        impact = {name: getattr(one.impact, name) for name in ImpactBody.model_fields}
        return cls(
            **{name: getattr(one, name) for name in plain}, impact=ImpactBody(**impact), keywords=list(one.keywords)
        )


class ResolutionFactsBody(BaseModel):
    """`due_by` is the last day in time; whether that has passed is for whoever reads it on a later day to say."""

    meeting_id: str
    session_number: int
    number: int
    agenda_item: str | None
    working_group: str | None
    working_group_id: str | None
    vote: str | None
    responsible: list[PartyBody]
    due: DateBody | None
    due_by: date | None
    due_text: str | None
    horizon: Horizon | None
    status: ResolutionStatus
    progress: int | None
    confirmed_on: date | None
    follow_ups: list[FollowUpBody]

    @classmethod
    def from_domain(cls, one: Resolution, meeting: Meeting) -> Self:
        plain = set(cls.model_fields) - {"session_number", "responsible", "due", "follow_ups"}
        return cls(
            **{name: getattr(one, name) for name in plain},
            session_number=meeting.session_number,
            responsible=[PartyBody(name=of.name, city_id=of.city_id, body_id=of.body_id) for of in one.responsible],
            due=DateBody.from_domain(one.due) if one.due else None,
            follow_ups=[FollowUpBody.from_domain(entry) for entry in one.follow_ups],
        )


class TopicBody(BaseModel):
    """A concept of the thesaurus that the item is about."""

    id: str
    label: str


class ItemRelationBody(BaseModel):
    """How the item stands to another: `superseded_by` and the like where the other is the newer one."""

    kind: str
    item_kind: ItemKind
    item_id: str
    url: str


class ItemLinkBody(BaseModel):
    """`rel` is `file` for a document's original, `taken_in_by` for what took a lesson in; `url` is null for what is not here."""

    rel: str
    title: str
    url: str | None


class ItemBody(BaseModel):
    """An item of any kind as whoever asks may see it; `facts` are what only its kind has.

    `id` stays with the item for ever. `rev` counts its texts, `modified_at` is when anything told here last changed. `url` is
    its page on this site. `topics` are worked out with the index, moments after a text changes.
    """

    id: str
    kind: ItemKind
    deleted: Literal[False] = False
    modified_at: datetime
    rev: int
    title: str
    text: str
    url: str
    citation: str
    visibility: Visibility
    city_id: str | None
    city: str | None
    date: DateBody | None
    topics: list[TopicBody]
    relations: list[ItemRelationBody]
    links: list[ItemLinkBody]
    facts: DocumentFactsBody | LessonFactsBody | ResolutionFactsBody

    @classmethod
    def from_record(cls, record: ItemRecord, concepts: Mapping[str, Concept]) -> Self:
        one, change = record.one, record.change
        title, text, dated = _shown(record)
        return cls(
            id=one.id,
            kind=change.kind,
            modified_at=change.modified_at,
            rev=one.rev,
            title=title,
            text=text,
            url=permanent_url(change.kind, one.id),
            citation=record.citation,
            visibility=one.visibility,
            city_id=record.city_id,
            city=record.city,
            date=dated,
            topics=[_topic(concept_id, concepts) for concept_id in record.topics],
            relations=_relations(record),
            links=_links(record),
            facts=_facts(record),
        )


class TombstoneBody(BaseModel):
    """An item that is gone, or is no longer for whoever asks: it is to be dropped from every copy."""

    id: str
    kind: ItemKind
    deleted: Literal[True] = True
    modified_at: datetime

    @classmethod
    def from_domain(cls, change: ItemChange) -> Self:
        return cls(id=change.item_id, kind=change.kind, modified_at=change.modified_at)


class ItemsBody(BaseModel):
    """`next` is the address of the following page, null on the last one; `cursor` is where to go on from some other day."""

    items: list[ItemBody | TombstoneBody]
    cursor: str | None
    next: str | None


FIELDS = tuple(ItemBody.model_fields)
# What says which item it is is always there.
IDENTITY = tuple(TombstoneBody.model_fields)


def _shown(record: ItemRecord) -> tuple[str, str, DateBody | None]:
    """(title, text, date)."""
    one = record.one
    if isinstance(one, Resolution):
        assert record.meeting is not None, "every resolution is of a session"
        dated = record.meeting.date
        title, text = resolution_title(one, record.meeting), one.text
    else:
        dated = one.date
        title, text = one.title, one.text if isinstance(one, Document) else lesson_text(one).text
    return title, text, DateBody.from_domain(dated) if dated else None


def _topic(concept_id: str, concepts: Mapping[str, Concept]) -> TopicBody:
    """One that the thesaurus no longer has is told by its id, until the index is made anew."""
    concept = concepts.get(concept_id)
    return TopicBody(id=concept_id, label=concept.preferred if concept else concept_id)


def _facts(record: ItemRecord) -> DocumentFactsBody | LessonFactsBody | ResolutionFactsBody:
    one = record.one
    if isinstance(one, Document):
        return DocumentFactsBody.from_domain(one, record.meeting)
    if isinstance(one, Lesson):
        return LessonFactsBody.from_domain(one)
    assert record.meeting is not None, "every resolution is of a session"
    return ResolutionFactsBody.from_domain(one, record.meeting)


PASSIVE = {
    RelationKind.REPEATS: "repeated_by",
    RelationKind.AMENDS: "amended_by",
    RelationKind.SUPERSEDES: "superseded_by",
    RelationKind.FOLLOWS: "followed_by",
}


def _relations(record: ItemRecord) -> list[ItemRelationBody]:
    one = record.one
    if isinstance(one, Lesson) and one.superseded_by_id:
        return [_relation("superseded_by", ItemKind.LESSON, one.superseded_by_id)]
    return [
        _relation(relation.kind.value, ItemKind.RESOLUTION, relation.older_id)
        if relation.newer_id == one.id
        else _relation(PASSIVE[relation.kind], ItemKind.RESOLUTION, relation.newer_id)
        for relation in record.relations
    ]


def _relation(kind: str, item_kind: ItemKind, item_id: str) -> ItemRelationBody:
    return ItemRelationBody(kind=kind, item_kind=item_kind, item_id=item_id, url=permanent_url(item_kind, item_id))


def _links(record: ItemRecord) -> list[ItemLinkBody]:
    one = record.one
    if isinstance(one, Document):
        return [ItemLinkBody(rel="file", title=one.file_name, url=f"/api/v1/documents/{one.id}/file")]
    return [
        ItemLinkBody(
            rel="taken_in_by",
            title=link.title,
            url=permanent_url(ItemKind.RESOLUTION, link.resolution_id) if link.resolution_id else None,
        )
        for link in record.links
    ]
