"""Lessons handed in as a spreadsheet, one a row: looked over first, then the good rows are taken, all of them or none.

Between the two the spreadsheet is the attachment of a draft of its author's that is nothing else (`is_sheet`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import Connection

from api.exports.spreadsheet import Cell, workbook
from api.lessons.handing_in import CHANGED, NO_CITY_OF_YOURS, SOMEBODY, own_submission
from api.services import Services
from corpus.access import viewer
from corpus.errors import DraftConflict, InvalidRecord, NotFound
from corpus.lesson_form import FIELD_NAMES
from corpus.repository.audit import AuditRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Attachment, Submission, SubmissionSource, SubmissionState
from corpus.terms import POLARITY_NAMES
from corpus.text.numbers import to_persian_digits
from corpus.types import Polarity, Value, Visibility
from ingest.structure.lesson.labels import compact
from ingest.structure.lesson.sheet import ProposedSheet, SheetRow, read_sheet
from ingest.structure.places import place_names

NO_SHEET = "صفحهٔ گسترده‌ای با این نشانی پیدا نشد."
NOTHING_TO_TAKE = "در این صفحه ردیف درستی که پیش‌تر فرستاده نشده باشد نیست."
HANDED_IN_BEFORE = "شهر شما این تجربه را پیش‌تر فرستاده است."
TAKEN = "{count} ردیف از این صفحه گرفته و برای بازبینی فرستاده شد."
ERROR_COLUMN = "خطا"

_NAMESPACE = UUID("f2a0c7be-3d53-5c0e-8a4e-7f2f8f1d6c35")


class RowState(StrEnum):
    GOOD = "good"
    BAD = "bad"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class PreviewRow(Value):
    """A row with what is wrong with it, by field. `earlier_id` is the submission that said the same before."""

    row: SheetRow
    state: RowState
    problems: Mapping[str, str]
    earlier_id: str | None = None


@dataclass(frozen=True, slots=True)
class Preview(Value):
    submission: Submission
    sheet: ProposedSheet
    rows: tuple[PreviewRow, ...]

    def of(self, state: RowState) -> tuple[PreviewRow, ...]:
        return tuple(one for one in self.rows if one.state is state)


def is_sheet(submission: Submission) -> bool:
    """Whether it is a spreadsheet that waits to be taken, or was: no lesson itself."""
    return (
        submission.source is SubmissionSource.SHEET and submission.submitted_at is None and bool(submission.attachments)
    )


def preview(services: Services, submission_id: str, mapping: Mapping[int, str] | None = None) -> Preview:
    """The rows as they would be taken, by this `mapping` of columns to fields instead of what their headers say.

    Raises `NotFound`, `UnreadableFile` and `UnusableSheet`.
    """
    with services.database.reading() as connection:
        submission, names = sheet_submission(connection, submission_id), place_names(connection)
        handed = _handed_in(connection, submission)
    sheet = read_sheet(services.sheet_readings.read(_file(submission)), names, mapping)
    return Preview(submission, sheet, tuple(_looked_over(sheet.rows, handed)))


def take(
    services: Services,
    submission_id: str,
    seen_rev: int,
    mapping: Mapping[int, str] | None,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    anonymous: bool = False,
) -> int:
    """Hand in the good rows, one submission each; returns how many are new. Sent twice it takes nothing twice.

    Raises `InvalidRecord` where there is nothing to take, `DraftConflict` where the preview was of another state,
    and what `preview` raises.
    """
    who = viewer()
    if visibility is Visibility.CITY and who.city_id is None:
        raise InvalidRecord(NO_CITY_OF_YOURS)
    looked_over = preview(services, submission_id, mapping)
    sha256 = _file(looked_over.submission).file_sha256
    with services.database.transaction() as connection:
        carrier = sheet_submission(connection, submission_id, to_change=True)
        if carrier.state is SubmissionState.WITHDRAWN:
            return 0
        if carrier.rev != seen_rev:
            raise DraftConflict(CHANGED.format(who=carrier.changed_by or SOMEBODY))
        # Somebody may have handed in the same since the preview.
        rows = _looked_over(looked_over.sheet.rows, _handed_in(connection, carrier))
        good = [one.row for one in rows if one.state is RowState.GOOD]
        if not good:
            raise InvalidRecord(NOTHING_TO_TAKE)
        author = carrier.city_id or carrier.person_id
        fresh = [
            Submission(
                uuid5(_NAMESPACE, f"{author}:{sha256}:{row.number}").hex,
                who.person_id,
                carrier.city_id,
                row.form,
                SubmissionSource.SHEET,
                SubmissionState.SUBMITTED,
                visibility=visibility,
                anonymous=anonymous,
            )
            for row in good
        ]
        submissions = SubmissionRepository(connection)
        count = submissions.add_all(fresh)
        submissions.save(replace(carrier, state=SubmissionState.WITHDRAWN), seen_rev=carrier.rev)
        what = TAKEN.format(count=to_persian_digits(count))
        submissions.note(carrier.id, remark=what)
        AuditRepository(connection).note("take", "submission", carrier.id, what)
        return count


def bad_rows_as_xlsx(looked_over: Preview) -> bytes:
    """The rows that are not taken, to be mended and sent again, with what is wrong with each in the last column."""
    fields = [column.field for column in looked_over.sheet.columns if column.field]
    columns = [("ردیف", 8), *((FIELD_NAMES[name], 28) for name in fields), (ERROR_COLUMN, 60)]
    rows: list[list[Cell]] = [
        [one.row.number, *(cell_text(one.row, name) for name in fields), " ".join(one.problems.values())]
        for one in looked_over.rows
        if one.state is not RowState.GOOD
    ]
    return workbook("ردیف‌های نادرست", columns, rows, fixed_columns=1)


def sheet_submission(connection: Connection, submission_id: str, *, to_change: bool = False) -> Submission:
    """Raises `NotFound` for what is no spreadsheet of the viewer's or their city's."""
    found = own_submission(connection, submission_id, to_change=to_change)
    if not is_sheet(found):
        raise NotFound(NO_SHEET)
    return found


def _file(submission: Submission) -> Attachment:
    return submission.attachments[0]


def _handed_in(connection: Connection, submission: Submission) -> dict[tuple[str, str], str]:
    """The id of everything that the author's city handed in, by what tells that it is the same."""
    forms = SubmissionRepository(connection).forms(person_id=submission.person_id, city_id=submission.city_id)
    return {_key(form.title, form.problem): known_id for known_id, form in forms if form.title}


def _looked_over(rows: Sequence[SheetRow], handed: Mapping[tuple[str, str], str]) -> list[PreviewRow]:
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = _key(row.form.title, row.form.problem)
        earlier = handed.get(key) if row.form.title else None
        problems, state = dict(row.problems), RowState.BAD if row.problems else RowState.GOOD
        if earlier:
            problems, state = {"title": HANDED_IN_BEFORE} | problems, RowState.REPEATED
        elif any(key) and key in seen:
            state = RowState.REPEATED
        seen.add(key)
        found.append(PreviewRow(row, state, problems, earlier))
    return found


def _key(title: str, problem: str) -> tuple[str, str]:
    return compact(title), compact(problem)


def cell_text(row: SheetRow, name: str) -> str:
    """What the row says in that field, as people write it."""
    text: str = getattr(row.form, name)
    return POLARITY_NAMES[Polarity(text)] if name == "polarity" and text else text
