"""What a need's page shows beside its text: what is there already, who else needs it, and who is connected to it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.addresses import document_url
from api.needs.needs import may_change
from api.needs.subjects import need_facts, read_subjects
from api.pages.facts import CityNames
from api.pages.resolution_rows import first_words
from api.rendering import to_jalali
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import IndexFailure, InvalidQuery
from corpus.repository.offices import OfficeRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import Office, StandingQuery, StandingState, Subject
from corpus.types import Visibility
from search.similar_needs import SimilarNeed

STATE_NAMES = {StandingState.OPEN: "باز", StandingState.ANSWERED: "پاسخ گرفته", StandingState.CLOSED: "بسته"}
VISIBILITY_NAMES = {
    Visibility.PUBLIC: "همه",
    Visibility.MEMBERS: "همکاران شهرها و دبیرخانه",
    Visibility.CITY: "تنها همکاران شهر من",
}
MOST_OF_A_KIND = {Subject.LESSON: 5, Subject.RESOLUTION: 5, Subject.DOCUMENT: 3}
CANDIDATES = 60
PASSAGE_CHARACTERS = 220


@dataclass(frozen=True, slots=True)
class NeedView:
    id: str
    url: str
    title: str
    text: str
    city: str
    facts: list[str]
    state: str
    state_name: str


@dataclass(frozen=True, slots=True)
class SimilarView:
    id: str
    url: str
    title: str
    text: str
    city: str
    percent: int
    may_connect: bool


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """The other end of a connection; what its founder wrote is empty for visitors."""

    city: str
    title: str
    url: str
    by: str
    message: str
    day: str
    offices: list[Office]


@dataclass(frozen=True, slots=True)
class NearView:
    """An item that is there already, with the passage that comes nearest."""

    id: str
    title: str
    url: str
    passage: str
    facts: list[str]
    score: float


@dataclass(frozen=True, slots=True)
class Nearest:
    lessons: list[NearView]
    resolutions: list[NearView]
    documents: list[NearView]


def need_view(need: StandingQuery, cities: CityNames) -> NeedView:
    return NeedView(
        id=need.id,
        url=f"/needs/{need.id}",
        title=need.title,
        text=first_words(need.text, PASSAGE_CHARACTERS),
        city=city_name(need, cities),
        facts=need_facts(need, cities),
        state=need.state.value,
        state_name=STATE_NAMES[need.state],
    )


def city_name(need: StandingQuery, cities: CityNames) -> str:
    return cities[need.city_id] if need.city_id else "دبیرخانه"


def nearest(services: Services, need: StandingQuery) -> Nearest:
    """What a search for the need's words finds now; nothing where nothing fits or the index cannot be searched."""
    found: dict[Subject, list[NearView]] = {subject: [] for subject in MOST_OF_A_KIND}
    words = need.question
    try:
        hits = services.searcher.search(words, page_size=CANDIDATES, exact=True).hits if words else ()
    except (IndexFailure, InvalidQuery):
        hits = ()
    with services.database.reading() as connection:
        subjects = read_subjects(connection, [(Subject(hit.kind.value), hit.id) for hit in hits])
    for hit in hits:
        kind = Subject(hit.kind.value)
        subject = subjects.get((kind, hit.id))
        if subject is None or len(found[kind]) == MOST_OF_A_KIND[kind]:
            continue
        url = document_url(hit.id, words, at=hit.passage.start) if kind is Subject.DOCUMENT else subject.url
        passage = first_words(hit.passage.text, PASSAGE_CHARACTERS)
        found[kind].append(NearView(hit.id, subject.title, url, passage, subject.facts, hit.score))
    return Nearest(found[Subject.LESSON], found[Subject.RESOLUTION], found[Subject.DOCUMENT])


def similar_views(
    need: StandingQuery, similar: list[SimilarNeed], connections: list[ConnectionView], cities: CityNames
) -> list[SimilarView]:
    """The candidates; those that are connected already are none."""
    mine, connected = may_change(need), {one.url for one in connections}
    return [
        SimilarView(
            id=one.need.id,
            url=f"/needs/{one.need.id}",
            title=one.need.title,
            text=first_words(one.need.text, PASSAGE_CHARACTERS),
            city=city_name(one.need, cities),
            percent=round(one.similarity * 100),
            may_connect=mine or may_change(one.need),
        )
        for one in similar
        if f"/needs/{one.need.id}" not in connected
    ]


def connection_views(connection: Connection, need: StandingQuery, cities: CityNames) -> list[ConnectionView]:
    records = StandingRepository(connection)
    links = records.connections(need.id)
    others = records.by_ids([link.beyond(need.id) for link in links])
    offices = OfficeRepository(connection)
    views = []
    for link in links:
        other = others.get(link.beyond(need.id))
        if other is None:
            continue
        views.append(
            ConnectionView(
                city=city_name(other, cities),
                title=other.title,
                url=f"/needs/{other.id}",
                by=link.by if viewer().role.may(Role.ENGINEER) else "",
                message=link.message if viewer().role.may(Role.ENGINEER) else "",
                day=to_jalali(link.created_at) if link.created_at else "",
                offices=offices.of_city(other.city_id),
            )
        )
    return views
