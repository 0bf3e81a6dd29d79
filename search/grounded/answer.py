"""What a question is answered with where a site has a language model."""

from dataclasses import dataclass

from corpus.types import Value
from search.answer import Answer, FoundPassage, Hit


@dataclass(frozen=True, slots=True)
class Source(Value):
    """A passage that the model was shown, by its number; it is one of the hit's."""

    number: int
    hit: Hit
    passage: FoundPassage


@dataclass(frozen=True, slots=True)
class Sentence(Value):
    """One sentence with the sources that it cites and that bear it out; there is at least one."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class GroundedAnswer(Value):
    """`sentences` is empty where the passages hold no answer; where nothing fitted, the model was not even asked.

    `results` is the search that the passages are from, `dropped` counts the sentences that nothing bore out.
    """

    results: Answer
    sentences: tuple[Sentence, ...] = ()
    dropped: int = 0

    @property
    def found(self) -> bool:
        return bool(self.sentences)

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources that are cited, in the order of their numbers."""
        sources = {source.number: source for sentence in self.sentences for source in sentence.sources}
        return tuple(sources[number] for number in sorted(sources))
