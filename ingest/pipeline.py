"""Ingestion, wired: file → read (child process) → display text and structure → passages → one transaction."""

from haystack import Pipeline

from corpus.database import Database
from corpus.files import FileStore
from ingest.components import DocumentStorer, DocumentStructurer, FileReader, PassageSplitter
from ingest.readers.sandbox import ReaderLimits


def ingestion_pipeline(database: Database, files: FileStore, limits: ReaderLimits) -> Pipeline:
    """Takes an `Upload` at read, structure and store; gives the document's id at store, or the failure at read."""
    pipeline = Pipeline()
    pipeline.add_component("read", FileReader(files, limits))
    pipeline.add_component("structure", DocumentStructurer(database))
    pipeline.add_component("split", PassageSplitter(database))
    pipeline.add_component("store", DocumentStorer(database))
    pipeline.connect("read.reading", "structure.reading")
    pipeline.connect("structure.document", "split.document")
    pipeline.connect("split.document", "store.document")
    pipeline.connect("split.passages", "store.passages")
    pipeline.warm_up()
    return pipeline
