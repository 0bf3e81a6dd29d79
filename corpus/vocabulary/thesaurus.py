"""The field's own words: concepts, what each of them is called, and which of them a text names."""

from collections.abc import Iterable, Iterator, Sequence
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


class NamedWords(NamedTuple):
    """What a run of words names, by the places of its first and its last word."""

    first: int
    last: int
    concepts: tuple[Concept, ...]


class _Branch:
    """The labels that begin with the same words: what those words name by themselves, and what may come after them."""

    __slots__ = ("concepts", "longer")

    def __init__(self) -> None:
        self.concepts: tuple[Concept, ...] = ()
        self.longer: dict[str, _Branch] = {}


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
        found = self.named([token.stem for token in tokens])
        return tuple(Mention(tokens[one.first].start, tokens[one.last].end, one.concepts) for one in found)

    def named(self, stems: Sequence[str]) -> list[NamedWords]:
        """The same for a text of which the stems are at hand; places of words take the place of characters."""
        labels = self._labels
        candidates = []
        for first, stem in enumerate(stems):
            branch = labels.get(stem)
            last = first
            while branch is not None:
                if branch.concepts:
                    candidates.append(NamedWords(first, last, branch.concepts))
                last += 1
                branch = branch.longer.get(stems[last]) if last < len(stems) else None
        if len(candidates) < 2:
            return candidates
        taken: set[int] = set()
        found = []
        for candidate in sorted(candidates, key=_longest_first):
            places = range(candidate.first, candidate.last + 1)
            if taken.isdisjoint(places):
                taken.update(places)
                found.append(candidate)
        return sorted(found, key=_by_place)

    def above(self, concept: Concept) -> tuple[Concept, ...]:
        """The concepts that are broader than this one, the next first."""
        above: list[Concept] = []
        while concept.broader:
            concept = self.by_id[concept.broader]
            above.append(concept)
        return tuple(above)

    @cached_property
    def _labels(self) -> dict[str, _Branch]:
        """The labels word by word, so that a text is gone through once."""
        root: dict[str, _Branch] = {}
        for stems, concepts in self._named.items():
            branches = root
            branch = _Branch()
            for stem in stems:
                branch = branches.setdefault(stem, _Branch())
                branches = branch.longer
            branch.concepts = concepts
        return root

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
            if concept.id in self._ids_above(concept):
                raise ConfigurationError(f"«{concept.id}» در واژگان با چند واسطه اعمّ از خودش است.")

    def _ids_above(self, concept: Concept) -> set[str]:
        above: set[str] = set()
        broader = concept.broader
        while broader and broader not in above:
            above.add(broader)
            broader = self.by_id[broader].broader
        return above


def _by_place(words: NamedWords) -> int:
    return words.first


def _longest_first(words: NamedWords) -> tuple[int, int]:
    return words.first - words.last, words.first


def _repeated(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)
