"""A site for the length of one evaluation: judged passages in a record and an index of their own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

from corpus import tables
from corpus.database import Database
from corpus.index.edge import EdgeIndex
from corpus.index.port import Point, SparseVector, VectorIndex
from corpus.index.vocabulary import Vocabulary
from corpus.repository.documents import PassageRepository
from corpus.text.display import display_text
from corpus.types import ItemKind, Passage
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.sparse import EncodedQuery, SparseEncoder
from search.evaluation.judgements import JudgedPassage
from search.expand import added_weights, expand
from search.floor import fits
from search.fuse import fuse
from search.narrow import narrow
from search.query import Query
from search.retrieve import CANDIDATES_A_LEG, CANDIDATES_TO_NARROW, Candidates, retrieve

LEXICAL, DENSE, HYBRID = "lexical", "dense", "hybrid"
LEGS = (LEXICAL, DENSE, HYBRID)

NO_WORDS = EncodedQuery(SparseVector((), ()), frozenset(), 0.0)
_NAMESPACE = UUID("0b7d2f0c-7a9e-5b1f-8a55-5b0f6b0c2f61")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ids of the passages found, best first, whether or not they would be shown: only what `fits` is."""

    ids: list[str]
    fits: bool


@dataclass(frozen=True, slots=True)
class ScratchSite:
    """Ranks the judged passages as a search of the product would, by one leg or by both, with synonyms where there
    is a thesaurus."""

    database: Database
    engine: VectorIndex
    vocabulary: Vocabulary
    sparse: SparseEncoder
    dense: DenseEncoder | None
    thesaurus: Thesaurus | None

    def rank(self, query: Query, leg: str) -> Ranking:
        """What one leg or both find; the floor decides only whether it fits, and only where both were searched."""
        dense = None if leg == LEXICAL else self.dense
        weight, floor = (dense.spec.weight, dense.spec.floor) if dense else (0.0, None)
        items = fuse(self.candidates(query, leg), weight=weight)
        return Ranking([item.id for item in items], fits(items, query, floor if leg == HYBRID else None))

    def candidates(self, query: Query, leg: str) -> Candidates:
        """What one leg or both bring, before fusion."""
        words = NO_WORDS if leg == DENSE else self._words(query)
        dense = None if leg == LEXICAL else self.dense
        meaning = dense.encode_query(query.words) if dense else None
        limit = CANDIDATES_TO_NARROW if query.phrases or query.excluded else CANDIDATES_A_LEG
        candidates = retrieve(self.engine, words, meaning, query.where, limit=limit)
        return narrow(candidates, query, self.database, self.sparse.analyzer)

    def _words(self, query: Query) -> EncodedQuery:
        expansions = expand(query, self.thesaurus, self.vocabulary) if self.thesaurus else ()
        return self.sparse.encode_query(list(query.terms), self.vocabulary.idf, added_weights(expansions))


@contextmanager
def scratch_site(
    judged: Sequence[JudgedPassage],
    sparse: SparseEncoder,
    dense: DenseEncoder | None,
    thesaurus: Thesaurus | None,
) -> Iterator[ScratchSite]:
    """A site that holds the passages and is gone after the block. Raises `ModelUnavailable`."""
    passages = [_passage(passage) for passage in judged]
    with TemporaryDirectory(prefix="tajrobe-evaluation-") as folder:
        database = Database(f"sqlite:///{folder}/record.sqlite")
        engine = EdgeIndex(Path(folder) / "index", dimension=dense.dimension if dense else None)
        site = ScratchSite(database, engine, Vocabulary(), sparse, dense, thesaurus)
        try:
            _keep(database, passages)
            _index(site, passages)
            yield site
        finally:
            engine.close()
            database.close()


def _passage(judged: JudgedPassage) -> Passage:
    text = display_text(judged.text)
    return Passage(
        id=str(uuid5(_NAMESPACE, judged.id)),
        item_kind=ItemKind.DOCUMENT,
        item_id=judged.id,
        rev=1,
        ordinal=0,
        text=text,
        start=0,
        end=len(text),
        header=display_text(judged.title),
    )


def _keep(database: Database, passages: Sequence[Passage]) -> None:
    # Narrowing to phrases and exclusions reads the passages' text from a record.
    tables.metadata.create_all(database.engine)
    with database.transaction() as connection:
        kept = PassageRepository(connection)
        for passage in passages:
            kept.replace(passage.item_kind, passage.item_id, [passage])


def _index(site: ScratchSite, passages: Sequence[Passage]) -> None:
    lengths = [site.sparse.count_words(passage.header, passage.text) for passage in passages]
    average_length = max(sum(lengths) / len(lengths), 1.0)
    texts = [passage.text_with_header for passage in passages]
    vectors = list(site.dense.encode_passages(texts)) if site.dense else [None] * len(texts)
    points = []
    for passage, vector in zip(passages, vectors, strict=True):
        encoded = site.sparse.encode_passage(passage.header, passage.text, average_length)
        site.vocabulary.add(encoded.keys, encoded.length)
        payload = {"item_kind": passage.item_kind.value, "item_id": passage.item_id, "rev": passage.rev}
        points.append(Point(passage.id, payload, encoded.vector, vector))
    site.engine.upsert(points)
