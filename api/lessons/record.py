"""A published lesson with all that belongs to it, as the viewer may be told: what pages, JSON and files are made of.

The city of an anonymous lesson is left out here, once for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from corpus.access import Role, viewer
from corpus.lesson_use import LessonCounts, LessonLink, LessonUse, LessonVersion
from corpus.repository.lessons import LessonRepository, names_city, shown_lesson
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Attachment, Submission, SubmissionState
from corpus.terms import lesson_citation, resolution_title
from corpus.types import City, Lesson, Value
from search.versions import successors


@dataclass(frozen=True, slots=True)
class LessonRecord(Value):
    """`lesson` has no city where that is not to be named to the viewer. `merged` are other texts that went into it,
    `successor` is the newest that took its place, `predecessors` those whose place it took.

    `own`: it is of the viewer's city, or the viewer wrote it. `endorsed`: the viewer vouches for it.
    """

    lesson: Lesson
    city: City | None
    counts: LessonCounts
    uses: tuple[LessonUse, ...] = ()
    links: tuple[LessonLink, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    versions: tuple[LessonVersion, ...] = ()
    merged: tuple[Submission, ...] = ()
    predecessors: tuple[Lesson, ...] = ()
    successor: Lesson | None = None
    own: bool = False
    endorsed: bool = False

    @property
    def city_name(self) -> str | None:
        return self.city.name if self.city else None

    @property
    def citation(self) -> str:
        return lesson_citation(self.lesson, self.city_name)


def read_lesson(connection: Connection, lesson_id: str) -> LessonRecord:
    """Raises `NotFound`, also for a lesson that is not for the viewer."""
    lessons, who = LessonRepository(connection), viewer()
    lesson = lessons.get(lesson_id)
    cities = {city.id: city for city in PlaceRepository(connection).cities()}
    submissions = SubmissionRepository(connection)
    wrote = bool(who.person_id) and any(one.person_id == who.person_id for one in submissions.of_lesson(lesson_id))
    shown = shown_lesson(lesson)
    return LessonRecord(
        lesson=shown,
        city=cities.get(shown.city_id or ""),
        counts=lessons.counts([lesson_id])[lesson_id],
        uses=tuple(_shown_use(use, lesson) for use in lessons.uses(lesson_id)),
        links=tuple(seen_links(connection, lessons.links([lesson_id]))),
        attachments=tuple(lessons.attachments(lesson_id)),
        versions=tuple(_shown_version(version, lesson) for version in lessons.versions(lesson_id)),
        merged=tuple(_shown_text(text) for text in submissions.contributions(lesson_id) if _was_merged(text)),
        predecessors=tuple(shown_lesson(one) for one in lessons.predecessors(lesson_id)),
        successor=successors(lessons, [lesson_id]).get(lesson_id),
        own=wrote or bool(who.city_id and who.city_id == lesson.city_id),
        endorsed=bool(who.person_id) and lessons.endorses(lesson_id, who.person_id or ""),
    )


def lessons_taken_in(connection: Connection, resolution_id: str) -> Sequence[Lesson]:
    """The lessons that a resolution took in, as the viewer may be told."""
    return [shown_lesson(one) for one in LessonRepository(connection).taken_in_by(resolution_id)]


def _was_merged(submission: Submission) -> bool:
    return submission.state is SubmissionState.MERGED


def _shown_use(use: LessonUse, lesson: Lesson) -> LessonUse:
    """Names are for those who are signed in; a use by the city that is not to be named does not name it either."""
    if not names_city(lesson) and use.city_id == lesson.city_id:
        return replace(use, city_id=None, by="", person_id=None)
    return use if viewer().role.may(Role.ENGINEER) else replace(use, by="", person_id=None)


def _shown_version(version: LessonVersion, lesson: Lesson) -> LessonVersion:
    fields: Mapping[str, str] = version.fields
    told = dict(fields) if names_city(lesson) else {**fields, "contact_role": ""}
    return replace(version, fields=told, by=version.by if viewer().role.may(Role.ENGINEER) else "")


def _shown_text(text: Submission) -> Submission:
    who = viewer()
    if not text.anonymous or who.audiences is None or (who.city_id and who.city_id == text.city_id):
        return text
    return replace(text, city_id=None, person_id=None, form=replace(text.form, city="", contact_role=""))


def seen_links(connection: Connection, links: Sequence[LessonLink]) -> Sequence[LessonLink]:
    """Without those to resolutions that are not for the viewer; the others by the title that they have now."""
    known = ResolutionRepository(connection).by_ids([link.resolution_id for link in links if link.resolution_id])
    meetings = MeetingRepository(connection).by_ids([one.meeting_id for one in known.values()])
    titles = {one.id: resolution_title(one, meetings[one.meeting_id]) for one in known.values()}
    return [
        replace(link, title=titles.get(link.resolution_id or "", link.title))
        for link in links
        if link.resolution_id is None or link.resolution_id in titles
    ]
