"""The map of the experience, topics and the start page as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ServicesDep
from api.exploring.experience import read_map
from api.exploring.start import EXAMPLES, read_start
from api.exploring.topic import read_topic
from api.exploring.topic_tree import topic_tree
from api.schemas.common import ProblemBody
from api.schemas.explore import MapBody, StartBody, TopicBody, TopicsBody, flat_topics
from corpus.repository.topics import TopicRepository

router = APIRouter(tags=["explore"])

PAGE_SIZE, LARGEST_PAGE = 100, 1000


@router.get("/start")
def start(services: ServicesDep) -> StartBody:
    """What the start page tells: what is new, what others read, open needs."""
    with services.database.reading() as connection:
        found = read_start(connection)
    return StartBody.from_domain(found, EXAMPLES)


@router.get("/explore")
def explore(services: ServicesDep) -> MapBody:
    """How much there is by topic, city, session and year."""
    with services.database.reading() as connection:
        return MapBody.from_domain(read_map(connection, services.thesaurus))


@router.get("/topics")
def topics(
    services: ServicesDep,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> TopicsBody:
    """The topics that there is something about, a broader one before those below it."""
    with services.database.reading() as connection:
        tree = topic_tree(services.thesaurus, TopicRepository(connection).holdings())
    found = flat_topics(tree)
    shown = found[(page - 1) * page_size : page * page_size]
    return TopicsBody(total=len(found), page=page, pages=max(1, -(-len(found) // page_size)), topics=shown)


@router.get("/topics/{concept_id}", responses={404: {"model": ProblemBody}})
def topic(concept_id: str, services: ServicesDep) -> TopicBody:
    """One topic of the thesaurus: what it means and what there is about it."""
    with services.database.reading() as connection:
        return TopicBody.from_domain(read_topic(connection, services.thesaurus, concept_id))
