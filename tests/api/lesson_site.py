"""A site with people of several cities, and lessons that they handed in."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from uuid import uuid4

from fastapi.testclient import TestClient

from corpus.access import Role, seen_by
from corpus.lesson_form import LessonForm
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Criterion, Submission, SubmissionState
from tests.api.people_site import PeopleSite

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


class Site(PeopleSite):
    """Everybody comes into being when first asked for."""

    @property
    def visitor(self) -> TestClient:
        return self.client()

    @cached_property
    def author(self) -> TestClient:
        return self.client_as(Role.CONTRIBUTOR, "mashhad", name="نویسندهٔ مشهدی")

    @cached_property
    def engineer(self) -> TestClient:
        return self.client_as(Role.ENGINEER, "karaj", name="مهندس کرجی")

    @cached_property
    def reviewer(self) -> TestClient:
        return self.client_as(Role.SECRETARIAT, name="بازبین نخست")

    @cached_property
    def second_reviewer(self) -> TestClient:
        return self.client_as(Role.SECRETARIAT, name="بازبین دوم")

    def hand_in(self, *, anonymous: bool = False, lesson_id: str | None = None, **fields: str) -> Submission:
        """What the author of Mashhad handed in: the usual form but for the fields that are given."""
        person = self.owner(self.author)
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
