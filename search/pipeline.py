"""Search, wired: parsed query → two legs → narrow → fuse by item → fold → gate → rerank → sort → hydrate and highlight."""

from haystack import Pipeline

from corpus.database import Database
from corpus.index.live import LiveIndex
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.reranker import Reranker
from models.sparse import SparseEncoder
from search.components import Folder, Fuser, Gate, Hydrator, Narrower, Reorderer, Retriever, Sorter


def search_pipeline(
    database: Database,
    live: LiveIndex,
    analyzer: Analyzer,
    sparse: SparseEncoder,
    dense: DenseEncoder | None,
    thesaurus: Thesaurus,
    reranker: Reranker | None = None,
) -> Pipeline:
    """Takes a query at retrieve, narrow, gate, rerank and hydrate, `where` and `synonyms` at retrieve, `weak` at gate,
    `sort` at rerank and sort, and a window at hydrate.

    Gives hits and total, whether they fit, expansions, legs and notices.
    """
    pipeline = Pipeline()
    pipeline.add_component("retrieve", Retriever(live, sparse, dense, thesaurus))
    pipeline.add_component("narrow", Narrower(database, analyzer))
    pipeline.add_component("fuse", Fuser(dense.spec.weight if dense else 0.0))
    pipeline.add_component("fold", Folder(database))
    pipeline.add_component("gate", Gate(dense.spec.floor if dense else None))
    pipeline.add_component("rerank", Reorderer(database, reranker))
    pipeline.add_component("sort", Sorter())
    pipeline.add_component("hydrate", Hydrator(database, analyzer))
    pipeline.connect("retrieve.candidates", "narrow.candidates")
    pipeline.connect("narrow.candidates", "fuse.candidates")
    pipeline.connect("fuse.ranking", "fold.ranking")
    pipeline.connect("fold.ranking", "gate.ranking")
    pipeline.connect("retrieve.legs", "gate.legs")
    pipeline.connect("retrieve.expansions", "hydrate.expansions")
    pipeline.connect("gate.ranking", "rerank.ranking")
    pipeline.connect("rerank.ranking", "sort.ranking")
    pipeline.connect("sort.ranking", "hydrate.ranking")
    return pipeline
