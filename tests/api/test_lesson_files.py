"""A lesson and the file that it was read from are one result, as long as the file tells little else."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import update

from api.services import Services
from corpus import tables
from ingest.ingestor import document_id_of
from tests.api.lesson_site import FORM, Site

TOLD = f"{FORM.title}\n\n{FORM.problem} {FORM.cause}"
MUCH_ELSE = "\n\n".join(
    f"ماده {number} درز انبساط پل شماره {number} بازدید و لاستیک آن عوض شود. " * 12 for number in range(9)
)
QUESTION = "نشست نوار حفاری گاز"


@pytest.fixture
def tell(services: Services, ingest: Callable[..., None]) -> Callable[..., tuple[str, ...]]:
    """(ids of lessons, the id of the file of that text that they were read from)."""
    site = Site(services)

    def told(text: str, lessons: int = 1, anonymous: bool = False) -> tuple[str, ...]:
        ingest(services, lesson=text)
        document_id = document_id_of(sha256(text.encode()).hexdigest())
        ids = [site.publish(anonymous=anonymous) for _ in range(lessons)]
        with services.database.transaction() as connection:
            connection.execute(update(tables.lessons).values(document_id=document_id))
        return (*ids, document_id)

    return told


def found(services: Services, **choices: str) -> dict:
    return Site(services).visitor.get("/api/v1/search", params={"q": QUESTION, "facets": 1} | choices).json()


def kinds(answer: dict) -> dict[str, int]:
    (kind,) = (facet for facet in answer["facets"] if facet["field"] == "kind")
    return {value["value"]: value["count"] for value in kind["values"] if value["count"]}


def test_the_file_stands_under_its_lesson(services: Services, tell: Callable[..., tuple[str, ...]]) -> None:
    lesson_id, document_id = tell(TOLD)
    answer = found(services)
    assert [(hit["id"], hit["document_id"], hit["file_name"]) for hit in answer["hits"]] == [
        (lesson_id, document_id, "lesson.txt")
    ]
    assert answer["hits"][0]["older_versions"] == []
    # Whoever chooses documents finds it by itself, as the count says.
    narrowed = found(services, kind="document")
    assert [hit["id"] for hit in narrowed["hits"]] == [document_id]
    assert kinds(answer) == {"lesson": 1, "document": 1}
    page = Site(services).visitor.get("/search", params={"q": QUESTION}).text
    assert f'پرونده: <a href="/documents/{document_id}?q=' in page


def test_the_paper_of_a_city_that_is_not_to_be_named_is_tied_to_no_lesson(
    services: Services, tell: Callable[..., tuple[str, ...]]
) -> None:
    ids = tell(TOLD, anonymous=True)
    assert {hit["id"] for hit in found(services)["hits"]} == set(ids)


@pytest.mark.parametrize(
    ("text", "lessons"), [(f"{TOLD}\n\n{MUCH_ELSE}", 1), (TOLD, 2)], ids=["tells-more", "tells-two"]
)
def test_a_file_that_tells_more_stands_by_itself(
    services: Services, tell: Callable[..., tuple[str, ...]], text: str, lessons: int
) -> None:
    ids = tell(text, lessons)
    answer = found(services)
    assert {hit["id"] for hit in answer["hits"]} == set(ids)
