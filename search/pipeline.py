"""Search, wired: parsed query → two legs → narrow → fuse and group by item → hydrate and highlight."""

from haystack import Pipeline

from corpus.database import Database
from corpus.index.live import LiveIndex
from corpus.text.keys import Analyzer
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.components import Fuser, Hydrator, Narrower, Retriever


def search_pipeline(
    database: Database, live: LiveIndex, analyzer: Analyzer, sparse: SparseEncoder, dense: DenseEncoder | None
) -> Pipeline:
    """Takes a query at retrieve, narrow and hydrate, and a window there; gives hits and total, legs and notices."""
    pipeline = Pipeline()
    pipeline.add_component("retrieve", Retriever(live, sparse, dense))
    pipeline.add_component("narrow", Narrower(database, analyzer))
    pipeline.add_component("fuse", Fuser(dense.spec.weight if dense else 0.0))
    pipeline.add_component("hydrate", Hydrator(database, analyzer))
    pipeline.connect("retrieve.candidates", "narrow.candidates")
    pipeline.connect("narrow.candidates", "fuse.candidates")
    pipeline.connect("fuse.items", "hydrate.items")
    return pipeline
