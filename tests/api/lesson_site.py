"""A site with people of several cities, and lessons that they handed in."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from fastapi.testclient import TestClient

from api.app import create_app
from api.people.tokens import make_token
from api.services import Services
from corpus.access import Role, seen_by
from corpus.lesson_form import LessonForm
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Criterion, Submission, SubmissionState

FORM = LessonForm(
    title="نشست نوار حفاری گاز",
    city="مشهد",
    problem="سطح نوار با گذشت یک فصل پایین رفت و لبه‌ها شکست.",
    cause="خاک برگشتی در یک لایهٔ ضخیم ریخته شد و تراکم آزموده نشد.",
    recommendation="پیش از پخش آسفالت برگهٔ تراکم لایه‌ها گرفته شود.",
    outcome="نشست نوار کمتر از ۵ میلی‌متر شد.",
    cost="۱۸ میلیارد ریال",
    date="مهر ۱۳۹۹",
    polarity="negative",
    project="نوسازی شبکهٔ گاز",
    project_type="ترمیم حفاری",
    keywords="حفاری، تراکم؛ گاز",
    contact_role="رئیس ادارهٔ نظارت مشهد",
)
ALL_TICKED = {one.value: True for one in Criterion}


class Site:
    """`as_` gives each person's own client; everybody comes into being when first asked for."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.app = create_app(services)
        self._people: dict[str, tuple[Person, TestClient]] = {}

    def client(self, name: str, role: Role, city_id: str | None = None) -> TestClient:
        """A client that is signed in as a person of that name."""
        if name not in self._people:
            person = Person(uuid4().hex, f"p{len(self._people)}", name, role, city_id)
            with self.services.database.transaction() as connection:
                PersonRepository(connection).add(person)
            _, secret = make_token(self.services, person, "آزمون", "write", 30)
            client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
            client.headers |= {"Authorization": f"Bearer {secret}", "User-Agent": "Mozilla/5.0"}
            self._people[name] = (person, client)
        return self._people[name][1]

    def person(self, name: str) -> Person:
        return self._people[name][0]

    @property
    def visitor(self) -> TestClient:
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        client.headers["User-Agent"] = "Mozilla/5.0"
        return client

    @property
    def author(self) -> TestClient:
        return self.client("نویسندهٔ مشهدی", Role.CONTRIBUTOR, "mashhad")

    @property
    def engineer(self) -> TestClient:
        return self.client("مهندس کرجی", Role.ENGINEER, "karaj")

    @property
    def reviewer(self) -> TestClient:
        return self.client("بازبین نخست", Role.SECRETARIAT)

    @property
    def second_reviewer(self) -> TestClient:
        return self.client("بازبین دوم", Role.SECRETARIAT)

    def hand_in(self, *, anonymous: bool = False, lesson_id: str | None = None, **fields: str) -> Submission:
        """What the author of Mashhad handed in: the usual form but for the fields that are given."""
        _ = self.author
        person = self.person("نویسندهٔ مشهدی")
        submission = Submission(
            id=uuid4().hex,
            person_id=person.id,
            city_id="mashhad",
            form=replace(FORM, **fields),
            state=SubmissionState.SUBMITTED,
            anonymous=anonymous,
            lesson_id=lesson_id,
        )
        with seen_by(person.viewer()), self.services.database.transaction() as connection:
            return SubmissionRepository(connection).add(submission)

    def submission(self, submission_id: str) -> Submission:
        with self.services.database.reading() as connection:
            return SubmissionRepository(connection).get(submission_id)

    def act(
        self, submission: Submission, action: str, client: TestClient | None = None, **more: object
    ) -> Mapping[str, object]:
        """What the API answers to an action on the revision at hand; a refusal is answered as an error."""
        body = {"action": action, "rev": submission.rev, "checklist": ALL_TICKED, **more}
        answer: Mapping[str, object] = (
            (client or self.reviewer).post(f"/api/v1/reviews/{submission.id}", json=body).json()
        )
        return answer

    def publish(self, *, anonymous: bool = False, **fields: str) -> str:
        """The id of a lesson that was handed in, published, and can be found."""
        submission = self.hand_in(anonymous=anonymous, **fields)
        answer = self.act(submission, "publish")
        assert answer.get("state") == "published", answer
        self.services.indexer.run_until_idle()
        return str(answer["lesson_id"])
