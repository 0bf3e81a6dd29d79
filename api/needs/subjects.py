"""What notices and needs point at, as people see it: read from the record as the viewer may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.facts import CityNames, document_facts, resolution_facts
from api.rendering import to_jalali, to_persian
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository, shown_city
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingKind, StandingQuery, Subject
from corpus.terms import resolution_title
from corpus.types import Lesson

SUBJECT_NAMES = {
    Subject.DOCUMENT: "سند",
    Subject.RESOLUTION: "مصوبه",
    Subject.LESSON: "تجربه",
    Subject.NEED: "نیاز",
}
PATHS = {
    Subject.DOCUMENT: "/documents/",
    Subject.RESOLUTION: "/resolutions/",
    Subject.LESSON: "/lessons/",
    Subject.NEED: "/needs/",
}

SubjectId = tuple[Subject, str]


@dataclass(frozen=True, slots=True)
class SubjectView:
    """`kind` is the word for what it is, `facts` the one line under the title."""

    kind: str
    title: str
    url: str
    facts: list[str]


def subject_url(subject: Subject, subject_id: str) -> str:
    return f"{PATHS[subject]}{subject_id}"


def read_subjects(connection: Connection, wanted: Iterable[SubjectId]) -> dict[SubjectId, SubjectView]:
    """Those of them that there are for the viewer."""
    ids: dict[Subject, list[str]] = {subject: [] for subject in Subject}
    for subject, subject_id in dict.fromkeys(wanted):
        ids[subject].append(subject_id)
    cities = CityNames(PlaceRepository(connection).cities())
    found: dict[SubjectId, tuple[str, list[str]]] = {}
    for document in DocumentRepository(connection).summaries(ids[Subject.DOCUMENT]).values():
        found[Subject.DOCUMENT, document.id] = (document.title, document_facts(document, cities))
    resolutions = ResolutionRepository(connection).by_ids(ids[Subject.RESOLUTION])
    meetings = MeetingRepository(connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
    for resolution in resolutions.values():
        meeting = meetings[resolution.meeting_id]
        facts = resolution_facts(resolution, meeting, cities)
        found[Subject.RESOLUTION, resolution.id] = (resolution_title(resolution, meeting), facts)
    for lesson in LessonRepository(connection).by_ids(ids[Subject.LESSON]).values():
        found[Subject.LESSON, lesson.id] = (lesson.title, lesson_facts(lesson, cities))
    for query in StandingRepository(connection).by_ids(ids[Subject.NEED]).values():
        if query.kind is StandingKind.NEED:
            found[Subject.NEED, query.id] = (query.title, need_facts(query, cities))
    return {
        (subject, subject_id): SubjectView(SUBJECT_NAMES[subject], title, subject_url(subject, subject_id), facts)
        for (subject, subject_id), (title, facts) in found.items()
    }


def need_facts(need: StandingQuery, cities: CityNames) -> list[str]:
    """«کرج» · «۱۲ آبان ۱۴۰۴»."""
    facts = [cities[need.city_id] if need.city_id else "دبیرخانه"]
    return facts + ([to_jalali(need.created_at)] if need.created_at else [])


def lesson_facts(lesson: Lesson, cities: CityNames) -> list[str]:
    """«تجربهٔ ۱۲» · «کرج» · «۱۲ آبان ۱۴۰۴»; the city only where the viewer may be told it."""
    city_id = shown_city(lesson)
    return [
        *([f"تجربهٔ {to_persian(lesson.number)}"] if lesson.number else []),
        *([cities[city_id]] if city_id else []),
        *([to_jalali(lesson.date)] if lesson.date else []),
    ]
