"""The indexer: follows the outbox and makes the vector index show what the record holds. One runs per data folder.

It reads the *current* state of each changed item, writes its points, deletes those of older revisions, flushes, and
only then moves its cursor; so doing any step twice does no harm.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import NamedTuple

from corpus.database import Database
from corpus.errors import IndexMismatch, ModelUnavailable
from corpus.index.generations import Generations
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.manifest import Manifest
from corpus.index.port import Between, DenseVector, Filter, Match, Payload, Point, VectorIndex
from corpus.index.vocabulary import Vocabulary
from corpus.repository.documents import PassageRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.topics import TopicRepository
from corpus.repository.uploads import UploadRepository
from corpus.topics import Topics
from corpus.types import ItemKind, Passage
from ingest.projection import Item, Projection, project_items
from ingest.topics import TopicReader
from models.cached import encode_cached
from models.dense import DenseEncoder
from models.sparse import EncodedPassage, SparseEncoder

ENTRIES_A_STEP = 64
ITEMS_A_BATCH = 8
PASSAGES_A_FLUSH = 10_000
PASSAGES_A_BATCH = 512
# About forty megabytes of vectors; cutting a larger item a second time costs less than holding them.
PASSAGES_HELD = 2_000
SAMPLE_FOR_LENGTH = 500
# Before a first passage is measured; about what the samples have.
ASSUMED_LENGTH = 120.0
# Past this share the measured length has left the one that the vectors were made with; ranking suffers from there on.
TOLERATED_DRIFT = 0.15
SECONDS_BETWEEN_VOCABULARIES = 60.0

Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoders:
    """The two ways a passage becomes a vector; without a dense one the site searches by words alone.

    `topics` reads what an item is about; without it items are about nothing.
    """

    sparse: SparseEncoder
    dense: DenseEncoder | None = None
    topics: TopicReader | None = None

    def manifest(self, average_length: float) -> Manifest:
        """What an index made now would be made with. Raises `ModelUnavailable`."""
        return Manifest(
            model=self.dense.identity if self.dense else None,
            dimension=self.dense.dimension if self.dense else None,
            keys=self.sparse.analyzer.version,
            k1=self.sparse.k1,
            b=self.sparse.b,
            average_length=average_length,
        )

    def loadable(self) -> "Encoders":
        """These encoders, without the dense one where its model cannot be loaded."""
        try:
            self.manifest(ASSUMED_LENGTH)
        except ModelUnavailable as error:
            logger.warning("going on with words only: %s", error)
            return replace(self, dense=None)
        return self


class Indexer:
    """Keeps one live index in step with the record."""

    def __init__(self, database: Database, live: LiveIndex, encoders: Encoders) -> None:
        self.database = database
        self.live = live
        self.encoders = encoders
        self._vocabulary_saved = monotonic()
        self._followed: str | None = None

    def recover(self) -> None:
        """Count the vocabulary anew when the last process was killed before it could save it."""
        with self.live.use() as opened:
            if (
                opened is None
                or abs(opened.engine.count() - opened.vocabulary.passages) <= opened.engine.count() // 100
            ):
                return
            logger.info("counting the vocabulary anew")
            counted = Vocabulary()
            with self.database.reading() as connection:
                for batch in PassageRepository(connection).batches(PASSAGES_A_BATCH):
                    for passage in batch:
                        encoded = self.encoders.sparse.encode_passage(passage.header, passage.text, 1.0)
                        counted.add(encoded.keys, encoded.length)
            opened.vocabulary.replace(counted)
            self._save_vocabulary(opened)

    def pending(self) -> int:
        """How many changes the index has not seen."""
        name = self.live.generations.current_name()
        with self.database.reading() as connection:
            outbox = OutboxRepository(connection)
            return outbox.pending((outbox.cursor(name) if name else None) or 0)

    def step(self) -> int:
        """Take in the next changes; returns how many, 0 when the index is up to date.

        Raises `IndexMismatch` when the index was built with other keys than are in force.
        """
        with self.live.use() as opened:
            if opened is not None:
                return self._follow(opened)
        with self.database.reading() as connection:
            if not OutboxRepository(connection).newest():
                return 0
        # A first index has nothing to lose: without its model, words are searched at once.
        rebuild_index(self.database, self.live.generations, self.encoders.loadable())
        with self.live.use() as opened:
            return self._follow(opened) if opened else 0

    def run_until_idle(self) -> None:
        """Take in all that there is, then build anew if the passages' length has drifted."""
        while self.step():
            pass
        self.save()
        if self.drifted() and self.encoders.loadable() is self.encoders:
            self.rebuild()
            while self.step():
                pass

    def save(self) -> None:
        """Write the vocabulary beside the index."""
        with self.live.use() as opened:
            if opened is not None:
                self._save_vocabulary(opened)

    def drifted(self) -> bool:
        """Whether the average length that the vectors were made with is no longer the measured one."""
        with self.live.use() as opened:
            measured = opened.vocabulary.average_length if opened else None
            if opened is None or measured is None:
                return False
            return abs(measured / opened.manifest.average_length - 1) > TOLERATED_DRIFT

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build a fresh index beside the one in force and change over to it."""
        rebuild_index(self.database, self.live.generations, self.encoders, progress)
        with self.live.use():
            pass

    def _follow(self, opened: OpenIndex) -> int:
        dense = self._usable_dense(opened)
        if opened.name != self._followed:
            self._change_over(opened.name)
        with self.database.reading() as connection:
            outbox = OutboxRepository(connection)
            entries = outbox.after(outbox.cursor(opened.name) or 0, ENTRIES_A_STEP)
        if not entries:
            return 0
        encoders = replace(self.encoders, dense=dense)
        writer = _Writer(self.database, opened.engine, opened.vocabulary, opened.manifest, encoders)
        done = 0
        while done < len(entries) and writer.written < PASSAGES_A_FLUSH:
            batch = entries[done : done + ITEMS_A_BATCH]
            writer.write(list({(entry.item_kind, entry.item_id): None for entry in batch}))
            done += len(batch)
        opened.engine.flush()
        reached = entries[done - 1].seq
        with self.database.transaction() as connection:
            OutboxRepository(connection).advance(opened.name, reached)
            UploadRepository(connection).indexed_up_to(reached)
        if monotonic() - self._vocabulary_saved > SECONDS_BETWEEN_VOCABULARIES:
            self._save_vocabulary(opened)
        return done

    def _change_over(self, name: str) -> None:
        """A new generation is in force: it has seen all up to its cursor, and no other will be searched again."""
        with self.database.transaction() as connection:
            outbox = OutboxRepository(connection)
            outbox.forget_other_indexes(name)
            UploadRepository(connection).indexed_up_to(outbox.cursor(name) or 0)
        self._followed = name

    def _usable_dense(self, opened: OpenIndex) -> DenseEncoder | None:
        """The dense encoder if this index is of its model; what is indexed without it is mended by a rebuild."""
        self.encoders.sparse.check(opened.manifest)
        dense = self.encoders.dense
        if dense is None:
            return None
        try:
            dense.check(opened)
        except (ModelUnavailable, IndexMismatch) as error:
            logger.warning("indexing words only: %s", error)
            return None
        return dense

    def _save_vocabulary(self, opened: OpenIndex) -> None:
        opened.vocabulary.write(self.live.generations.folder / opened.name)
        self._vocabulary_saved = monotonic()


class _Writer:
    """Writes items into one engine and counts their keys; `tell` hears of each batch how many passages are written."""

    def __init__(
        self,
        database: Database,
        engine: VectorIndex,
        vocabulary: Vocabulary,
        manifest: Manifest,
        encoders: Encoders,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self.database = database
        self.engine = engine
        self.vocabulary = vocabulary
        self.manifest = manifest
        self.encoders = encoders
        self.tell = tell
        self.written = 0

    def write(self, items: Sequence[Item]) -> None:
        """Make the engine show the items as the record holds them now."""
        with self.database.reading() as connection:
            projections = project_items(connection, items)
        self.put(projections)
        for projection in projections:
            self.engine.delete(_outdated(projection))

    def put(self, projections: Sequence[Projection]) -> None:
        """Write the items' passages, and what each item is about."""
        topics: dict[Item, Topics] = {}
        written: list[_Written] = []
        for projection in projections:
            encoded = self._encoded_if_few(projection)
            payload = projection.payload
            if self.encoders.topics:
                stems = [passage.stems for passage in encoded] if encoded else None
                about = topics[projection.item] = self.encoders.topics.read(projection, stems)
                payload = payload | ({"topics": list(about.all)} if about.all else {})
            for at, passage in enumerate(projection.passages):
                written.append(_Written(passage, payload, encoded[at] if encoded else None))
                if len(written) == PASSAGES_A_BATCH:
                    self._write_passages(written)
                    written = []
        self._write_passages(written)
        if topics:
            with self.database.transaction() as connection:
                TopicRepository(connection).save(topics)

    def _encoded_if_few(self, projection: Projection) -> list[EncodedPassage]:
        """The item's passages, cut into words once for all that is read off them; an item so large that they would
        crowd the memory is cut again for its topics."""
        if len(projection.passages) > PASSAGES_HELD:
            return []
        return [self._encode(passage) for passage in projection.passages]

    def _encode(self, passage: Passage) -> EncodedPassage:
        return self.encoders.sparse.encode_passage(passage.header, passage.text, self.manifest.average_length)

    def _write_passages(self, passages: Sequence["_Written"]) -> None:
        vectors = self._dense_vectors([written.passage for written in passages])
        points = []
        for (passage, payload, encoded), vector in zip(passages, vectors, strict=True):
            encoded = encoded or self._encode(passage)
            self.vocabulary.add(encoded.keys, encoded.length)
            points.append(Point(passage.id, payload | {"ordinal": passage.ordinal}, encoded.vector, vector))
        self.engine.upsert(points)
        self.written += len(points)
        if self.tell and points:
            self.tell(self.written)

    def _dense_vectors(self, passages: Sequence[Passage]) -> list[DenseVector | None]:
        if self.encoders.dense is None:
            return [None] * len(passages)
        return list(embed_passages(self.database, self.encoders.dense, passages))


class _Written(NamedTuple):
    """A passage on its way into the engine."""

    passage: Passage
    payload: Payload
    encoded: EncodedPassage | None


def embed_passages(database: Database, dense: DenseEncoder, passages: Sequence[Passage]) -> list[DenseVector]:
    """A unit vector a passage, from the record's cache where it has them."""
    texts = [passage.text_with_header for passage in passages]
    return encode_cached(database, dense, texts)


def rebuild_index(
    database: Database, generations: Generations, encoders: Encoders, progress: Progress | None = None
) -> str:
    """Fill a new generation from the record and put it in force; returns its name.

    Searches go on in the old one meanwhile, and changes made meanwhile are taken in after the changeover.
    A rebuild that breaks off leaves the old generation in force.
    """
    with generations.building():
        return _rebuild(database, generations, encoders, progress)


def _rebuild(database: Database, generations: Generations, encoders: Encoders, progress: Progress | None) -> str:
    for leftover in generations.others(generations.current_name()):
        generations.remove(leftover)
    manifest = encoders.manifest(_measured_length(database, encoders.sparse))
    generation = generations.create(manifest)
    engine = generations.open(generation)
    vocabulary = Vocabulary()
    try:
        with database.reading() as connection:
            # Asked in the view that is then read: what is stored from here on is taken in, and counted, only once.
            newest = OutboxRepository(connection).newest()
            total = PassageRepository(connection).count()
            tell = partial(_of_all, progress, total) if progress else None
            writer = _Writer(database, engine, vocabulary, manifest, encoders, tell)
            for items in _item_batches(PassageRepository(connection).items()):
                writer.put(project_items(connection, items))
        engine.flush()
    finally:
        engine.close()
    vocabulary.write(generation.folder)
    with database.transaction() as connection:
        OutboxRepository(connection).advance(generation.name, newest)
    generations.publish(generation)
    return generation.name


def _of_all(progress: Progress, total: int, written: int) -> None:
    progress(written, total)


def _measured_length(database: Database, sparse: SparseEncoder) -> float:
    """The average length in words of the passages that there are; ids are hashes, so the first ones are a fair sample."""
    with database.reading() as connection:
        sample = next(PassageRepository(connection).batches(SAMPLE_FOR_LENGTH), [])
    lengths = [sparse.count_words(passage.header, passage.text) for passage in sample]
    return sum(lengths) / len(lengths) if sum(lengths) else ASSUMED_LENGTH


def _outdated(projection: Projection) -> Filter:
    kind, item_id = projection.item
    of_item = (Match("item_kind", (kind.value,)), Match("item_id", (item_id,)))
    if not projection.passages:
        return Filter(must=of_item)
    return Filter(must=of_item, must_not=(Between("rev", least=projection.rev),))


def _item_batches(items: Sequence[tuple[ItemKind, str, int]]) -> Iterator[list[Item]]:
    """The items in runs of about as many passages as are written at once; a larger one is by itself."""
    batch: list[Item] = []
    passages = 0
    for kind, item_id, count in items:
        if batch and passages + count > PASSAGES_A_BATCH:
            yield batch
            batch, passages = [], 0
        batch.append((kind, item_id))
        passages += count
    if batch:
        yield batch
