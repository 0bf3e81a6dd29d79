"""What a list of results is cut at: how many items and how many relevant ones stay for several shares of the best score."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from api.samples import publish_sample_lessons, publish_samples, sample_id
from api.services import Services
from api.settings import Settings
from bench.judged_samples import queries
from bench.readers.grid import Cell, Grid
from search.answer import Hit
from search.floor import NEAR
from search.searcher import LARGEST_PAGE

SHARES = (0.0, 0.2, NEAR, 0.3, 0.4)
FIRST = 10


def tables() -> Iterator[Grid]:
    with (
        TemporaryDirectory(prefix="tajrobe-bench-") as folder,
        Services(Settings(data_dir=Path(folder))).owning() as site,
    ):
        publish_samples(site)
        publish_sample_lessons(site)
        site.indexer.run_until_idle()
        site.warm_up()
        asked = [(_every(site, row["query"]), {sample_id(name) for name in row["relevant"]}) for row in queries()]
        rows = tuple(_row(asked, share) for share in SHARES)
        header = ("share of the best", "items (median)", "relevant ones lost", f"of those in the first {FIRST}")
        yield Grid("What lies far behind the best", header, rows)


def _every(site: Services, query: str) -> list[Hit]:
    """All that a question finds, however weak."""
    hits: list[Hit] = []
    page = pages = 1
    while page <= pages:
        answer = site.searcher.search(query, page=page, page_size=LARGEST_PAGE, weak=True)
        hits += answer.hits
        page, pages = page + 1, answer.pages
    return hits


def _row(asked: Sequence[tuple[list[Hit], set[str]]], share: float) -> tuple[Cell, ...]:
    kept, lost, early = [], 0, 0
    for hits, relevant in asked:
        least = share * hits[0].score if hits else 0.0
        kept.append(sum(hit.score >= least for hit in hits))
        for place, hit in enumerate(hits):
            if hit.id in relevant and hit.score < least:
                lost += 1
                early += place < FIRST
    return share, median(kept), lost, early
