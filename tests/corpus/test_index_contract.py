"""One contract for every engine behind the port: embedded, the client's stand-in for a server, and a real server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import NAMESPACE_OID, uuid4, uuid5

import numpy as np
import pytest

from corpus.errors import IndexInUse, IndexUnavailable
from corpus.index.edge import EdgeIndex
from corpus.index.port import AmongIds, AnyOf, Between, Filter, Match, Point, SparseVector, VectorIndex
from corpus.index.server import ServerIndex, connect

DIMENSION = 8
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

Factory = Callable[[int | None], VectorIndex]


def _edge(folder: Path) -> Iterator[Factory]:
    opened: list[VectorIndex] = []

    def make(dimension: int | None) -> VectorIndex:
        opened.append(EdgeIndex(folder / uuid4().hex, dimension=dimension))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


def _memory(folder: Path) -> Iterator[Factory]:
    from qdrant_client import QdrantClient

    client = QdrantClient(":memory:")
    yield lambda dimension: ServerIndex(client, uuid4().hex, dimension=dimension)
    client.close()


def _server(folder: Path) -> Iterator[Factory]:
    url = os.environ.get("TAJROBE_TEST_QDRANT_URL")
    if not url:
        pytest.skip("TAJROBE_TEST_QDRANT_URL names no Qdrant server")
    client = connect(url)
    names: list[str] = []

    def make(dimension: int | None) -> VectorIndex:
        names.append(f"tajrobe_test_{uuid4().hex}")
        return ServerIndex(client, names[-1], dimension=dimension)

    yield make
    for name in names:
        client.delete_collection(name)
    client.close()


@pytest.fixture(params=[_edge, _memory, _server], ids=["edge", "memory", "server"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Factory]:
    yield from request.param(tmp_path)


@pytest.fixture
def index(make_index: Factory) -> VectorIndex:
    index = make_index(DIMENSION)
    index.upsert([_point(n) for n in range(150)])
    return index


def _id(n: int) -> str:
    return str(uuid5(NAMESPACE_OID, str(n)))


def _point(n: int, **payload: object) -> Point:
    values = {"item_kind": "document", "item_id": f"d{n % 10}", "city": f"c{n % 3}", "year": 1380 + n % 20, "rev": 1}
    dense = np.zeros(DIMENSION, dtype=np.float32)
    dense[n % DIMENSION] = 1.0
    dense[(n + 1) % DIMENSION] = 0.01 * n
    return Point(_id(n), values | payload, SparseVector((1, 2 + n), (1.0, 2.0)), dense)


def test_a_leg_brings_as_many_as_it_is_asked_for(index: VectorIndex) -> None:
    assert len(index.search(SparseVector((1,), (1.0,)), limit=120)) == 120
    assert len(index.search(_point(3).dense, limit=120)) == 120


def test_words_find_the_point_that_has_them_with_the_idf_multiplied_in(index: VectorIndex) -> None:
    hits = index.search(SparseVector((1, 2 + 77), (1.0, 1.0)), limit=3)
    common, rare = np.log(1 + 0.5 / 150.5), np.log(1 + (150 - 1 + 0.5) / 1.5)
    assert hits[0].id == _id(77)
    assert hits[0].score == pytest.approx(common * 1.0 + rare * 2.0, rel=1e-3)
    assert [hit.score for hit in hits[1:]] == pytest.approx([common, common], rel=1e-2)


def test_words_that_no_point_has_find_nothing(index: VectorIndex) -> None:
    assert index.search(SparseVector((999_999,), (1.0,)), limit=10) == []


def test_meaning_ranks_by_cosine(index: VectorIndex) -> None:
    hits = index.search(_point(0).dense, limit=5)
    assert hits[0].id == _id(0)
    assert hits[0].score == pytest.approx(1.0, abs=1e-4)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score >= 0.9 for hit in index.search(_point(0).dense, limit=150, least_score=0.9))


def test_a_hit_carries_its_payload(index: VectorIndex) -> None:
    (hit,) = index.search(SparseVector((2 + 5,), (1.0,)), limit=1)
    assert hit.payload["item_id"] == "d5"
    assert hit.payload["year"] == 1385


def test_filters_hold_for_both_legs(index: VectorIndex) -> None:
    where = Filter(must=(Match("city", ("c1",)), Between("year", 1385, 1390)), must_not=(Match("item_id", ("d7",)),))
    expected = {_id(n) for n in range(150) if n % 3 == 1 and 5 <= n % 20 <= 10 and n % 10 != 7}
    assert {hit.id for hit in index.search(SparseVector((1,), (1.0,)), limit=150, where=where)} == expected
    assert {hit.id for hit in index.search(_point(0).dense, limit=150, where=where)} == expected
    assert index.count(where) == len(expected)


def test_either_of_two_conditions_is_enough(index: VectorIndex) -> None:
    either = AnyOf((Match("item_id", ("d1",)), Between("year", 1399)))
    where = Filter(must=(either, Match("city", ("c1",))))
    assert index.count(where) == len([n for n in range(150) if n % 3 == 1 and (n % 10 == 1 or n % 20 == 19)])


def test_a_search_can_be_kept_to_given_points(index: VectorIndex) -> None:
    some = tuple(sorted(_id(n) for n in (3, 50, 149)))
    hits = index.search(_point(0).dense, limit=10, where=Filter(must=(AmongIds(some),)))
    assert sorted(hit.id for hit in hits) == list(some)


def test_the_same_id_takes_the_place_of_the_old_point(index: VectorIndex) -> None:
    index.upsert([_point(5, city="c9", rev=2)])
    assert index.count() == 150
    assert index.facet("city", limit=10)["c9"] == 1


def test_points_are_deleted_by_what_they_hold(index: VectorIndex) -> None:
    index.upsert([_point(5, rev=2)])
    index.delete(Filter(must=(Match("item_id", ("d5",)),), must_not=(Between("rev", least=2),)))
    assert index.count(Filter(must=(Match("item_id", ("d5",)),))) == 1
    assert index.count() == 136


def test_facets_count_every_value(index: VectorIndex) -> None:
    assert index.facet("item_id", limit=20) == {f"d{n}": 15 for n in range(10)}
    assert index.facet("item_id", limit=20, where=Filter(must=(Match("year", (1380,)),))) == {"d0": 8}


def test_ids_are_paged_without_gap_or_repetition(index: VectorIndex) -> None:
    seen: list[str] = []
    while page := index.scroll(limit=40, after=seen[-1] if seen else None):
        seen += [hit.id for hit in page]
        assert page[0].payload["rev"] == 1
    assert seen == sorted(_id(n) for n in range(150))


def test_an_index_without_a_model_holds_words_only(make_index: Factory) -> None:
    index = make_index(None)
    index.upsert([Point(_id(1), {"city": "c1"}, SparseVector((7,), (1.0,)))])
    assert [hit.id for hit in index.search(SparseVector((7,), (1.0,)), limit=5)] == [_id(1)]


@pytest.mark.parametrize(
    "point",
    [
        Point(_id(1), {}, None, np.full(DIMENSION, np.nan, dtype=np.float32)),
        Point(_id(1), {}, None, np.zeros(DIMENSION + 1, dtype=np.float32)),
        Point(_id(1), {}, SparseVector((2, 2), (1.0, 1.0))),
        Point(_id(1), {}, SparseVector((2, 1), (1.0, 1.0))),
        Point(_id(1), {}, SparseVector((1,), (float("inf"),))),
        Point(_id(1), {}, SparseVector((1, 2), (1.0,))),
    ],
    ids=["nan", "dimension", "repeated", "unordered", "infinite", "lengths"],
)
def test_vectors_that_do_not_fit_are_refused_whole(index: VectorIndex, point: Point) -> None:
    before = index.count()
    with pytest.raises(ValueError, match="vector"):
        index.upsert([_point(900), point])
    assert index.count() == before


def test_the_embedded_index_keeps_what_was_flushed_and_has_one_owner(tmp_path: Path) -> None:
    first = EdgeIndex(tmp_path / "shard", dimension=DIMENSION)
    first.upsert([_point(1)])
    with pytest.raises(IndexInUse):
        EdgeIndex(tmp_path / "shard", dimension=DIMENSION)
    first.close()
    again = EdgeIndex(tmp_path / "shard", dimension=DIMENSION)
    assert again.count() == 1
    again.close()


def test_a_server_that_does_not_answer_is_an_error_and_not_an_empty_index() -> None:
    client = connect("http://127.0.0.1:9", timeout_seconds=2)
    with pytest.raises(IndexUnavailable):
        ServerIndex(client, "any", dimension=None)
    client.close()
