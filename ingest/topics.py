"""What an item is about: the concepts of the thesaurus that it names, the most telling first."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log

from corpus.lesson_form import FIELD_NAMES
from corpus.topics import Topics
from corpus.types import ItemKind
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from ingest.projection import Projection

MOST = 12
# In a paper of more passages than this, what is named only once is named in passing.
LONG = 10
# A label of several words says more than one word, which may be meant loosely.
FOR_EACH_FURTHER_WORD = 0.5

# «چکیده: », which stands before every lesson's summary and names nothing of the lesson.
_LABEL = re.compile(rf"^(?:{'|'.join(map(re.escape, FIELD_NAMES.values()))}): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Named:
    """What one text names: each concept with how much was said of it."""

    weights: dict[str, float]
    times: Counter[str]


class TopicReader:
    """Reads topics off words that were cut already; threads may share one."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self._telling = {concept.id: self._information(concept) for concept in thesaurus.concepts}
        self._loose = set(self._loosely_said())

    def read(self, projection: Projection, stems: Iterable[Sequence[str]] | None = None) -> Topics:
        """The topics of an item, of whose passages the stems may be at hand. One that is gone has none.

        First the keywords that a lesson was given, where they are labels of a concept; then what its title names; then
        what is named most often, the narrower before the broader.
        """
        if not projection.passages:
            return Topics()
        given, title = self._given(projection.keywords), self._named([self._own(projection.title)])
        sections = {passage.section for passage in projection.passages} - {""}
        heard = self._named(chain(map(self._own, sections), self._texts(projection, stems)))
        least = 2 if len(projection.passages) > LONG else 1
        known = {*given, *title.weights, *(one for one, times in heard.times.items() if times >= least)}

        def first(concept_id: str) -> tuple[bool, bool, float, str]:
            said = heard.weights.get(concept_id, 0) + title.weights.get(concept_id, 0)
            score = (1 + log(1 + said)) * self._telling[concept_id]
            return concept_id not in given, concept_id not in title.weights, -score, concept_id

        ordered = sorted(known, key=first)
        # What was given is never left out, however much there is.
        named = ordered[: max(MOST, len(given))]
        above = {one.id for concept_id in named for one in self.thesaurus.above(self.thesaurus.by_id[concept_id])}
        return Topics(tuple(named), tuple(sorted(above.difference(named))))

    def _texts(self, projection: Projection, stems: Iterable[Sequence[str]] | None) -> Iterable[Sequence[str]]:
        if projection.item[0] is ItemKind.LESSON:
            return (self._own(_LABEL.sub("", passage.text)) for passage in projection.passages)
        return stems if stems is not None else (self._own(passage.text) for passage in projection.passages)

    def _named(self, texts: Iterable[Sequence[str]]) -> _Named:
        weights: defaultdict[str, float] = defaultdict(float)
        times: Counter[str] = Counter()
        for stems in texts:
            for words in self.thesaurus.named(stems):
                length = words.last - words.first
                for concept in words.concepts:
                    if not length and (stems[words.first], concept.id) in self._loose:
                        continue
                    # A label that several concepts share speaks for each of them by its share.
                    weights[concept.id] += (1 + FOR_EACH_FURTHER_WORD * length) / len(words.concepts)
                    times[concept.id] += 1
        return _Named(weights, times)

    def _given(self, keywords: Sequence[str]) -> set[str]:
        given: set[str] = set()
        for stems in map(self._own, keywords):
            whole = [one for one in self.thesaurus.named(stems) if (one.first, one.last) == (0, len(stems) - 1)]
            given.update(concept.id for one in whole for concept in one.concepts)
        return given

    def _loosely_said(self) -> Iterator[tuple[str, str]]:
        """The single words that people say for a concept and for much else: «منطقه» for a district of the municipality."""
        for concept in self.thesaurus.concepts:
            exact = {stem for label in concept.interchangeable for stem in self._own(label)}
            for label in (*concept.everyday, *concept.official):
                stems = self._own(label)
                if len(stems) == 1 and stems[0] not in exact:
                    yield stems[0], concept.id

    def _own(self, text: str) -> Sequence[str]:
        return self.thesaurus.analyzer.stems(text)

    def _information(self, concept: Concept) -> float:
        """How much is said by naming it: 1 for a concept without narrower ones, less the more there are under it
        (the intrinsic information content of Seco, Veale and Hayes 2004)."""
        below, waiting = 0, list(self.thesaurus.narrower(concept))
        while waiting:
            below += 1
            waiting += self.thesaurus.narrower(waiting.pop())
        return 1 - log(below + 1) / log(len(self.thesaurus.concepts) + 1)
