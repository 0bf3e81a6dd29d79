"""What the tests of needs, inboxes and digests share: people who are signed in, lessons that are published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.people.secret import hashed
from api.services import Services
from corpus.access import Role
from corpus.people import ApiToken, Person, Scope
from corpus.repository.people import PersonRepository
from corpus.repository.tokens import TokenRepository
from corpus.types import Lesson
from ingest.lesson_publishing import publish_lesson


class Site:
    """A site with the people and lessons of a test."""

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

    def __init__(self, services: Services) -> None:
        self.services = services
        self.app = create_app(services)
        self.app.state.templates.env.globals.setdefault("csrf_field", lambda request: "")

    def person(self, role: Role, city_id: str | None = None, **values: Any) -> Person:
        person = Person(uuid4().hex, f"login-{uuid4().hex[:8]}", f"کارشناس {city_id or role.value}", role, city_id)
        person = replace(person, **values)
        with self.services.database.transaction() as connection:
            PersonRepository(connection).add(person)
        return person

    def client(self, person: Person | None = None) -> TestClient:
        """A client that sends the person's own token; a visitor's for None."""
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        if person:
            secret, at = token_urlsafe(32), datetime.now(UTC)
            scopes = (Scope.READ, Scope.WRITE)
            token = ApiToken(uuid4().hex, person.id, "آزمون", scopes, at, at + timedelta(days=1))
            with self.services.database.transaction() as connection:
                TokenRepository(connection).add(token, hashed(secret))
            client.headers["Authorization"] = f"Bearer {secret}"
        return client

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
def make_site() -> Callable[[Services], Site]:
    return Site


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)
