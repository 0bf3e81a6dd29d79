"""What the tests of needs, inboxes and digests share: people who are signed in, lessons that are published."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from corpus.people import Person
from corpus.types import Lesson
from ingest.lesson_publishing import publish_lesson
from tests.api.people_site import PeopleSite


class NeedSite(PeopleSite):
    """A site on which lessons are published, and people are told of them."""

    lesson = Lesson(
        id="underpass",
        title="آب‌گرفتگی زیرگذر شهید کاوه پس از رگبار",
        city_id="tehran",
        problem="پس از هر رگبار، زیرگذر شهید کاوه پر از آب می‌شد و پمپ‌ها از کار می‌افتاد.",
        cause="برق پمپ‌ها از یک خط تأمین می‌شد و کانال ورودی از گل و لای پر شده بود.",
        recommendation="پمپ زیرگذر را از دو خط برق تغذیه کنید و پیش از فصل باران کانال را لای‌روبی کنید.",
    )
    need: ClassVar = {
        "title": "آب‌گرفتگی زیرگذر پس از رگبار",
        "text": "زیرگذرها پس از هر رگبار پر از آب می‌شود و پمپ‌ها از کار می‌افتد.",
    }

    def write(self, **values: Any) -> Lesson:
        """Publish the lesson with these values, and leave it to be indexed."""
        lesson = replace(self.lesson, **values)
        with self.services.database.transaction() as connection:
            publish_lesson(connection, lesson)
        return lesson

    def publish(self, **values: Any) -> Lesson:
        lesson = self.write(**values)
        self.tell()
        return lesson

    def tell(self) -> None:
        """What the worker does when something came."""
        self.services.indexer.run_until_idle()
        self.services.notifier.run_until_idle()

    def post(self, client: TestClient, **values: str) -> str:
        """The new need's id."""
        response = client.post("/api/v1/needs", json=self.need | values)
        assert response.status_code == 201, response.text
        return str(response.json()["need"]["id"])

    def inbox(self, person: Person) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client(person).get("/api/v1/inbox").json()["notices"]
        return found


@pytest.fixture
def make_site() -> Callable[[Services], NeedSite]:
    return NeedSite


@pytest.fixture
def site(services: Services) -> NeedSite:
    return NeedSite(services)
