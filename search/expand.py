"""What a query names is searched by its other names too.

«خوردگی آرماتور» names what is also called «میلگرد»: a concept's preferred label, synonyms and abbreviations join the
query's words as further keys. They count for less than the words that people chose, and nothing of them counts
towards a full match, so a question is not punished for having synonyms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from corpus.types import Value
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from search.query import Query, Words

# What another name counts beside the words that it stands for; chosen in docs/relevance.md.
WEIGHT = 0.5

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Expansion(Value):
    """`found` is what the query calls the concept, `added` what it is searched by as well; `weights` are the keys
    that this adds, each with what it counts."""

    concept: str
    found: str
    added: tuple[str, ...]
    weights: Mapping[str, float] = field(hash=False)


def expand(query: Query, thesaurus: Thesaurus, vocabulary: Vocabulary) -> tuple[Expansion, ...]:
    """The other names of what the query's words name, as far as this corpus holds them, in the order of the query.

    Exact phrases, exclusions and fields are what they are. A label adds nothing that is asked for already, and none
    of it where the query excludes a word of it. A passage that holds a label in place of the words that were found
    scores at most `WEIGHT` of what they would score.
    """
    return tuple(_expansions(query, thesaurus, vocabulary))


def added_weights(expansions: Iterable[Expansion]) -> dict[str, float]:
    """All keys that the expansions add; what several add counts once."""
    weights: dict[str, float] = {}
    for expansion in expansions:
        for key, weight in expansion.weights.items():
            weights[key] = max(weights.get(key, 0.0), weight)
    return weights


def searched_keys(query: Query, expansions: Iterable[Expansion]) -> frozenset[str]:
    """All keys that the query is searched by, and that are marked in what it finds."""
    return frozenset(term.key for term in query.terms) | added_weights(expansions).keys()


def _expansions(query: Query, thesaurus: Thesaurus, vocabulary: Vocabulary) -> Iterator[Expansion]:
    analyzer = thesaurus.analyzer
    asked = {term.key for term in query.terms}
    excluded = {key for text in query.excluded for key in analyzer.keys(text)}
    used: set[Keys] = set()

    def adds(keys: Keys) -> bool:
        new = keys - asked
        known = all(key in vocabulary.frequencies for key in new)
        return bool(new) and known and keys.isdisjoint(excluded) and keys not in used

    for found, concepts in _named(query, thesaurus):
        named = _telling(found, analyzer)
        for concept in concepts:
            labels: dict[Keys, str] = {}
            for label in concept.interchangeable:
                keys = _telling(label, analyzer)
                # A label that holds all that was found only says it at greater length.
                if adds(keys) and not named <= keys:
                    labels.setdefault(keys, label)
            if labels:
                used |= labels.keys()
                weights = _weights(named, labels, vocabulary)
                added = {key: weight for key, weight in weights.items() if key not in asked}
                yield Expansion(concept.id, found, tuple(labels.values()), added)


def _named(query: Query, thesaurus: Thesaurus) -> Iterator[tuple[str, tuple[Concept, ...]]]:
    for part in query.parts:
        if isinstance(part, Words):
            for start, end, concepts in thesaurus.find(part.text):
                yield part.text[start:end], concepts


def _weights(named: Keys, labels: Iterable[Keys], vocabulary: Vocabulary) -> dict[str, float]:
    """Each word counts at most `WEIGHT`, and a label's words together at most `WEIGHT` of the words that were found."""
    worth = _idf(named, vocabulary)
    weights: dict[str, float] = {}
    for keys in labels:
        weight = WEIGHT * min(1.0, worth / _idf(keys, vocabulary))
        weights |= {key: max(weights.get(key, 0.0), weight) for key in keys}
    return weights


def _telling(text: str, analyzer: Analyzer) -> Keys:
    return frozenset(token.stem for token in analyzer.tokens(text) if not analyzer.is_stop(token.stem))


def _idf(keys: Keys, vocabulary: Vocabulary) -> float:
    return sum(map(vocabulary.idf, keys))
