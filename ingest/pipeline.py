"""Ingestion, wired: file → read (child process) → display text and structure → passages and minutes → one transaction.

An archive has no text; its files are lined up in one transaction and then go the same way.
"""

from threading import Event

from haystack import Pipeline

from corpus.database import Database
from corpus.files import FileStore
from ingest.components import ArchiveStorer, DocumentPreparer, DocumentStorer, DocumentStructurer, FileReader
from ingest.readers.sandbox import ReaderLimits


def ingestion_pipeline(database: Database, files: FileStore, limits: ReaderLimits, stopping: Event) -> Pipeline:
    """Takes an `Upload` at read, structure, store and unpack.

    Gives the document's id at store, the count of an archive's files at unpack, or the failure at read. None comes once `stopping` is set.
    """
    pipeline = Pipeline()
    pipeline.add_component("read", FileReader(database, files, limits, stopping))
    pipeline.add_component("structure", DocumentStructurer(database))
    pipeline.add_component("prepare", DocumentPreparer(database))
    pipeline.add_component("store", DocumentStorer(database))
    pipeline.add_component("unpack", ArchiveStorer(database))
    pipeline.connect("read.reading", "structure.reading")
    pipeline.connect("read.members", "store.members")
    pipeline.connect("read.archive", "unpack.archive")
    pipeline.connect("structure.document", "prepare.document")
    pipeline.connect("prepare.prepared", "store.prepared")
    pipeline.warm_up()
    return pipeline
