"""Short answers with their sources."""

from typing import Self

from pydantic import BaseModel

from api.addresses import item_url
from corpus.types import ItemKind
from search.grounded.answer import GroundedAnswer, Sentence, Source


class CitationBody(BaseModel):
    """A passage that a sentence is from; `n` is its number in the answer."""

    n: int
    kind: ItemKind
    id: str
    title: str
    url: str
    page: int | None
    passage: str

    @classmethod
    def from_domain(cls, source: Source) -> Self:
        return cls(
            n=source.number,
            kind=source.hit.kind,
            id=source.hit.id,
            title=source.hit.title,
            url=item_url(source.hit.kind, source.hit.id),
            page=source.passage.page,
            passage=source.passage.text,
        )


class SentenceBody(BaseModel):
    sentence: str
    citations: list[CitationBody]

    @classmethod
    def from_domain(cls, sentence: Sentence) -> Self:
        return cls(sentence=sentence.text, citations=[CitationBody.from_domain(one) for one in sentence.sources])


class AnswerBody(BaseModel):
    """`answer` is empty where the passages hold none: `found` says so, and `fits` whether there were passages to ask.

    `dropped` counts the sentences of the model that nothing bore out.
    """

    query: str
    found: bool
    fits: bool
    model: str
    answer: list[SentenceBody]
    dropped: int

    @classmethod
    def from_domain(cls, answer: GroundedAnswer, model: str) -> Self:
        return cls(
            query=answer.results.query,
            found=answer.found,
            fits=answer.results.fits,
            model=model,
            answer=[SentenceBody.from_domain(sentence) for sentence in answer.sentences],
            dropped=answer.dropped,
        )
