"""What is like an item or a text, as JSON."""

from typing import Self

from pydantic import BaseModel, Field

from api.citation import hit_citation, permanent_url
from api.pages.facts import CityNames
from api.schemas.search import HitBody
from search.similar import SimilarAnswer, SimilarHit


class AskedBody(BaseModel):
    """A text of any length; what lies beyond its 200,000th character is left out, and `notices` say so."""

    text: str = Field(description="What to find the like of.")
    limit: int = Field(default=10, ge=1, le=50)


class SimilarHitBody(HitBody):
    """`asked` is the part of the text, or of the item, that `passage` is like; `nearness` is what its place comes from."""

    citation: str
    url: str
    asked: str
    nearness: float

    @classmethod
    def from_hit(cls, hit: SimilarHit, cities: CityNames) -> Self:
        body = HitBody.from_domain(hit).model_dump()
        added = {"citation": hit_citation(hit, cities), "url": permanent_url(hit.kind, hit.id)}
        return cls(**(body | added), asked=hit.asked, nearness=hit.nearness)


class SimilarBody(BaseModel):
    """Where the hits do not `fit` they only come nearest: nothing here tells of the same.

    A long text is searched by its best `parts`, of so many that it has.
    """

    hits: list[SimilarHitBody]
    fits: bool
    parts: int
    of: int
    notices: list[str]

    @classmethod
    def from_answer(cls, answer: SimilarAnswer, cities: CityNames) -> Self:
        return cls(
            hits=[SimilarHitBody.from_hit(hit, cities) for hit in answer.hits],
            fits=answer.fits,
            parts=answer.parts,
            of=answer.of,
            notices=list(answer.notices),
        )
