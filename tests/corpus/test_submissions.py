"""A lesson on its way in: nothing of it is lost, and nobody reads another city's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from corpus.access import Role, Viewer, seen_by
from corpus.database import Database
from corpus.errors import DraftConflict, NotFound
from corpus.files import StoredFile
from corpus.gazetteer import save_gazetteer
from corpus.lesson_form import LessonForm
from corpus.people import Person
from corpus.repository.files import FileRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.people import PersonRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Attachment, Criterion, Submission, SubmissionSource, SubmissionState
from corpus.types import Lesson, Visibility

AUTHOR = Viewer(Role.CONTRIBUTOR, "author", "نویسنده", "karaj")
COLLEAGUE = Viewer(Role.CONTRIBUTOR, "colleague", "همکار", "karaj")
ENGINEER = Viewer(Role.ENGINEER, "engineer", "مهندس", "karaj")
OTHER_CITY = Viewer(Role.CONTRIBUTOR, "other", "دیگری", "tehran")
REVIEWER = Viewer(Role.SECRETARIAT, "reviewer", "بازبین")
SUBMISSION = Submission("s1", "author", "karaj", LessonForm(title="نشست نوار", problem="نوار نشست."))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    database.migrate()
    with database.transaction() as connection:
        save_gazetteer(PlaceRepository(connection))
        for who in (AUTHOR, COLLEAGUE, ENGINEER, OTHER_CITY, REVIEWER):
            PersonRepository(connection).add(Person(str(who.person_id), str(who.person_id), who.name, who.role))
        FileRepository(connection).save(StoredFile("a" * 64, 3))
        yield connection
    database.close()


def test_it_comes_back_as_it_was_saved(connection: Connection) -> None:
    submissions = SubmissionRepository(connection)
    with seen_by(AUTHOR):
        begun = submissions.add(replace(SUBMISSION, attachments=(Attachment("a" * 64, "گزارش.pdf", 3),)))
        assert submissions.add(replace(SUBMISSION, form=LessonForm())) == begun
        changed = replace(
            begun,
            form=replace(begun.form, cause="تراکم نشد."),
            state=SubmissionState.IN_REVIEW,
            visibility=Visibility.CITY,
            anonymous=True,
            reviewer_id="reviewer",
            target_date=date(2026, 3, 1),
            checklist={Criterion.CREDIBLE: True, Criterion.EFFECTIVE: False},
            attachments=(),
        )
        saved = submissions.save(changed, seen_rev=1)
    assert saved == replace(changed, rev=2, updated_at=saved.updated_at)
    assert (begun.source, begun.changed_by, begun.submitted_at) == (SubmissionSource.FORM, "نویسنده", None)


def test_a_change_that_comes_too_late_is_refused_and_names_who_was_first(connection: Connection) -> None:
    submissions = SubmissionRepository(connection)
    with seen_by(AUTHOR):
        begun = submissions.add(SUBMISSION)
    with seen_by(COLLEAGUE):
        submissions.save(replace(begun, form=LessonForm(title="نخست")), seen_rev=1)
    with seen_by(AUTHOR), pytest.raises(DraftConflict, match="همکار"):
        submissions.save(replace(begun, form=LessonForm(title="دیر")), seen_rev=1)
    assert submissions.get("s1").form.title == "نخست"


def test_its_history_tells_each_change_of_state_and_remark(connection: Connection) -> None:
    submissions = SubmissionRepository(connection)
    with seen_by(AUTHOR):
        begun = submissions.add(SUBMISSION)
        sent = submissions.save(replace(begun, state=SubmissionState.SUBMITTED), seen_rev=1)
    assert sent.submitted_at is not None
    with seen_by(REVIEWER):
        submissions.save(replace(sent, state=SubmissionState.RETURNED), seen_rev=2)
        submissions.note("s1", remark="علت را روشن‌تر بنویسید.")
    told = [(event.by, event.state, event.remark) for event in submissions.events("s1")]
    assert told == [
        ("نویسنده", SubmissionState.DRAFT, ""),
        ("نویسنده", SubmissionState.SUBMITTED, ""),
        ("بازبین", SubmissionState.RETURNED, ""),
        ("بازبین", None, "علت را روشن‌تر بنویسید."),
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [(AUTHOR, True), (COLLEAGUE, True), (REVIEWER, True), (ENGINEER, False), (OTHER_CITY, False), (Viewer(), False)],
)
def test_it_is_there_for_its_city_and_the_secretariat_only(connection: Connection, who: Viewer, seen: bool) -> None:
    submissions = SubmissionRepository(connection)
    submissions.add(SUBMISSION)
    with seen_by(who):
        total, _ = submissions.listed([SubmissionState.DRAFT], limit=10)
        assert (total, submissions.counts()) == ((1, {SubmissionState.DRAFT: 1}) if seen else (0, {}))
        if seen:
            assert submissions.get("s1").form == SUBMISSION.form
        else:
            with pytest.raises(NotFound):
                submissions.get("s1")


def test_the_queue_begins_with_what_is_due_and_then_with_what_has_waited(connection: Connection) -> None:
    submissions = SubmissionRepository(connection)
    for name, due in (("s1", None), ("s2", date(2026, 5, 1)), ("s3", date(2026, 4, 1)), ("s4", None)):
        submissions.add(replace(SUBMISSION, id=name, state=SubmissionState.SUBMITTED, target_date=due))
    total, found = submissions.queue(SubmissionState.SUBMITTED, limit=3)
    assert (total, [one.id for one in found]) == (4, ["s3", "s2", "s1"])
    assert [one.id for one in submissions.queue(SubmissionState.SUBMITTED, limit=3, offset=3)[1]] == ["s4"]
    assert found[0].overdue(date(2026, 4, 2)) and not found[0].overdue(date(2026, 4, 1))


def test_what_went_into_a_lesson_is_read_by_those_it_is_for(connection: Connection) -> None:
    submissions = SubmissionRepository(connection)
    LessonRepository(connection).save(Lesson("l1", "نشست", "karaj", "الف", "ب", "پ"))
    merged = replace(SUBMISSION, state=SubmissionState.MERGED, lesson_id="l1")
    submissions.add(merged)
    submissions.add(replace(merged, id="s2", visibility=Visibility.CITY))
    submissions.add(replace(merged, id="s3", state=SubmissionState.RETURNED))
    with seen_by(OTHER_CITY):
        assert [one.id for one in submissions.contributions("l1")] == ["s1"]
    with seen_by(AUTHOR):
        assert [one.id for one in submissions.contributions("l1")] == ["s1", "s2"]
