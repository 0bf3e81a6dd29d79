"""Embeddings, kept by model and text, so that an index is rebuilt without the model."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, insert, select

from corpus import tables
from corpus.repository.documents import MAXIMUM_IDS

Vector = npt.NDArray[np.float32]


class EmbeddingRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, model: str, text_hashes: Sequence[str]) -> dict[str, Vector]:
        """The cached vectors by text hash; those not there are left out."""
        table, found = tables.embeddings, {}
        for start in range(0, len(text_hashes), MAXIMUM_IDS):
            batch = list(text_hashes[start : start + MAXIMUM_IDS])
            query = select(table.c.text_hash, table.c.vector).where(
                table.c.model == model, table.c.text_hash.in_(batch)
            )
            for text_hash, vector in self.connection.execute(query):
                found[text_hash] = np.frombuffer(vector, dtype="<f4")
        return found

    def add(self, model: str, vectors: Mapping[str, Vector]) -> None:
        """Cache vectors that are not there yet."""
        missing = vectors.keys() - self.get(model, list(vectors)).keys()
        rows = [
            {"model": model, "text_hash": key, "vector": np.asarray(vectors[key], dtype="<f4").tobytes()}
            for key in sorted(missing)
        ]
        if rows:
            self.connection.execute(insert(tables.embeddings), rows)
