"""The map of the experience, topics of the thesaurus, and the start page."""

from collections.abc import Iterator, Sequence
from typing import Self

from pydantic import BaseModel

from api.exploring.experience import ExperienceMap, SessionMark
from api.exploring.items import ItemLine
from api.exploring.start import StartReading
from api.exploring.topic import TopicReading
from api.exploring.topic_tree import TopicNode
from api.schemas.common import DateBody
from api.schemas.needs import NeedBody
from corpus.topics import Holdings
from corpus.types import City, ItemKind
from corpus.vocabulary.thesaurus import Concept


class HoldingsBody(BaseModel):
    """How many items there are that whoever asks may see; the newest of several versions alone counts."""

    total: int
    resolutions: int
    lessons: int
    documents: int

    @classmethod
    def from_domain(cls, holdings: Holdings) -> Self:
        return cls(
            total=holdings.total,
            resolutions=holdings.resolutions,
            lessons=holdings.lessons,
            documents=holdings.documents,
        )


class TopicCountBody(BaseModel):
    """A concept with what is about it or about a narrower one; `broader` is the id of the next broader concept."""

    id: str
    label: str
    broader: str | None
    url: str
    holdings: HoldingsBody

    @classmethod
    def from_domain(cls, concept: Concept, holdings: Holdings) -> Self:
        return cls(
            id=concept.id,
            label=concept.preferred,
            broader=concept.broader,
            url=f"/explore/topics/{concept.id}",
            holdings=HoldingsBody.from_domain(holdings),
        )


class TopicsBody(BaseModel):
    total: int
    page: int
    pages: int
    topics: list[TopicCountBody]


class CityCountBody(BaseModel):
    id: str
    name: str
    metropolis: bool
    holdings: HoldingsBody

    @classmethod
    def from_domain(cls, city: City, holdings: Holdings) -> Self:
        return cls(
            id=city.id,
            name=city.name,
            metropolis=city.metropolis,
            holdings=HoldingsBody.from_domain(holdings),
        )


class SessionMarkBody(BaseModel):
    """One without `id` is known of, but its minutes are not here."""

    id: str | None
    number: int
    host_city_id: str | None
    host_city: str | None
    date: DateBody | None
    note: str
    resolutions: int

    @classmethod
    def from_domain(cls, mark: SessionMark) -> Self:
        return cls(
            id=mark.id,
            number=mark.number,
            host_city_id=mark.host_city_id,
            host_city=mark.host_city,
            date=DateBody.from_domain(mark.date) if mark.date else None,
            note=mark.note,
            resolutions=mark.resolutions,
        )


class YearCountBody(BaseModel):
    """A Jalali year."""

    year: int
    holdings: HoldingsBody


class MapBody(BaseModel):
    """`topics_read` is false where the topics of what there is have not been read: `tajrobe rebuild` reads them.

    `topics` are those that there is something about, a broader one before those below it.
    """

    holdings: HoldingsBody
    topics_read: bool
    topics: list[TopicCountBody]
    cities: list[CityCountBody]
    sessions: list[SessionMarkBody]
    years: list[YearCountBody]

    @classmethod
    def from_domain(cls, found: ExperienceMap) -> Self:
        cities = [(tile.city, tile.holdings) for tile in found.tiles] + found.elsewhere
        return cls(
            holdings=HoldingsBody.from_domain(found.whole),
            topics_read=found.topics_read,
            topics=flat_topics(found.topics),
            cities=[CityCountBody.from_domain(city, held) for city, held in cities],
            sessions=[SessionMarkBody.from_domain(mark) for mark in found.sessions],
            years=[YearCountBody(year=year, holdings=HoldingsBody.from_domain(held)) for year, held in found.years],
        )


class ItemLineBody(BaseModel):
    """A resolution's `title` is its own first words."""

    kind: ItemKind
    id: str
    title: str
    url: str
    facts: list[str]

    @classmethod
    def from_domain(cls, line: ItemLine) -> Self:
        return cls(kind=line.kind, id=line.id, title=line.title, url=line.url, facts=line.facts)


class TopicBody(BaseModel):
    """`above` goes from the area down to the next broader concept; `newest` holds a few of each kind, `needs` the newest
    open ones that name the topic. `search_url` finds everything that `holdings` counts."""

    id: str
    label: str
    definition: str
    synonyms: list[str]
    everyday: list[str]
    official: list[str]
    english: list[str]
    holdings: HoldingsBody
    search_url: str
    above: list[str]
    narrower: list[TopicCountBody]
    related: list[TopicCountBody]
    newest: list[ItemLineBody]
    needs: list[NeedBody]

    @classmethod
    def from_domain(cls, found: TopicReading) -> Self:
        concept = found.concept
        return cls(
            id=concept.id,
            label=concept.preferred,
            definition=concept.definition,
            synonyms=[*concept.synonyms, *concept.abbreviations],
            everyday=list(concept.everyday),
            official=list(concept.official),
            english=list(concept.english),
            holdings=HoldingsBody.from_domain(found.holdings),
            search_url=f"/api/v1/search?topic={concept.id}",
            above=[one.id for one in found.above],
            narrower=[TopicCountBody.from_domain(node.concept, node.holdings) for node in found.narrower],
            related=[TopicCountBody.from_domain(node.concept, node.holdings) for node in found.related],
            newest=[ItemLineBody.from_domain(line) for lines in found.newest.values() for line in lines],
            needs=[NeedBody.from_domain(need) for need in found.needs],
        )


class StartBody(BaseModel):
    """`examples` are questions of the kind that people ask; `most_read` is of the last thirty days."""

    examples: list[str]
    newest: list[ItemLineBody]
    most_read: list[ItemLineBody]
    needs: list[NeedBody]
    open_needs: int
    holdings: HoldingsBody

    @classmethod
    def from_domain(cls, found: StartReading, examples: Sequence[str]) -> Self:
        return cls(
            examples=list(examples),
            newest=[ItemLineBody.from_domain(line) for line in found.newest],
            most_read=[ItemLineBody.from_domain(line) for line in found.most_read],
            needs=[NeedBody.from_domain(need) for need in found.needs],
            open_needs=found.need_count,
            holdings=HoldingsBody.from_domain(found.holdings),
        )


def flat_topics(nodes: Sequence[TopicNode]) -> list[TopicCountBody]:
    """A broader concept before those below it."""
    return [TopicCountBody.from_domain(node.concept, node.holdings) for node in _walk(nodes)]


def _walk(nodes: Sequence[TopicNode]) -> Iterator[TopicNode]:
    for node in nodes:
        yield node
        yield from _walk(node.narrower)
