"""Lessons on their way in: what was typed, what happened to it, and whose turn it is.

A submission is shown to the people of its city and to the secretariat; to others it is not there.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update

from corpus import tables
from corpus.access import Role, viewer
from corpus.errors import DraftConflict, NotFound
from corpus.lesson_form import LessonForm
from corpus.repository.lessons import read_attachments, write_attachments
from corpus.repository.rows import Values, as_utc, now
from corpus.repository.visibility import visible
from corpus.submissions import (
    Attachment,
    Criterion,
    Submission,
    SubmissionEvent,
    SubmissionSource,
    SubmissionState,
)
from corpus.types import Visibility

_columns = tables.submissions.c

# So many ids are asked for at once; databases limit the parameters of a query.
MOST_IDS = 500


class SubmissionRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, submission: Submission) -> Submission:
        """Write a new one with the first entry of its history; one with a known id is left as it is."""
        known = self._select(_columns.id == submission.id)
        if known:
            return known[0]
        self.connection.execute(insert(tables.submissions).values(_new(submission)))
        self._attach(submission)
        self.note(submission.id, submission.state)
        return self.get(submission.id)

    def add_all(self, submissions: Sequence[Submission]) -> int:
        """Write many new ones, without files, each with the first entry of its history; returns how many were new."""
        known: set[str] = set()
        ids = [one.id for one in submissions]
        for start in range(0, len(ids), MOST_IDS):
            asked = _columns.id.in_(ids[start : start + MOST_IDS])
            known.update(self.connection.execute(select(_columns.id).where(asked)).scalars())
        fresh = list({one.id: one for one in submissions if one.id not in known}.values())
        if fresh:
            self.connection.execute(insert(tables.submissions), [_new(one) for one in fresh])
            entries = [_entry(one.id, one.state) for one in fresh]
            self.connection.execute(insert(tables.submission_events), entries)
        return len(fresh)

    def get(self, submission_id: str, *, to_change: bool = False) -> Submission:
        """Nobody else changes it before a transaction that gets it `to_change` ends. Raises `NotFound`."""
        found = self._select(_columns.id == submission_id, to_change=to_change)
        if not found:
            raise NotFound("تجربهٔ در راهی با این نشانی پیدا نشد.")
        return found[0]

    def save(self, submission: Submission, *, seen_rev: int) -> Submission:
        """Write all that may change of it, its files too. `seen_rev` is the revision that the change was made from.

        Raises `DraftConflict` where somebody changed it since, saying who, and `NotFound`.
        """
        now_there = self.get(submission.id, to_change=True)
        refuse_late(now_there, seen_rev)
        values = _changing(submission) | {"rev": seen_rev + 1, "updated_at": now()}
        if submission.state is SubmissionState.SUBMITTED and now_there.state is not SubmissionState.SUBMITTED:
            values["submitted_at"] = now()
        self.connection.execute(update(tables.submissions).where(_columns.id == submission.id).values(values))
        self._attach(submission)
        if submission.state is not now_there.state:
            self.note(submission.id, submission.state)
        return self.get(submission.id)

    def note(self, submission_id: str, state: SubmissionState | None = None, remark: str = "") -> None:
        """Add an entry of the viewer's to its history."""
        self.connection.execute(insert(tables.submission_events).values(_entry(submission_id, state, remark)))

    def events(self, submission_id: str) -> list[SubmissionEvent]:
        """Its history, oldest first."""
        table = tables.submission_events
        query = select(table).where(table.c.submission_id == submission_id).order_by(table.c.id)
        return [_event(row) for row in self.connection.execute(query).mappings()]

    def listed(
        self,
        states: Collection[SubmissionState],
        *,
        person_id: str | None = None,
        city_id: str | None = None,
        reviewer_id: str | None = None,
        limit: int,
        offset: int = 0,
    ) -> tuple[int, list[Submission]]:
        """(how many there are, one page of them), those that changed last first."""
        conditions: list[ColumnElement[bool]] = [_columns.state.in_([state.value for state in states]), *_shown()]
        named = {_columns.person_id: person_id, _columns.city_id: city_id, _columns.reviewer_id: reviewer_id}
        conditions += [column == value for column, value in named.items() if value]
        of_all = select(func.count()).select_from(tables.submissions).where(*conditions)
        newest = (_columns.updated_at.desc(), _columns.id)
        query = select(tables.submissions).where(*conditions).order_by(*newest).limit(limit).offset(offset)
        rows = self.connection.execute(query).mappings().all()
        return self.connection.execute(of_all).scalar_one(), [self._submission(row) for row in rows]

    def queue(self, state: SubmissionState, *, limit: int, offset: int = 0) -> tuple[int, list[Submission]]:
        """(how many there are, one page of them), those that are due or have waited longest first."""
        conditions = (_columns.state == state.value, *_shown())
        total = self.connection.execute(select(func.count()).select_from(tables.submissions).where(*conditions))
        first = (_columns.target_date.is_(None), _columns.target_date, _columns.submitted_at, _columns.id)
        query = select(tables.submissions).where(*conditions).order_by(*first).limit(limit).offset(offset)
        rows = self.connection.execute(query).mappings().all()
        return total.scalar_one(), [self._submission(row) for row in rows]

    def counts(self, *, person_id: str | None = None, city_id: str | None = None) -> dict[SubmissionState, int]:
        """How many there are in each state; states without any are left out."""
        named = {_columns.person_id: person_id, _columns.city_id: city_id}
        conditions = [*_shown(), *(column == value for column, value in named.items() if value)]
        query = select(_columns.state, func.count()).where(*conditions).group_by(_columns.state)
        return {SubmissionState(state): count for state, count in self.connection.execute(query)}

    def forms(self, *, person_id: str | None, city_id: str | None) -> list[tuple[str, LessonForm]]:
        """(id, form) of everything that the city, or without one the person, handed in and did not withdraw."""
        author = _columns.city_id == city_id if city_id else _columns.person_id == person_id
        conditions = (author, _columns.state != SubmissionState.WITHDRAWN.value, *_shown())
        query = select(_columns.id, _columns.form).where(*conditions).order_by(_columns.created_at, _columns.id)
        return [(known_id, LessonForm(**form)) for known_id, form in self.connection.execute(query)]

    def contributions(self, lesson_id: str) -> list[Submission]:
        """The texts that went into a lesson, first come first; each as far as it is for the viewer to read."""
        went_in = (SubmissionState.PUBLISHED.value, SubmissionState.MERGED.value)
        conditions = (_columns.lesson_id == lesson_id, _columns.state.in_(went_in))
        seen = visible(_columns.visibility, _columns.city_id)
        query = select(tables.submissions).where(*conditions, *seen).order_by(_columns.updated_at, _columns.id)
        return [self._submission(row) for row in self.connection.execute(query).mappings().all()]

    def of_lesson(self, lesson_id: str) -> list[Submission]:
        """Those that became the lesson or a version of it, or were merged into it."""
        return self._select(_columns.lesson_id == lesson_id)

    def _select(self, condition: ColumnElement[bool], *, to_change: bool = False) -> list[Submission]:
        query = select(tables.submissions).where(condition, *_shown()).order_by(_columns.created_at, _columns.id)
        # SQLite locks the whole record when a transaction begins.
        query = query.with_for_update() if to_change else query
        return [self._submission(row) for row in self.connection.execute(query).mappings().all()]

    def _submission(self, row: RowMapping) -> Submission:
        return replace(_submission(row), attachments=self._attachments(row["id"]))

    def _attachments(self, submission_id: str) -> tuple[Attachment, ...]:
        table = tables.submission_files
        return tuple(read_attachments(self.connection, table, table.c.submission_id, submission_id))

    def _attach(self, submission: Submission) -> None:
        if submission.attachments != self._attachments(submission.id):
            files: Sequence[Attachment] = submission.attachments
            write_attachments(self.connection, tables.submission_files, "submission_id", submission.id, files)


def refuse_late(submission: Submission, seen_rev: int) -> None:
    """Raises `DraftConflict` where somebody changed it since that revision, saying who."""
    if submission.rev != seen_rev:
        who = submission.changed_by or "کس دیگری"
        raise DraftConflict(f"در این میان {who} این تجربه را تغییر داده است؛ آنچه نوشتید را با متن تازه بسنجید.")


def _shown() -> list[ColumnElement[bool]]:
    who = viewer()
    if who.audiences is None:
        return []
    own: ColumnElement[bool] = _columns.person_id == (who.person_id or "")
    if not who.role.may(Role.CONTRIBUTOR) or not who.city_id:
        return [own]
    return [or_(own, _columns.city_id == who.city_id)]


def _new(submission: Submission) -> Values:
    moment = now()
    values: Values = {"id": submission.id, "person_id": submission.person_id, "city_id": submission.city_id}
    values |= {"source": submission.source.value, "created_at": moment, "updated_at": moment, "rev": 1}
    values["submitted_at"] = None if submission.state.with_author else moment
    return values | _changing(submission)


def _entry(submission_id: str, state: SubmissionState | None, remark: str = "") -> Values:
    who = viewer()
    values: Values = {"submission_id": submission_id, "at": now(), "person_id": who.person_id, "by": who.name}
    return values | {"state": state.value if state else None, "remark": remark}


def _changing(submission: Submission) -> Values:
    return {
        "form": asdict(submission.form),
        "state": submission.state.value,
        "visibility": submission.visibility.value,
        "anonymous": submission.anonymous,
        "lesson_id": submission.lesson_id,
        "reviewer_id": submission.reviewer_id,
        "target_date": submission.target_date,
        "checklist": {criterion.value: holds for criterion, holds in submission.checklist.items()},
        "changed_by": viewer().name,
    }


def _submission(row: RowMapping) -> Submission:
    submitted: Any = row["submitted_at"]
    return Submission(
        id=row["id"],
        person_id=row["person_id"],
        city_id=row["city_id"],
        form=LessonForm(**row["form"]),
        source=SubmissionSource(row["source"]),
        state=SubmissionState(row["state"]),
        rev=row["rev"],
        visibility=Visibility(row["visibility"]),
        anonymous=row["anonymous"],
        lesson_id=row["lesson_id"],
        reviewer_id=row["reviewer_id"],
        target_date=row["target_date"],
        checklist={Criterion(name): holds for name, holds in row["checklist"].items()},
        changed_by=row["changed_by"],
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(row["updated_at"]),
        submitted_at=as_utc(submitted) if submitted else None,
    )


def _event(row: RowMapping) -> SubmissionEvent:
    return SubmissionEvent(
        at=as_utc(row["at"]),
        person_id=row["person_id"],
        by=row["by"],
        state=SubmissionState(row["state"]) if row["state"] else None,
        remark=row["remark"],
    )
