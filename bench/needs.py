"""Needs and what answers them on the sample corpus: who is told, of how much beside the point, and how fast ten thousand
questions are matched."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter

from api.samples import publish_sample_lessons, publish_samples, sample_id
from api.services import Services
from api.settings import Settings
from bench.figures import Figure, Table
from bench.needs_written import NEEDS
from bench.readers.grid import Cell, Grid
from bench.similar_lessons import groups
from corpus.access import PROGRAM
from corpus.samples.corpus import judged_queries
from corpus.samples.source import lessons
from corpus.types import ItemKind
from ingest.projection import Projection, project_items
from search.standing import Matched, StandingQueries, Watched

QUESTIONS = 10_000
ITEMS = 20

# For each question the ids of the sample lessons that it is to be told of, and of those that it may be told of.
Asked = tuple[str, set[str], set[str]]


def tables() -> Iterator[Grid | Table]:
    with (
        TemporaryDirectory(prefix="tajrobe-bench-") as folder,
        Services(Settings(data_dir=Path(folder))).owning() as site,
    ):
        publish_samples(site)
        publish_sample_lessons(site)
        site.indexer.run_until_idle()
        projections = projected(site)
        yield measured(site.standing_queries, projections)
        yield _speed(site.standing_queries, list(projections.values())[:ITEMS])


def projected(site: Services) -> dict[str, Projection]:
    """The sample lessons as the index holds them, by their written ids."""
    ids = [one.id for one in lessons()]
    with site.database.reading() as connection:
        found = project_items(connection, [(ItemKind.LESSON, sample_id(one)) for one in ids])
    return dict(zip(ids, found, strict=True))


def written_needs() -> list[Asked]:
    """A need is to be told of its lesson, and may be told of those that tell the same problem."""
    same = {one: set(group) for group in groups() for one in group}
    return [(text, {one}, same.get(one, {one})) for one, text in NEEDS]


def judged(kind: str) -> list[Asked]:
    """Judged queries with the lessons that answer them; those that only help may be told of."""
    asked = [
        (query.query, {one for one, grade in query.relevant.items() if grade == 2}, set(query.relevant))
        for query in judged_queries()
        if query.kind == kind
    ]
    known = {one.id for one in lessons()}
    return [(text, wanted & known, allowed & known) for text, wanted, allowed in asked if wanted & known]


def measured(standing: StandingQueries, projections: dict[str, Projection]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    sets = {"needs in other words": written_needs()}
    sets |= {f"judged, {kind}": judged(kind) for kind in ("natural", "keyword")}
    for name, asked in sets.items():
        standing.replace_all(Watched(str(number), text, PROGRAM) for number, (text, _, _) in enumerate(asked))
        told = {written: standing.match(one.payload, one.passages) for written, one in projections.items()}
        for only_strong in (False, True):
            rows.append(_row(name, asked, told, only_strong=only_strong))
    header = (
        "questions",
        "notices",
        "there",
        "told of what answers them",
        "told of any of it",
        "beside the point, each",
    )
    verdict = f"Of {len(projections)} lessons; target: every need told of the lesson that answers it."
    return Grid("Standing queries on the sample lessons", header, tuple(rows), verdict)


def _row(name: str, asked: Sequence[Asked], told: dict[str, list[Matched]], *, only_strong: bool) -> tuple[Cell, ...]:
    heard: list[set[str]] = [set() for _ in asked]
    for written, matches in told.items():
        for match in matches:
            if match.strong or not only_strong:
                heard[int(match.query_id)].add(written)
    pairs = list(zip(asked, heard, strict=True))
    return (
        name,
        "strong" if only_strong else "all",
        len(asked),
        fmean(len(wanted & of) / len(wanted) for (_, wanted, _), of in pairs),
        fmean(bool(wanted & of) for (_, wanted, _), of in pairs),
        float(fmean(len(of - allowed) for (_, _, allowed), of in pairs)),
    )


def questions() -> Iterator[str]:
    """Questions without end, each of half of one sentence and half of another: as many different words as there are."""
    sentences = [text for _, text in NEEDS] + [one.problem for one in lessons()]
    halves = [text.split() for text in sentences]
    for one in halves:
        for other in halves:
            yield " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def _speed(standing: StandingQueries, items: Sequence[Projection]) -> Table:
    began = perf_counter()
    standing.replace_all(
        Watched(str(number), text, PROGRAM) for number, text in enumerate(islice(questions(), QUESTIONS))
    )
    filling = perf_counter() - began
    times = []
    for item in items:
        began = perf_counter()
        standing.match(item.payload, item.passages)
        times.append(perf_counter() - began)
    began = perf_counter()
    standing.put(Watched("one more", "درز انبساط پل", PROGRAM))
    adding = perf_counter() - began
    return Table(
        f"One new lesson against {len(standing) - 1:,} standing queries",
        (
            Figure(
                "matching, median", 1000 * median(times), "ms", f"over {len(items)} lessons; target: less than 1,000"
            ),
            Figure("matching, slowest", 1000 * max(times), "ms"),
            Figure("filling at the start", filling, "s"),
            Figure("adding one", 1000 * adding, "ms"),
        ),
    )
