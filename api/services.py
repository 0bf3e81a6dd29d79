"""The one place where the parts are put together. HTTP, the command line and the tests all enter through here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Event

from api.lessons.sheet_readings import SheetReadings
from api.modelling.choice import model_in_force
from api.needs.digest import Digests
from api.needs.links import Links
from api.needs.notifying import Notifier
from api.owner import Ownership
from api.people.secret import site_secret
from api.reading import PassingReader, reader_limits
from api.search_log.retention import Retention
from api.settings import Settings
from corpus.database import Database
from corpus.errors import IndexFailure, ModelUnavailable
from corpus.files import FileStore
from corpus.gazetteer import save_gazetteer
from corpus.index.generations import Generations
from corpus.index.live import LiveIndex
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.places import PlaceRepository
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Thesaurus
from ingest.duplicates import link_stored
from ingest.indexer import Encoders, Indexer, Progress, rebuild_index
from ingest.ingestor import Ingestor
from ingest.pipeline import ingestion_pipeline
from ingest.revision import Reviser
from ingest.topics import TopicReader
from ingest.worker import Worker
from models.catalog import spec
from models.dense import DenseEncoder
from models.generator import AnswerModel
from models.reranker import Reranker
from models.sparse import SparseEncoder
from search.complete import LiveCompleter
from search.fields import FieldCatalog
from search.grounded.writer import AnswerWriter
from search.pipeline import search_pipeline
from search.precedents import Precedents
from search.searcher import Searcher
from search.similar import SimilarItems
from search.similar_lessons import SimilarLessons
from search.similar_needs import SimilarNeeds
from search.standing import StandingQueries
from search.suggest import Suggester
from search.topics import TopicFinder

KEPT_LOADED = ("analyzer", "thesaurus", "encoders", "reranker")


@dataclass(frozen=True)
class Services:
    """Everything that one process of Tajrobe works with; each part is made when it is first asked for."""

    settings: Settings

    @cached_property
    def ownership(self) -> Ownership:
        return Ownership(self.settings.data_dir)

    @cached_property
    def database(self) -> Database:
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return Database(self.settings.record_url)

    @cached_property
    def secret_key(self) -> str:
        """What cookies, links and the command line's own token are signed with."""
        return self.settings.secret_key or site_secret(self.settings.data_dir)

    @cached_property
    def files(self) -> FileStore:
        return FileStore(self.settings.data_dir / "files")

    @cached_property
    def analyzer(self) -> Analyzer:
        return Analyzer()

    @cached_property
    def thesaurus(self) -> Thesaurus:
        return Thesaurus(read_concepts(), self.analyzer)

    @cached_property
    def encoders(self) -> Encoders:
        model = model_in_force(self.settings)
        dense = self.dense_encoder(model) if model else None
        return Encoders(SparseEncoder(self.analyzer), dense, TopicReader(self.thesaurus))

    @cached_property
    def reranker(self) -> Reranker | None:
        name = self.settings.reranker.strip()
        return Reranker(spec(name), backend=self.settings.model_backend) if name else None

    @cached_property
    def live(self) -> LiveIndex:
        return LiveIndex(self.generations)

    @cached_property
    def generations(self) -> Generations:
        settings = self.settings
        folder = settings.data_dir / "index"
        if not settings.qdrant_url:
            return Generations(folder)
        from corpus.index.server import connect

        return Generations(folder, lambda: connect(settings.qdrant_url, api_key=settings.qdrant_api_key or None))

    @cached_property
    def stopping(self) -> Event:
        """Set when the work in the background is to end."""
        return Event()

    @cached_property
    def ingestor(self) -> Ingestor:
        pipeline = ingestion_pipeline(self.database, self.files, reader_limits(self.settings), self.stopping)
        return Ingestor(self.database, self.files, pipeline, max_bytes=self.settings.max_upload_bytes)

    @cached_property
    def sheet_readings(self) -> SheetReadings:
        return SheetReadings(self.files, reader_limits(self.settings))

    @cached_property
    def passing_reader(self) -> PassingReader:
        return PassingReader(self.settings)

    @cached_property
    def reviser(self) -> Reviser:
        return Reviser(self.database, self.files, reader_limits(self.settings))

    @cached_property
    def indexer(self) -> Indexer:
        return Indexer(self.database, self.live, self.encoders)

    @cached_property
    def worker(self) -> Worker:
        return Worker(
            self.ingestor,
            self.indexer,
            self.stopping,
            chores=(self.notifier.run_until_idle,),
            hourly=(self.digests.send_due, self.retention.forget_old),
        )

    @cached_property
    def notifier(self) -> Notifier:
        return Notifier(self.database, self.indexer, self.standing_queries, self.analyzer)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self.database, self.settings, self.links)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.database, self.settings.search_log_days)

    @cached_property
    def links(self) -> Links:
        return Links(self.database, self.secret_key)

    @cached_property
    def completer(self) -> LiveCompleter:
        return LiveCompleter(self.database, self.live, self.thesaurus)

    @cached_property
    def searcher(self) -> Searcher:
        encoders = self.encoders
        pipeline = search_pipeline(
            self.database, self.live, self.analyzer, encoders.sparse, encoders.dense, self.thesaurus, self.reranker
        )
        return Searcher(pipeline, self.analyzer, self.fields, Suggester(self.analyzer), self.topics, self.live)

    @cached_property
    def answer_writer(self) -> AnswerWriter | None:
        """None where the site has no language model."""
        settings = self.settings
        if not settings.answer_url:
            return None
        model = AnswerModel(
            settings.answer_url, settings.answer_model, key=settings.answer_key, seconds=settings.answer_seconds
        )
        return AnswerWriter(model, self.analyzer)

    @cached_property
    def fields(self) -> FieldCatalog:
        with self.database.reading() as connection:
            places = PlaceRepository(connection)
            return FieldCatalog(places.cities(), places.bodies())

    @cached_property
    def standing_queries(self) -> StandingQueries:
        encoders = self.encoders
        return StandingQueries(self.live, self.analyzer, encoders.sparse, encoders.dense, self.fields)

    @cached_property
    def precedents(self) -> Precedents:
        encoders = self.encoders
        return Precedents(self.database, self.live, self.analyzer, encoders.sparse, encoders.dense)

    @cached_property
    def similar_lessons(self) -> SimilarLessons:
        encoders = self.encoders
        return SimilarLessons(self.database, self.live, self.analyzer, encoders.sparse, encoders.dense)

    @cached_property
    def similar_items(self) -> SimilarItems:
        encoders = self.encoders
        return SimilarItems(self.database, self.live, self.analyzer, encoders.sparse, encoders.dense)

    @cached_property
    def similar_needs(self) -> SimilarNeeds:
        encoders = self.encoders
        return SimilarNeeds(self.database, self.live, self.analyzer, encoders.sparse, encoders.dense)

    @cached_property
    def topics(self) -> TopicFinder:
        return TopicFinder(self.thesaurus, self.database, self.live, self.analyzer, self.encoders.dense)

    def dense_encoder(self, model: str) -> DenseEncoder:
        """An encoder of that model, by name or folder; whatever this site's own is."""
        return DenseEncoder(spec(model), self.analyzer, backend=self.settings.model_backend)

    def migrate(self) -> None:
        """Bring the record's schema and the known cities and bodies up to date."""
        self.database.migrate()
        with self.database.transaction() as connection:
            save_gazetteer(PlaceRepository(connection))

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.thesaurus.find("گرم شدن")
        if self.encoders.dense:
            with suppress(ModelUnavailable):
                self.encoders.dense.encode_query("گرم شدن")
                self.topics.prepare()
        if self.reranker:
            with suppress(ModelUnavailable):
                self.reranker.scores("گرم شدن", ["گرم شدن"])
        with suppress(IndexFailure), self.live.use():
            pass
        _ = self.searcher

    def check_index(self) -> None:
        """Raises an `IndexFailure` when words cannot be searched."""
        with self.live.use() as opened:
            if opened is not None:
                opened.engine.count()
                self.encoders.sparse.check(opened.manifest)

    def check_model(self) -> None:
        """Raises `ModelUnavailable`, or `IndexMismatch` when the index was built with another model."""
        with self.live.use() as opened:
            if opened is not None and self.encoders.dense:
                self.encoders.dense.check(opened)

    def rebuild(self, *, owning: bool, progress: Progress | None = None) -> str:
        """Build a fresh index and put it in force; returns its name. A server that owns the data follows by itself.

        Stored documents that were never compared with the others are compared then.
        """
        name = rebuild_index(self.database, self.generations, self.encoders, progress)
        # A server that starts with this model finds them in the record.
        self.topics.prepare()
        link_stored(self.database)
        if owning:
            self.indexer.run_until_idle()
        return name

    def count_documents(self) -> int:
        with self.database.reading() as connection:
            return DocumentRepository(connection).count()

    def count_passages(self) -> int:
        with self.database.reading() as connection:
            return PassageRepository(connection).count()

    def again(self) -> "Services":
        """The same site anew, for when this one has been closed; what takes seconds to load and is never closed is kept."""
        fresh = Services(self.settings)
        fresh.__dict__.update({name: self.__dict__[name] for name in KEPT_LOADED if name in self.__dict__})
        return fresh

    @contextmanager
    def owning(self) -> Iterator["Services"]:
        """Own the data folder for the length of the block, with the record migrated. Raises `IndexInUse`."""
        self.ownership.take()
        try:
            self.migrate()
            yield self
        finally:
            self.close()
            self.ownership.release()

    def close(self) -> None:
        """Stop the work in the background and close what was opened; what was never made is left unmade."""
        made = self.__dict__
        if "worker" in made:
            self.worker.stop()
        if made.get("answer_writer"):
            made["answer_writer"].model.close()
        if "live" in made:
            self.live.close()
        if "generations" in made:
            self.generations.close()
        if "database" in made:
            self.database.close()
