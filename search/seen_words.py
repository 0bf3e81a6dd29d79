"""Which of the corpus's words its reader may know of: what is offered to them must not come from what is not for them."""

from collections.abc import Iterable

from corpus.access import viewer
from corpus.index.live import OpenIndex
from corpus.index.port import SparseVector
from models.sparse import key_index


def hides_any(opened: OpenIndex, stems: Iterable[str]) -> bool:
    """Whether one of the stems stands in this corpus, but in nothing that the viewer may see."""
    if viewer().audiences is None:
        return False
    return any(stem in opened.vocabulary.frequencies and not _seen(opened, stem) for stem in stems)


def _seen(opened: OpenIndex, stem: str) -> bool:
    one_word = SparseVector((key_index(stem),), (1.0,))
    return bool(opened.engine.search(one_word, limit=1, with_payload=False))
