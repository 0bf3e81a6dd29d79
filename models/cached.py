"""Vectors from the record's cache: a text is encoded once for each model."""

from collections.abc import Sequence
from hashlib import sha256

from corpus.database import Database
from corpus.index.port import DenseVector
from corpus.repository.embeddings import EmbeddingRepository
from models.dense import DenseEncoder


def encode_cached(database: Database, dense: DenseEncoder, texts: Sequence[str]) -> list[DenseVector]:
    """A unit vector a text, encoded as passages are where the record does not have it. Raises `ModelUnavailable`."""
    hashes = [sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
    model = dense.identity
    with database.reading() as connection:
        known = EmbeddingRepository(connection).get(model, hashes)
    missing = {text_hash: text for text_hash, text in zip(hashes, texts, strict=True) if text_hash not in known}
    if missing:
        fresh = dict(zip(missing, dense.encode_passages(list(missing.values())), strict=True))
        with database.transaction() as connection:
            EmbeddingRepository(connection).add(model, fresh)
        known |= fresh
    return [known[text_hash] for text_hash in hashes]
