"""More like this: from an item, or from a text of any length, to what else in the corpus tells of the same.

A long text is searched by its best passages (`search/parts.py`). Each is searched by both legs, and an item's place comes
from what its passages say to the three parts that it is nearest to, beyond what any item says to them: so one phrase that
stands everywhere brings up nothing, and what is near in several places comes before what is near in one.
The figures were chosen on half of the sample corpus's groups (`python -m bench likes`).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from heapq import nlargest

from corpus.database import Database
from corpus.errors import IndexMismatch, InvalidQuery, ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.port import DenseVector, Filter, Match
from corpus.repository.documents import PassageRepository
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.text.spans import joined, sentences
from corpus.types import ItemKind, Value
from models.cached import encode_cached
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.answer import Hit
from search.components import NO_MODEL
from search.fuse import Score, ScoredItem, ScoredPassage
from search.highlight import highlights
from search.hydrate import hydrate
from search.kin import kin_of
from search.parts import Part, TellingPart, telling_parts
from search.retrieve import Candidates, retrieve
from search.versions import with_versions_folded

MOST_CHARACTERS = 200_000
MOST_PARTS = 12
CANDIDATES = 100
# An item's place comes from so many of the parts.
PARTS_AN_ITEM = 3
# What the meaning counts beside the words.
MEANING_WEIGHT = 3.0
# The field: the items after the first five that a part brings up, or the first quarter where they are few. What is as near
# as those is not near at all.
FIRST, FIELD = 5, 20
FIELD_WEIGHT = 0.7
# How far beyond the field the nearest item's best passage is where something fits. By words alone there is no telling: a
# short text about something else holds more of another's words than a long one about the same.
LEAST = 0.92
# So many of the words that both have are marked, the rarest.
MARKED = 12
# A document's passage that holds so large a share of an item's telling words is that item, written down there.
COPY = 0.9
# So many are looked at beyond those that are asked for, in place of copies.
SPARE = 5

CUT = "نوشته از ۲۰۰٬۰۰۰ نویسه بلندتر است؛ تنها تا همان‌جا خوانده شد."
NO_WORDS = "در این نوشته واژه‌ای نیست که بتوان مانند آن را یافت؛ چند جملهٔ کامل بگذارید."


# Its kind and id.
_Item = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SimilarHit(Hit):
    """`passage` is like `asked`, a part of the text at hand; `nearness` is what its place comes from."""

    asked: str = ""
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class SimilarAnswer(Value):
    """The nearest items first. Where they do not `fit`, they only come nearest: nothing here tells of the same.

    `parts` were searched, `of` so many that the text has; `notices` say what it was not searched by, and why.
    """

    hits: tuple[SimilarHit, ...] = ()
    fits: bool = False
    parts: int = 0
    of: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Vote:
    """What one part says for an item: its passages, the nearest first, and how far that one is beyond the field.

    It is `clear` where that is far enough; in a field of few items there is no telling but by its own score.
    """

    part: TellingPart
    strength: float
    clear: bool
    passages: tuple[ScoredPassage, ...]


class SimilarItems:
    """Finds what is like an item or a text; safe to call from many threads."""

    def __init__(
        self, database: Database, live: LiveIndex, analyzer: Analyzer, sparse: SparseEncoder, dense: DenseEncoder | None
    ) -> None:
        self.database = database
        self.live = live
        self.analyzer = analyzer
        self.sparse = sparse
        self.dense = dense

    def to_text(
        self, text: str, *, limit: int = 10, exclude: Collection[str] = (), parts: int = MOST_PARTS
    ) -> SimilarAnswer:
        """Up to `limit` items like the text, which is read up to its 200,000th character, but for the excluded ids.

        Raises `InvalidQuery` for a text without words, and an `IndexFailure` when the index cannot be searched.
        """
        shown = display_text(text[:MOST_CHARACTERS])
        cut = (CUT,) if len(text) > MOST_CHARACTERS else ()
        pieces = [shown[span.start : span.end].strip() for span in joined(sentences(shown))]
        if not any(not self.analyzer.is_stop(stem) for piece in pieces for stem in self.analyzer.stems(piece)):
            raise InvalidQuery(NO_WORDS)
        answer = self._like([Part(piece, piece) for piece in pieces], _leaving_out(exclude), limit, parts, None)
        return replace(answer, notices=cut + answer.notices)

    def to_item(
        self,
        kind: ItemKind,
        item_id: str,
        *,
        limit: int = 10,
        exclude: Collection[str] = (),
        kinds: Collection[ItemKind] = (),
        of_a_kind: int | None = None,
        parts: int = MOST_PARTS,
    ) -> SimilarAnswer:
        """Up to `limit` items like this one, of these kinds or of any and at most `of_a_kind` of each, but for the excluded
        ids and what is one with it (`search/kin.py`).

        Raises `NotFound`, also for an item that is not for the viewer, and an `IndexFailure` as above.
        """
        with self.database.reading() as connection:
            kin = kin_of(connection, kind, item_id)
            passages = PassageRepository(connection).of_item(kind, item_id)
        own = [Part(passage.text, passage.text_with_header) for passage in passages]
        where = _leaving_out({*kin, *exclude})
        if kinds:
            where = where.also(Match("item_kind", tuple(sorted(one.value for one in kinds))))
        return self._like(own, where, limit, parts, kind, of_a_kind)

    def _like(
        self,
        own: Sequence[Part],
        where: Filter,
        limit: int,
        most: int,
        kind: ItemKind | None,
        of_a_kind: int | None = None,
    ) -> SimilarAnswer:
        """`kind` is that of the item that the parts are of."""
        votes: dict[_Item, list[_Vote]] = {}
        with self.live.use() as opened:
            if opened is None:
                return SimilarAnswer(of=len(own))
            self.sparse.check(opened.manifest)
            asked = telling_parts(own, opened.vocabulary, self.analyzer, most=most, own=kind is not None)
            meanings, notices = self._meanings([one.part.read for one in asked], opened, stored=kind is not None)
            for part, meaning in zip(asked, meanings, strict=True):
                query = self.sparse.encode_query(list(part.terms), opened.vocabulary.idf)
                found = retrieve(opened.engine, query, meaning, where, limit=CANDIDATES)
                for item, vote in _votes(part, found).items():
                    votes.setdefault(item, []).append(vote)
        strongest = {
            item: nlargest(PARTS_AN_ITEM, cast, key=lambda vote: vote.strength) for item, cast in votes.items()
        }
        nearness = {item: sum(vote.strength for vote in cast) for item, cast in strongest.items()}
        ranked = sorted(nearness, key=lambda item: (-nearness[item], item))
        with self.database.reading() as connection:
            items = with_versions_folded([_item(item, strongest[item]) for item in ranked], connection)
        if of_a_kind is not None:
            items = list(_varied(items, of_a_kind))
        hits = hydrate(items[: limit + SPARE], frozenset(), self.database, self.analyzer)
        similar = [
            self._similar(hit, strongest[(hit.kind.value, hit.id)][0].part, nearness[(hit.kind.value, hit.id)])
            for hit in hits
            if not self._is_copy(hit, strongest[(hit.kind.value, hit.id)][0].part, kind)
        ]
        return SimilarAnswer(
            hits=tuple(similar[:limit]),
            fits=any(notices or strongest[(hit.kind.value, hit.id)][0].clear for hit in similar[:1]),
            parts=len(asked),
            of=len(own),
            notices=notices,
        )

    def _meanings(
        self, texts: Sequence[str], opened: OpenIndex, *, stored: bool
    ) -> tuple[list[DenseVector | None], tuple[str, ...]]:
        """A vector a text, for an item's own passages from the record; none of them where there is no model."""
        none: list[DenseVector | None] = [None] * len(texts)
        if self.dense is None:
            return none, (NO_MODEL,)
        try:
            self.dense.check(opened)
            if not texts:
                return none, ()
            vectors = encode_cached(self.database, self.dense, texts) if stored else self.dense.encode_queries(texts)
        except (IndexMismatch, ModelUnavailable) as error:
            return none, (f"{NO_MODEL} {error}",)
        return list(vectors), ()

    def _is_copy(self, hit: Hit, part: TellingPart, kind: ItemKind | None) -> bool:
        """Whether what was found is only where the lesson or resolution at hand was written down."""
        if kind in (None, ItemKind.DOCUMENT) or hit.kind is not ItemKind.DOCUMENT:
            return False
        held = part.rarity.keys() & set(self.analyzer.keys(hit.passage.text))
        return len(held) >= COPY * len(part.rarity)

    def _similar(self, hit: Hit, part: TellingPart, nearness: float) -> SimilarHit:
        """The hit beside the part that it is nearest to; what both say in the rarest words is marked."""
        common = {key: part.rarity[key] for key in self.analyzer.keys(hit.passage.text) if key in part.rarity}
        rarest = nlargest(MARKED, common, key=lambda key: (common[key], key))
        marks = tuple(highlights(hit.passage.text, frozenset(rarest), self.analyzer))
        told = {field.name: getattr(hit, field.name) for field in fields(hit)}
        told["passage"] = replace(hit.passage, highlights=marks)
        return SimilarHit(**told, asked=part.part.shown, nearness=round(nearness, 4))


def _leaving_out(ids: Collection[str]) -> Filter:
    return Filter(must_not=(Match("item_id", tuple(sorted(ids))),)) if ids else Filter()


def _votes(part: TellingPart, found: Candidates) -> dict[_Item, _Vote]:
    """What the part says for each item that its passages bring up, where that is something."""
    passages: dict[_Item, list[ScoredPassage]] = {}
    for one in found.found:
        score = Score(one.lexical, found.greatest_lexical, 1.0, one.cosine, MEANING_WEIGHT)
        item = (one.payload["item_kind"], one.payload["item_id"])
        passages.setdefault(item, []).append(ScoredPassage(one.passage_id, one.payload["rev"], score.total, score))
    for of_item in passages.values():
        of_item.sort(key=lambda passage: (-passage.score, passage.passage_id))
    scores = sorted((of_item[0].score for of_item in passages.values()), reverse=True)
    field = scores[max(1, min(FIRST, len(scores) // 4)) :][:FIELD]
    usual = FIELD_WEIGHT * sum(field) / len(field) if field else 0.0
    least = LEAST + FIELD_WEIGHT * sum(field) / FIELD
    votes = (
        (item, _Vote(part, of_item[0].score - usual, of_item[0].score >= least, tuple(of_item)))
        for item, of_item in passages.items()
    )
    return {item: vote for item, vote in votes if vote.strength > 0}


def _item(item: _Item, votes: Sequence[_Vote]) -> ScoredItem:
    """With the passage that is nearest; every further one would have to be read as well."""
    return ScoredItem(ItemKind(item[0]), item[1], votes[0].passages[:1])


def _varied(items: Sequence[ScoredItem], most: int) -> Iterator[ScoredItem]:
    """The items without those that come after so many of their kind."""
    counted = Counter[ItemKind]()
    for item in items:
        counted[item.kind] += 1
        if counted[item.kind] <= most:
            yield item
