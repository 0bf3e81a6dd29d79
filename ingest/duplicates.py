"""Near-duplicates: the same paper from another source, typed or scanned anew, or in a newer edition.

A document's sketch is a min-hash signature (Broder 1997) of its shingles: every run of twelve letters and digits of
the folded text, blanks and punctuation left out, so that neither spelling nor half-spaces nor where a scan parts its
words matter. Bands of the signature lie in SQL; only documents that share one are compared, and the share of equal
places in two signatures estimates the share of shingles that the documents have in common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from corpus.database import Database
from corpus.repository.documents import DocumentRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.text.keys import fold
from corpus.types import Document, NearDuplicate, Value

# Measured on laws, by-laws, minutes, lessons and news, whole and damaged: a paper and a scan of it with one word in
# twelve misread have half and more in common, an act and its next edition .43 to .6, sibling by-laws .32 at most.
LEAST_SIMILARITY = 0.4

# One shingle of so many is looked at, the same ones in every document; a text with few of them is not compared.
SAMPLED = 8
LEAST_SAMPLED = 50
PERMUTATIONS = 256
# Documents that have half their shingles in common share a band 99 times of 100, those with a fifth 3 times of 10.
BANDS, ROWS = 40, 3
SEED = 5

# Of a form that was filled in thousands of times, a document is compared with some and linked to the nearest.
MOST_COMPARED = 200
MOST_LINKS = 20

# Part of every stored sketch: a change of what stands above or of how shingles are made asks for new ones.
RULES = 1

_CHARACTERS_A_SLICE = 1 << 16
_SHINGLES_A_SLICE = 4096
# Codes from here on belong to scripts that no document of ours is written in.
_CODES = 0x800
_FACTOR = 0x9E3779B97F4A7C15
_POWERS = {length: np.uint64(pow(_FACTOR, length, 1 << 64)) for length in (1, 2, 4)}

Codes = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Sketch(Value):
    """`signature` is `PERMUTATIONS` 32-bit numbers, little-endian; both are empty for a text too short to compare."""

    signature: bytes = b""
    bands: tuple[bytes, ...] = ()


def sketch(text: str) -> Sketch:
    """What a text is compared by; 100 pages take less than 10 ms."""
    from datasketch import MinHash

    shingles = _sampled_shingles(text)
    if len(shingles) < LEAST_SAMPLED:
        return Sketch()
    minima = MinHash(PERMUTATIONS, seed=SEED, hashfunc=int)
    for start in range(0, len(shingles), _SHINGLES_A_SLICE):
        minima.update_batch(shingles[start : start + _SHINGLES_A_SLICE].tolist())
    signature = minima.hashvalues.astype("<u4").tobytes()
    return Sketch(signature, tuple(_bands(signature)))


def similarity(signature: bytes, other: bytes) -> float:
    """The share of shingles that two texts have in common, as their signatures estimate it."""
    return float(np.mean(np.frombuffer(signature, "<u4") == np.frombuffer(other, "<u4")))


def link_duplicates(connection: Connection, document_id: str, current: Sketch) -> None:
    """Write the stored document's sketch and the links that it now has; call it in the transaction that changes it.

    Where several processes write, call it after the outbox has its entry: what another one stores is then in sight.
    """
    duplicates = DuplicateRepository(connection)
    duplicates.save_sketch(document_id, RULES, current.signature, current.bands)
    others = duplicates.sharing_bands(document_id, RULES, current.bands, MOST_COMPARED)
    similarities = {other: similarity(current.signature, signature) for other, signature in others.items()}
    nearest = sorted(similarities, key=lambda other: (-similarities[other], other))[:MOST_LINKS]
    similar = [other for other in nearest if similarities[other] >= LEAST_SIMILARITY]
    papers = DocumentRepository(connection).summaries([document_id, *similar])
    links = [_link(papers[document_id], papers[other], similarities[other]) for other in similar]
    duplicates.link(document_id, links)


def link_stored(database: Database) -> None:
    """Sketch and link the documents that were stored before there were sketches, or by other rules."""
    while document_ids := _unsketched(database):
        for document_id in document_ids:
            with database.transaction() as connection:
                text = DocumentRepository(connection).get(document_id).text
                link_duplicates(connection, document_id, sketch(text))


def _unsketched(database: Database) -> Sequence[str]:
    with database.reading() as connection:
        return DuplicateRepository(connection).unsketched(RULES, limit=100)


def _link(document: Document, other: Document, similarity: float) -> NearDuplicate:
    newer, older = (document, other) if _is_newer(document, other) else (other, document)
    return NearDuplicate(newer.id, older.id, similarity)


def _is_newer(document: Document, other: Document) -> bool:
    """By the dates on the papers as far as both say them, else by arrival."""
    for ours, theirs in zip(_date_parts(document), _date_parts(other), strict=True):
        if ours is None or theirs is None:
            break
        if ours != theirs:
            return ours > theirs
    arrived, other_arrived = ((paper.created_at or datetime.min, paper.id) for paper in (document, other))
    return arrived > other_arrived


def _date_parts(document: Document) -> tuple[int | None, int | None, int | None]:
    date = document.date
    return (date.year, date.month, date.day) if date else (None, None, None)


def _sampled_shingles(text: str) -> Hashes:
    """The hashes of the shingles that are looked at, each once."""
    # In slices, so that a book takes no more memory than a chapter; the few shingles across a cut are not missed.
    slices = range(0, len(text), _CHARACTERS_A_SLICE)
    sampled = [_sample(_shingles(text[start : start + _CHARACTERS_A_SLICE])) for start in slices]
    return np.unique(np.concatenate(sampled)) if sampled else np.empty(0, np.uint32)


def _sample(hashes: Codes) -> Hashes:
    chosen = hashes[hashes % np.uint64(SAMPLED) == 0]
    upper: Hashes = (chosen >> np.uint64(32)).astype(np.uint32)
    return upper


def _shingles(text: str) -> Codes:
    """A hash of each run of twelve letters or digits."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    letters = _folded()[codes[codes < _CODES]]
    one = letters[letters > 0]
    two = _joined(one, one, 1)
    four = _joined(two, two, 2)
    eight = _joined(four, four, 4)
    twelve = _joined(eight, four[4:], 4)
    # Sums of products differ least in their lowest digits, by which shingles are chosen.
    mixed = (twelve ^ (twelve >> np.uint64(32))) * _POWERS[1]
    return mixed ^ (mixed >> np.uint64(29))


def _joined(left: Codes, right: Codes, length: int) -> Codes:
    """Hashes of runs that end `length` letters later than those on the left."""
    return left[:-length] * _POWERS[length] + right[length:]


@lru_cache(maxsize=1)
def _folded() -> Codes:
    """By code: the letter or digit that it folds to, 0 for all else."""
    folded = (fold(chr(code)) for code in range(_CODES))
    return np.array([ord(f) if len(f) == 1 and f.isalnum() else 0 for f in folded], np.uint64)


def _bands(signature: bytes) -> Iterator[bytes]:
    size = ROWS * np.dtype("<u4").itemsize
    for band in range(BANDS):
        # The band's number goes in: equal rows of different bands say nothing.
        rows = band.to_bytes(1, "big") + signature[band * size : (band + 1) * size]
        yield blake2b(rows, digest_size=8).digest()
