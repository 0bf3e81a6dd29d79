"""One topic: what it means, what stands around it, and the newest of what there is about it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.exploring.items import ItemLine, item_lines
from api.exploring.topic_tree import NOTHING, TopicNode, nodes_below
from corpus.errors import NotFound
from corpus.repository.holdings import KINDS
from corpus.repository.standing import StandingRepository
from corpus.repository.topics import TopicRepository
from corpus.standing import StandingQuery
from corpus.topics import Holdings
from corpus.types import ItemKind
from corpus.vocabulary.thesaurus import Concept, Thesaurus

NEWEST_OF_A_KIND = 5
NEEDS_LOOKED_AT = 500
MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class TopicReading:
    """`above` goes from the area down to the next broader concept; `newest` and `holdings` count what is below as well."""

    concept: Concept
    holdings: Holdings
    above: tuple[Concept, ...]
    narrower: tuple[TopicNode, ...]
    related: tuple[TopicNode, ...]
    newest: dict[ItemKind, list[ItemLine]]
    needs: list[StandingQuery]


def read_topic(connection: Connection, thesaurus: Thesaurus, concept_id: str) -> TopicReading:
    """Raises `NotFound`."""
    concept = thesaurus.by_id.get(concept_id)
    if concept is None:
        raise NotFound("موضوعی با این نشانی در واژگان نیست.")
    topics = TopicRepository(connection)
    holdings = topics.holdings()
    newest = {}
    for kind in KINDS:
        _total, ids = topics.items(concept_id, kind, limit=NEWEST_OF_A_KIND)
        newest[kind] = item_lines(connection, [(kind, item_id) for item_id in ids])
    related = [thesaurus.by_id[one] for one in concept.related]
    return TopicReading(
        concept=concept,
        holdings=holdings.get(concept_id, NOTHING),
        above=tuple(reversed(thesaurus.above(concept))),
        narrower=nodes_below(thesaurus, concept, holdings, deep=False),
        related=tuple(TopicNode(one, holdings.get(one.id, NOTHING), ()) for one in related),
        newest=newest,
        needs=_open_needs(connection, thesaurus, concept),
    )


def _open_needs(connection: Connection, thesaurus: Thesaurus, concept: Concept) -> list[StandingQuery]:
    """The newest open needs that name the concept or one below it."""
    _total, needs = StandingRepository(connection).needs(limit=NEEDS_LOOKED_AT)
    return [need for need in needs if _names(thesaurus, f"{need.title}\n{need.text}", concept)][:MOST_NEEDS]


def _names(thesaurus: Thesaurus, text: str, concept: Concept) -> bool:
    named = (one for mention in thesaurus.find(text) for one in mention.concepts)
    return any(one.id == concept.id or concept in thesaurus.above(one) for one in named)
