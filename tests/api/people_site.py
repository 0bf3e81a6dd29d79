"""A site and the people who use it, each with a client of their own."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

from api.app import create_app
from api.people.tokens import make_token
from api.services import Services
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository


class PeopleSite:
    def __init__(self, services: Services) -> None:
        self.services = services
        self.app = create_app(services)
        self._owners: dict[TestClient, Person] = {}

    def person(self, role: Role, city_id: str | None = None, **values: Any) -> Person:
        """Somebody new, with these values beside their role and city."""
        person = Person(uuid4().hex, f"login-{uuid4().hex[:8]}", f"کارشناس {city_id or role.value}", role, city_id)
        person = replace(person, **values)
        with self.services.database.transaction() as connection:
            PersonRepository(connection).add(person)
        return person

    def client(self, person: Person | None = None) -> TestClient:
        """A client that sends the person's own token; a visitor's for None."""
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        client.headers["User-Agent"] = "Mozilla/5.0"
        if person:
            _, secret = make_token(self.services, person, "آزمون", "write", 30)
            client.headers["Authorization"] = f"Bearer {secret}"
            self._owners[client] = person
        return client

    def client_as(self, role: Role, city_id: str | None = None, **values: Any) -> TestClient:
        """The client of somebody new."""
        return self.client(self.person(role, city_id, **values))

    def owner(self, client: TestClient) -> Person:
        """Whose client it is."""
        return self._owners[client]
