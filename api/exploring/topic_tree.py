"""The thesaurus as a tree of what there is something about."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.topics import Holdings
from corpus.vocabulary.thesaurus import Concept, Thesaurus

NOTHING = Holdings()


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A concept with how much is about it or about one below it; `narrower` are those that there is something about."""

    concept: Concept
    holdings: Holdings
    narrower: tuple["TopicNode", ...]

    @property
    def id(self) -> str:
        return self.concept.id

    @property
    def label(self) -> str:
        return self.concept.preferred

    @property
    def count(self) -> int:
        return self.holdings.total


def topic_tree(thesaurus: Thesaurus, holdings: Mapping[str, Holdings]) -> tuple[TopicNode, ...]:
    """The areas that there is something about, in the order of the thesaurus, and under each the most held first."""
    return tuple(_node(thesaurus, area, holdings) for area in thesaurus.areas if area.id in holdings)


def nodes_below(
    thesaurus: Thesaurus, concept: Concept, holdings: Mapping[str, Holdings], *, deep: bool = True
) -> tuple[TopicNode, ...]:
    """The narrower concepts that there is something about, the most held first; not `deep`, without those below them."""
    below = [one for one in thesaurus.narrower(concept) if one.id in holdings]
    nodes = [_node(thesaurus, one, holdings) if deep else TopicNode(one, holdings[one.id], ()) for one in below]
    return tuple(sorted(nodes, key=lambda node: (-node.count, node.label)))


def _node(thesaurus: Thesaurus, concept: Concept, holdings: Mapping[str, Holdings]) -> TopicNode:
    return TopicNode(concept, holdings.get(concept.id, NOTHING), nodes_below(thesaurus, concept, holdings))
