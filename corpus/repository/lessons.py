"""Lessons that were published, with every text that they have had and what came of them since."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    ScalarSelect,
    Text,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from corpus import tables
from corpus.access import viewer
from corpus.errors import NotFound
from corpus.lesson_use import LessonCounts, LessonLink, LessonOrder, LessonUse, LessonVersion
from corpus.repository.documents import MAXIMUM_IDS
from corpus.repository.reads import ReadRepository
from corpus.repository.rows import Values, as_utc, jalali_from, jalali_values, now, save_revision
from corpus.repository.visibility import visible
from corpus.submissions import Attachment
from corpus.text.dates import format_jalali
from corpus.types import Impact, ItemKind, Lesson, LessonState, Polarity, Visibility

# Fields that are one column of the same name, and plain text.
TEXT_FIELDS = (
    "title", "problem", "cause", "recommendation", "summary", "context", "action", "outcome", "project",
    "project_type", "phase", "working_group", "contact_role",
)  # fmt: skip

_lessons = tables.lessons.c


class LessonRepository:
    """Reads as the viewer may see: what is not for them is not there."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, lesson: Lesson) -> int:
        """Write the lesson and its text as a version, in place of an older revision if there is one; returns the new
        revision. A new one gets the next number."""
        moment = now()
        rev = save_revision(
            self.connection,
            tables.lessons,
            lesson.id,
            _values(lesson) | {"updated_at": moment},
            {"number": lesson.number or self._next_number(), "published_at": lesson.published_at or moment},
        )
        version = {"lesson_id": lesson.id, "rev": rev, "fields": fields_of(lesson), "by": viewer().name, "at": moment}
        self.connection.execute(insert(tables.lesson_versions).values(version))
        return rev

    def get(self, lesson_id: str, *, to_change: bool = False) -> Lesson:
        """Nobody else changes it before a transaction that gets it `to_change` ends. Raises `NotFound`."""
        found = self._select(_lessons.id == lesson_id, to_change=to_change)
        if not found:
            raise NotFound("تجربه‌ای با این نشانی پیدا نشد.")
        return found[0]

    def by_ids(self, ids: Sequence[str]) -> dict[str, Lesson]:
        """Lessons by id, of any state; unknown ids are left out."""
        found: dict[str, Lesson] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            among = _lessons.id.in_(list(ids[start : start + MAXIMUM_IDS]))
            found |= {lesson.id: lesson for lesson in self._select(among)}
        return found

    def numbered(self, number: int) -> Lesson:
        """Raises `NotFound`."""
        found = self._select(_lessons.number == number)
        if not found:
            raise NotFound("تجربه‌ای با این شماره پیدا نشد.")
        return found[0]

    def published(self) -> list[Lesson]:
        """Every lesson that is in force, by id."""
        return self._select(_lessons.state == LessonState.PUBLISHED.value)

    def listed(
        self,
        *,
        city_id: str | None = None,
        polarity: Polarity | None = None,
        year: int | None = None,
        state: LessonState | None = LessonState.PUBLISHED,
        words: Sequence[str] = (),
        order: LessonOrder = LessonOrder.NEWEST,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[int, list[Lesson]]:
        """(how many there are, one page of them). Anonymous ones are of no city but to their own.

        Each of `words` stands in the title, the project, its type or a keyword.
        """
        conditions = [
            *(_mentions(word) for word in words),
            *([self._of_city(city_id)] if city_id else []),
            *([_lessons.polarity == polarity.value] if polarity else []),
            *([_lessons.date_year == year] if year else []),
            *([_lessons.state == state.value] if state else []),
            *_seen(),
        ]
        total = self.connection.execute(
            select(func.count()).select_from(tables.lessons).where(*conditions)
        ).scalar_one()
        first = (*_first(order), _lessons.published_at.desc(), _lessons.number.desc())
        query = select(tables.lessons).where(*conditions).order_by(*first).limit(limit).offset(offset)
        return total, [_lesson(row) for row in self.connection.execute(query).mappings()]

    def titles(self) -> list[tuple[str, str]]:
        """(id, title) of the lessons in force, the newest first."""
        in_force = (_lessons.state == LessonState.PUBLISHED.value, *_seen())
        query = select(_lessons.id, _lessons.title).where(*in_force).order_by(_lessons.published_at.desc(), _lessons.id)
        return [(row.id, row.title) for row in self.connection.execute(query)]

    def predecessors(self, lesson_id: str) -> list[Lesson]:
        """The lessons that this one supersedes."""
        return self._select(_lessons.superseded_by_id == lesson_id)

    def of_document(self, document_id: str) -> list[Lesson]:
        """The lessons that were read from the document."""
        return self._select(_lessons.document_id == document_id)

    def told_by(self, document_ids: Sequence[str]) -> dict[str, str]:
        """Which lesson a document tells, for those that tell one and hold no more than twice its passages. One whose city is
        not to be named is left out, as its paper would name it."""
        read = select(_lessons.document_id, func.min(_lessons.id).label("id"))
        alone = read.where(_lessons.document_id.in_(document_ids)).group_by(_lessons.document_id)
        named = func.max(cast(_lessons.anonymous, Integer)) == 0
        one = alone.having(func.count() == 1, named).subquery().c
        little = _count_passages(ItemKind.DOCUMENT, one.document_id) <= 2 * _count_passages(ItemKind.LESSON, one.id)
        return {
            document_id: lesson_id for document_id, lesson_id in self.connection.execute(select(*one).where(little))
        }

    def settle(self, lesson_id: str, state: LessonState, superseded_by_id: str | None = None) -> None:
        """Mark it published again, superseded by another, or archived; its text stays. Raises `NotFound`."""
        values: Values = {"state": state.value, "superseded_by_id": superseded_by_id, "updated_at": now()}
        values["rev"] = _lessons.rev + 1
        if not self.connection.execute(update(tables.lessons).where(_lessons.id == lesson_id).values(values)).rowcount:
            raise NotFound("تجربه‌ای با این نشانی پیدا نشد.")

    def versions(self, lesson_id: str) -> list[LessonVersion]:
        """Every text that the lesson has had, the newest first."""
        table = tables.lesson_versions
        query = select(table).where(table.c.lesson_id == lesson_id).order_by(table.c.rev.desc())
        rows = self.connection.execute(query).mappings()
        return [LessonVersion(row["rev"], row["fields"], row["by"], as_utc(row["at"])) for row in rows]

    def attachments(self, lesson_id: str) -> list[Attachment]:
        return read_attachments(self.connection, tables.lesson_files, tables.lesson_files.c.lesson_id, lesson_id)

    def attach(self, lesson_id: str, attachments: Sequence[Attachment]) -> None:
        """Make these the lesson's files, in place of those that it had."""
        write_attachments(self.connection, tables.lesson_files, "lesson_id", lesson_id, attachments)

    # What came of it.

    def counts(self, ids: Sequence[str]) -> dict[str, LessonCounts]:
        """How often each was read, used and endorsed."""
        reads = ReadRepository(self.connection).counts(ItemKind.LESSON, ids)
        uses = self._count(tables.lesson_uses, func.count(), ids)
        endorsements = self._count(tables.lesson_endorsements, func.count(), ids)
        return {one: LessonCounts(reads.get(one, 0), uses.get(one, 0), endorsements.get(one, 0)) for one in ids}

    def uses(self, lesson_id: str) -> list[LessonUse]:
        """The newest first."""
        table = tables.lesson_uses
        query = select(table).where(table.c.lesson_id == lesson_id).order_by(table.c.created_at.desc(), table.c.id)
        return [_use(row) for row in self.connection.execute(query).mappings()]

    def add_use(self, use: LessonUse) -> None:
        """Sent twice under one id it is there once."""
        table = tables.lesson_uses
        if self.connection.execute(select(table.c.id).where(table.c.id == use.id)).first():
            return
        values = {name: getattr(use, name) for name in ("id", "lesson_id", "person_id", "by", "city_id", "project")}
        values |= {"outcome": use.outcome, "created_at": use.created_at or now(), **jalali_values("date", use.date)}
        self.connection.execute(insert(table).values(values))

    def endorse(self, lesson_id: str, person_id: str, endorses: bool) -> None:
        """Vouch for the lesson, or take that back; doing it twice does no harm."""
        table = tables.lesson_endorsements
        key = {"lesson_id": lesson_id, "person_id": person_id}
        self.connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
        if endorses:
            self.connection.execute(insert(table).values(key | {"created_at": now()}))

    def endorses(self, lesson_id: str, person_id: str) -> bool:
        table = tables.lesson_endorsements
        of_both = (table.c.lesson_id == lesson_id, table.c.person_id == person_id)
        return self.connection.execute(select(table.c.person_id).where(*of_both)).first() is not None

    def links(self, ids: Sequence[str]) -> list[LessonLink]:
        """What took in one of the lessons, by title."""
        table = tables.lesson_links
        query = select(table).where(table.c.lesson_id.in_(list(ids))).order_by(table.c.title, table.c.id)
        rows = self.connection.execute(query).mappings()
        return [LessonLink(row["id"], row["lesson_id"], row["title"], row["resolution_id"]) for row in rows]

    def link(self, lesson_id: str, title: str, resolution_id: str | None = None) -> None:
        values = {"id": uuid4().hex, "lesson_id": lesson_id, "title": title, "resolution_id": resolution_id}
        self.connection.execute(insert(tables.lesson_links).values(values))

    def unlink(self, lesson_id: str, link_id: str) -> None:
        table = tables.lesson_links
        self.connection.execute(delete(table).where(table.c.lesson_id == lesson_id, table.c.id == link_id))

    def taken_in_by(self, resolution_id: str) -> list[Lesson]:
        """The lessons that a resolution took in."""
        table = tables.lesson_links
        return self._select(_lessons.id.in_(select(table.c.lesson_id).where(table.c.resolution_id == resolution_id)))

    def _select(self, condition: ColumnElement[bool], *, to_change: bool = False) -> list[Lesson]:
        query = select(tables.lessons).where(condition, *_seen()).order_by(_lessons.id)
        # SQLite locks the whole record when a transaction begins.
        query = query.with_for_update() if to_change else query
        return [_lesson(row) for row in self.connection.execute(query).mappings()]

    def _of_city(self, city_id: str) -> ColumnElement[bool]:
        of_city: ColumnElement[bool] = _lessons.city_id == city_id
        who = viewer()
        named = who.audiences is None or who.city_id == city_id
        return of_city if named else of_city & _lessons.anonymous.is_(False)

    def _count(self, table: Any, counted: Any, ids: Sequence[str]) -> dict[str, int]:
        query = select(table.c.lesson_id, counted).where(table.c.lesson_id.in_(list(ids))).group_by(table.c.lesson_id)
        return {lesson_id: int(count) for lesson_id, count in self.connection.execute(query)}

    def _next_number(self) -> int:
        return int(self.connection.execute(select(func.coalesce(func.max(_lessons.number), 0))).scalar_one()) + 1


def _count_passages(kind: ItemKind, item_id: ColumnElement[str]) -> ScalarSelect[int]:
    held = tables.passages.c
    return select(func.count()).where(held.item_kind == kind.value, held.item_id == item_id).scalar_subquery()


def _seen() -> list[ColumnElement[bool]]:
    return visible(_lessons.visibility, _lessons.city_id)


def _mentions(word: str) -> ColumnElement[bool]:
    columns = (_lessons.title, _lessons.project, _lessons.project_type)
    # Keywords are written as JSON, where a letter that is not ASCII is its code.
    keyword = cast(_lessons.keywords, Text).contains(json.dumps(word)[1:-1], autoescape=True)
    return or_(*(column.contains(word, autoescape=True) for column in columns), keyword)


def _first(order: LessonOrder) -> Sequence[ColumnElement[Any]]:
    """What comes before the time of publishing."""
    uses, reads = tables.lesson_uses, tables.item_reads
    used = select(func.count()).where(uses.c.lesson_id == _lessons.id).scalar_subquery()
    of_lesson = (reads.c.item_kind == ItemKind.LESSON.value, reads.c.item_id == _lessons.id)
    read = select(func.coalesce(func.sum(reads.c.count), 0)).where(*of_lesson).scalar_subquery()
    counted = {LessonOrder.MOST_USED: used, LessonOrder.MOST_READ: read}
    return [counted[order].desc()] if order in counted else []


def names_city(lesson: Lesson) -> bool:
    """Whether the viewer may be told whose it is: an anonymous one is named to that city and the secretariat only."""
    who = viewer()
    return not lesson.anonymous or who.audiences is None or (bool(who.city_id) and who.city_id == lesson.city_id)


def shown_city(lesson: Lesson) -> str | None:
    """The lesson's city as the viewer may be told it."""
    return lesson.city_id if names_city(lesson) else None


def shown_lesson(lesson: Lesson) -> Lesson:
    """The lesson as the viewer may be told it: without its city and whom to call there where that is not to be named."""
    return lesson if names_city(lesson) else replace(lesson, city_id=None, contact_role="", document_id=None)


def fields_of(lesson: Lesson) -> dict[str, str]:
    """The lesson's text by the name of its fields, as its versions are kept and compared."""
    impact = {name: text or "" for name, text in asdict(lesson.impact).items()}
    texts = {name: getattr(lesson, name) for name in TEXT_FIELDS}
    when = format_jalali(lesson.date) if lesson.date else ""
    return {**texts, **impact, "date": when, "polarity": lesson.polarity.value, "keywords": "، ".join(lesson.keywords)}


def read_attachments(connection: Connection, table: Any, owner: ColumnElement[Any], owner_id: str) -> list[Attachment]:
    """The files of a lesson or submission, in their order."""
    files = tables.files.c
    query = select(table.c.file_sha256, table.c.file_name, files.size).join(
        tables.files, files.sha256 == table.c.file_sha256
    )
    rows = connection.execute(query.where(owner == owner_id).order_by(table.c.ordinal))
    return [Attachment(sha256, name, size) for sha256, name, size in rows]


def write_attachments(
    connection: Connection, table: Any, owner: str, owner_id: str, attachments: Sequence[Attachment]
) -> None:
    """Make these the files of a lesson or submission; the same bytes twice are one file."""
    connection.execute(delete(table).where(table.c[owner] == owner_id))
    distinct = {one.file_sha256: one for one in attachments}
    rows = [
        {owner: owner_id, "file_sha256": one.file_sha256, "file_name": one.file_name, "ordinal": ordinal}
        for ordinal, one in enumerate(distinct.values())
    ]
    if rows:
        connection.execute(insert(table), rows)


def _values(lesson: Lesson) -> Values:
    return {
        **{name: getattr(lesson, name) for name in TEXT_FIELDS},
        "city_id": lesson.city_id,
        "state": lesson.state.value,
        "polarity": lesson.polarity.value,
        "impact": asdict(lesson.impact),
        **jalali_values("date", lesson.date),
        "working_group_id": lesson.working_group_id,
        "keywords": list(lesson.keywords),
        "anonymous": lesson.anonymous,
        "document_id": lesson.document_id,
        "superseded_by_id": lesson.superseded_by_id,
        "visibility": lesson.visibility.value,
    }


def _lesson(row: RowMapping) -> Lesson:
    return Lesson(
        **{name: row[name] for name in TEXT_FIELDS},
        id=row["id"],
        number=row["number"],
        city_id=row["city_id"],
        rev=row["rev"],
        state=LessonState(row["state"]),
        polarity=Polarity(row["polarity"]),
        impact=Impact(**row["impact"]),
        date=jalali_from(row, "date"),
        working_group_id=row["working_group_id"],
        keywords=tuple(row["keywords"]),
        anonymous=row["anonymous"],
        document_id=row["document_id"],
        superseded_by_id=row["superseded_by_id"],
        visibility=Visibility(row["visibility"]),
        published_at=as_utc(row["published_at"]),
        updated_at=as_utc(row["updated_at"]),
    )


def _use(row: RowMapping) -> LessonUse:
    return LessonUse(
        id=row["id"],
        lesson_id=row["lesson_id"],
        person_id=row["person_id"],
        by=row["by"],
        city_id=row["city_id"],
        project=row["project"],
        outcome=row["outcome"],
        date=jalali_from(row, "date"),
        created_at=as_utc(row["created_at"]),
    )
