"""The field's own words: concepts, what each of them is called, and which of them a text names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corpus.errors import ConfigurationError
from corpus.text.keys import Analyzer
from corpus.types import Value


@dataclass(frozen=True, slots=True)
class Concept(Value):
    """One thing of the field. `broader` and `related` are ids of other concepts.

    `synonyms` and `abbreviations` may stand for `preferred` in any sentence; `everyday` and `official` say the same
    more loosely, so that they name the concept but may not replace it.
    """

    id: str
    preferred: str
    synonyms: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    broader: str | None = None
    related: tuple[str, ...] = ()
    definition: str = ""

    @property
    def interchangeable(self) -> tuple[str, ...]:
        """The labels that mean the same in any sentence."""
        return (self.preferred, *self.synonyms, *self.abbreviations)

    @property
    def labels(self) -> tuple[str, ...]:
        """Everything that the concept is called."""
        return (*self.interchangeable, *self.english, *self.official, *self.everyday)


class Mention(NamedTuple):
    """Where a text names something, in characters; a label that several concepts share names them all."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


class Thesaurus:
    """Concepts in their order; threads may share one.

    Raises `ConfigurationError` where ids or preferred labels come twice, where a concept that another one refers to
    is missing, and where concepts are broader than each other in a circle.
    """

    def __init__(self, concepts: Iterable[Concept], analyzer: Analyzer) -> None:
        self.concepts = tuple(concepts)
        self.analyzer = analyzer
        self.by_id = {concept.id: concept for concept in self.concepts}
        self._check()

    @cached_property
    def areas(self) -> tuple[Concept, ...]:
        """The concepts that nothing is broader than."""
        return self._narrower.get(None, ())

    def narrower(self, concept: Concept) -> tuple[Concept, ...]:
        """The concepts that this one is the next broader of."""
        return self._narrower.get(concept.id, ())

    def find(self, text: str) -> tuple[Mention, ...]:
        """What the text names, however it is spelled and inflected, in the order of the text.

        The longest label wins: «پل عابر پیاده» names a footbridge and no bridge.
        """
        tokens = self.analyzer.tokens(text)
        stems = tuple(token.stem for token in tokens)
        taken: set[int] = set()
        mentions = []
        for length in range(min(self._longest, len(stems)), 0, -1):
            for first in range(len(stems) - length + 1):
                concepts = self._named.get(stems[first : first + length])
                places = range(first, first + length)
                if concepts and taken.isdisjoint(places):
                    taken.update(places)
                    mentions.append(Mention(tokens[first].start, tokens[first + length - 1].end, concepts))
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    @cached_property
    def _named(self) -> dict[tuple[str, ...], tuple[Concept, ...]]:
        """Concepts by the stems of each of their labels; a label of nothing but function words names nothing."""
        named: dict[tuple[str, ...], dict[str, Concept]] = {}
        for concept in self.concepts:
            for label in concept.labels:
                stems = tuple(token.stem for token in self.analyzer.tokens(label))
                if not all(map(self.analyzer.is_stop, stems)):
                    named.setdefault(stems, {})[concept.id] = concept
        return {stems: tuple(concepts.values()) for stems, concepts in named.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._named), default=0)

    @cached_property
    def _narrower(self) -> dict[str | None, tuple[Concept, ...]]:
        narrower: dict[str | None, list[Concept]] = {}
        for concept in self.concepts:
            narrower.setdefault(concept.broader, []).append(concept)
        return {broader: tuple(concepts) for broader, concepts in narrower.items()}

    def _check(self) -> None:
        for twice in _repeated(concept.id for concept in self.concepts):
            raise ConfigurationError(f"در واژگان دو مفهوم با شناسهٔ «{twice}» هست.")
        for twice in _repeated(concept.preferred for concept in self.concepts):
            raise ConfigurationError(f"در واژگان دو مفهوم «{twice}» نام دارند.")
        for concept in self.concepts:
            for other in filter(None, (concept.broader, *concept.related)):
                if other not in self.by_id:
                    raise ConfigurationError(f"«{concept.id}» در واژگان به «{other}» اشاره می‌کند که در آن نیست.")
            if concept.id in self._above(concept):
                raise ConfigurationError(f"«{concept.id}» در واژگان با چند واسطه اعمّ از خودش است.")

    def _above(self, concept: Concept) -> set[str]:
        above: set[str] = set()
        broader = concept.broader
        while broader and broader not in above:
            above.add(broader)
            broader = self.by_id[broader].broader
        return above


def _repeated(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)
