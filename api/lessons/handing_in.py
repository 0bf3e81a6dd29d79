"""Handing a lesson in: begun as a draft, kept as it is typed, sent to be reviewed once nothing is wrong with it.

A submission is its author's and their city's; to everybody else it is not there (`NotFound`). Whoever changes it says
which revision they saw; where somebody changed it since, nothing is written and `DraftConflict` says who did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import BinaryIO
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Connection

from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import DraftConflict, InvalidRecord, NotFound, UploadRefused
from corpus.lesson_form import LessonForm
from corpus.repository.audit import AuditRepository
from corpus.repository.files import FileRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Attachment, Submission, SubmissionSource, SubmissionState
from corpus.text.display import display_text
from corpus.types import Value, Visibility
from ingest.ingestor import clean_name
from ingest.structure.lesson import checks
from ingest.structure.places import PlaceNames, place_names

# A field that is longer cannot be kept; how long it may be when it is handed in is checked then.
MOST_KEPT_CHARACTERS = 100_000
MOST_ATTACHMENTS = 20

NOT_THERE = "تجربهٔ در راهی با این نشانی پیدا نشد."
NOT_A_DRAFT = "این تجربه دیگر پیش‌نویس نیست و تا بازبین آن را برنگرداند تغییر نمی‌کند."
IN_REVIEW = "این تجربه در دست بازبینی است؛ از بازبین بخواهید آن را برگرداند."
NOT_WITHDRAWN = "این تجربه پس گرفته نشده است."
NO_CITY_OF_YOURS = "حساب شما به شهری وابسته نیست که تجربه تنها برای آن باشد."
FAR_TOO_LONG = "این متن چنان بلند است که نگه داشته نشد؛ آن را پیوست کنید."
TOO_MANY_FILES = "بیش از ۲۰ پیوست پذیرفته نمی‌شود؛ آن‌ها را در یک پروندهٔ فشرده بگذارید."

SENT = "تجربهٔ «{title}» فرستاده شد."
CHANGED = "در این میان {who} این تجربه را تغییر داده است؛ متن تازه را ببینید."
SOMEBODY = "کس دیگری"

_NAMESPACE = UUID("5a1d8f5e-92a6-5a83-8d5b-6c0f6f4f2b7a")


@dataclass(frozen=True, slots=True)
class Typed(Value):
    """A submission's form as it was sent."""

    form: LessonForm = field(default_factory=LessonForm)
    visibility: Visibility = Visibility.PUBLIC
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Handed(Value):
    """What came of handing it in: `problems`, by field, hold it back. `submission` is None where nothing was written;
    it is not `fresh` where the same was handed in before."""

    submission: Submission | None
    problems: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = True


def problems_of(form: LessonForm, names: PlaceNames) -> dict[str, str]:
    """What holds the lesson back, a Persian sentence by field; {} when nothing does."""
    # In a form a leading «=» is no formula.
    values = {name: text.strip().lstrip("=").strip() for name, text in asdict(form).items()}
    return checks.problems_of(values, names)


def new_form(services: Services) -> LessonForm:
    """An empty form, the viewer's city written in it."""
    with services.database.reading() as connection:
        cities = {city.id: city.name for city in PlaceRepository(connection).cities()}
    return LessonForm(city=cities.get(viewer().city_id or "", ""))


def submission_id(key: str = "") -> str:
    """A new submission's id. The same `key` of the same person gives the same id, so that sending twice makes one."""
    return uuid5(_NAMESPACE, f"{viewer().person_id}:{key}").hex if key else uuid4().hex


def begin(
    services: Services,
    typed: Typed,
    *,
    key: str = "",
    source: SubmissionSource = SubmissionSource.FORM,
    attachments: Sequence[Attachment] = (),
) -> Submission:
    """A new draft; with a `key` that was used before, the draft that it made then, kept again as it is typed now.

    Raises `DraftConflict` where that was changed in the meantime, and `InvalidRecord`.
    """
    who, form = viewer(), _tidy(typed.form)
    fresh = Submission(
        submission_id(key),
        who.person_id,
        who.city_id,
        form,
        source,
        visibility=typed.visibility,
        anonymous=typed.anonymous,
        attachments=tuple(attachments),
    )
    with services.database.transaction() as connection:
        submissions = SubmissionRepository(connection)
        known = _known(submissions, fresh.id)
        if known:
            return _attach(connection, _keep(connection, known, 1, typed), attachments)
        added = submissions.add(fresh)
        _note(connection, "begin", added, "پیش‌نویس تجربه آغاز شد.")
        return added


def read(services: Services, submission_id: str) -> Submission:
    """Raises `NotFound`."""
    with services.database.reading() as connection:
        return own_submission(connection, submission_id)


def hand_in(services: Services, typed: Typed, key: str = "") -> Handed:
    """Write it down and hand it in at once, or not at all. What the person handed in with that `key` before stays as it
    is. Raises `InvalidRecord` for what could not be kept either.
    """
    who, form = viewer(), _tidy(typed.form)
    sent = Submission(
        submission_id(f"handed in:{key}" if key else ""),
        who.person_id,
        who.city_id,
        form,
        SubmissionSource.API,
        SubmissionState.SUBMITTED,
        visibility=typed.visibility,
        anonymous=typed.anonymous,
    )
    with services.database.transaction() as connection:
        submissions = SubmissionRepository(connection)
        known = _known(submissions, sent.id)
        if known:
            return Handed(known, fresh=False)
        problems = _problems(connection, sent)
        if problems:
            return Handed(None, problems)
        saved = submissions.add(sent)
        _note(connection, "submit", saved, SENT.format(title=saved.form.title))
        return Handed(saved)


def keep(services: Services, submission_id: str, seen_rev: int, typed: Typed) -> Submission:
    """Keep what was typed. Raises `DraftConflict`, `NotFound`, and `InvalidRecord` for what is far too long."""
    with services.database.transaction() as connection:
        known = own_submission(connection, submission_id, to_change=True)
        return _keep(connection, known, seen_rev, typed)


def submit(services: Services, submission_id: str, seen_rev: int, typed: Typed | None = None) -> Handed:
    """Hand it in, as it is typed now where that is told. Raises `DraftConflict`, `NotFound`, `InvalidRecord`."""
    with services.database.transaction() as connection:
        known = own_submission(connection, submission_id, to_change=True)
        if known.state.with_reviewer and (typed is None or _is_same(known, typed)):
            # Sent twice.
            return Handed(known, fresh=False)
        if typed is None and known.rev != seen_rev:
            raise DraftConflict(CHANGED.format(who=known.changed_by or SOMEBODY))
        kept = _keep(connection, known, seen_rev, typed) if typed else known
        _refuse_unless_draft(kept)
        problems = _problems(connection, kept)
        if problems:
            return Handed(kept, problems)
        sent = replace(kept, state=SubmissionState.SUBMITTED)
        saved = SubmissionRepository(connection).save(sent, seen_rev=kept.rev)
        _note(connection, "submit", saved, SENT.format(title=saved.form.title))
        return Handed(saved)


def withdraw(services: Services, submission_id: str, seen_rev: int) -> Submission:
    """Take back a draft or what no reviewer has taken yet; nothing of it is lost. Raises `DraftConflict`, `NotFound`."""
    with services.database.transaction() as connection:
        known = own_submission(connection, submission_id, to_change=True)
        if known.state is SubmissionState.WITHDRAWN:
            return known
        if not (known.state.with_author or known.state is SubmissionState.SUBMITTED):
            raise DraftConflict(IN_REVIEW if known.state.with_reviewer else NOT_A_DRAFT)
        return _turn(connection, known, seen_rev, SubmissionState.WITHDRAWN, "withdraw", "پس گرفته شد.")


def restore(services: Services, submission_id: str, seen_rev: int) -> Submission:
    """Make a draft again of what was withdrawn. Raises `DraftConflict`, `NotFound`."""
    with services.database.transaction() as connection:
        known = own_submission(connection, submission_id, to_change=True)
        if known.state is not SubmissionState.WITHDRAWN:
            raise DraftConflict(NOT_WITHDRAWN)
        return _turn(connection, known, seen_rev, SubmissionState.DRAFT, "restore", "دوباره پیش‌نویس شد.")


def attach(services: Services, submission_id: str, files: Sequence[Attachment]) -> Submission:
    """Add stored files to a draft; that is at odds with nobody's change. Raises `DraftConflict` where it is no draft any
    more, `InvalidRecord` for too many, `NotFound`."""
    with services.database.transaction() as connection:
        return _attach(connection, own_submission(connection, submission_id, to_change=True), files)


def detach(services: Services, submission_id: str, sha256: str) -> Submission:
    """Take one of a draft's files away. Raises `DraftConflict` where it is no draft any more, `NotFound`."""
    with services.database.transaction() as connection:
        known = own_submission(connection, submission_id, to_change=True)
        _refuse_unless_draft(known)
        gone = next((one for one in known.attachments if one.file_sha256 == sha256), None)
        if gone is None:
            return known
        left = tuple(one for one in known.attachments if one is not gone)
        saved = SubmissionRepository(connection).save(replace(known, attachments=left), seen_rev=known.rev)
        _note(connection, "detach", saved, f"پیوست «{gone.file_name}» برداشته شد.")
        return saved


def store_files(services: Services, files: Sequence[tuple[BinaryIO, str]]) -> tuple[list[Attachment], dict[str, str]]:
    """(the files that are kept now, why others are not, by their name). `files` are (what they hold, their name)."""
    kept: list[Attachment] = []
    refused: dict[str, str] = {}
    for stream, file_name in files:
        name = clean_name(file_name)
        try:
            stored = services.files.add(stream, max_bytes=services.settings.max_upload_bytes)
        except UploadRefused as error:
            refused[name] = str(error)
        else:
            with services.database.transaction() as connection:
                FileRepository(connection).save(stored)
            kept.append(Attachment(stored.sha256, name, stored.size))
    return kept, refused


def own_submission(connection: Connection, submission_id: str, *, to_change: bool = False) -> Submission:
    """The viewer's or their city's. The secretariat reviews what was handed in; drafts are not its own. Raises `NotFound`."""
    found = SubmissionRepository(connection).get(submission_id, to_change=to_change)
    if not is_own(found):
        raise NotFound(NOT_THERE)
    return found


def is_own(submission: Submission) -> bool:
    who = viewer()
    of_city = who.role.may(Role.CONTRIBUTOR) and who.city_id is not None and who.city_id == submission.city_id
    return of_city or submission.person_id == who.person_id


def _known(submissions: SubmissionRepository, submission_id: str) -> Submission | None:
    try:
        return submissions.get(submission_id, to_change=True)
    except NotFound:
        return None


def _keep(connection: Connection, known: Submission, seen_rev: int, typed: Typed) -> Submission:
    if _is_same(known, typed):
        return known
    _refuse_unless_draft(known)
    wanted = replace(known, form=_tidy(typed.form), visibility=typed.visibility, anonymous=typed.anonymous)
    return SubmissionRepository(connection).save(wanted, seen_rev=seen_rev)


def _attach(connection: Connection, known: Submission, files: Sequence[Attachment]) -> Submission:
    held = {one.file_sha256 for one in known.attachments}
    fresh = tuple({one.file_sha256: one for one in files if one.file_sha256 not in held}.values())
    if not fresh:
        return known
    _refuse_unless_draft(known)
    attachments = (*known.attachments, *fresh)
    if len(attachments) > MOST_ATTACHMENTS:
        raise InvalidRecord(TOO_MANY_FILES)
    saved = SubmissionRepository(connection).save(replace(known, attachments=attachments), seen_rev=known.rev)
    names = "، ".join(f"«{one.file_name}»" for one in fresh)
    _note(connection, "attach", saved, f"پیوست افزوده شد: {names}.")
    return saved


def _problems(connection: Connection, submission: Submission) -> dict[str, str]:
    problems = problems_of(submission.form, place_names(connection))
    if submission.visibility is Visibility.CITY and submission.city_id is None:
        problems["visibility"] = NO_CITY_OF_YOURS
    return problems


def _turn(
    connection: Connection, known: Submission, seen_rev: int, state: SubmissionState, action: str, what: str
) -> Submission:
    saved = SubmissionRepository(connection).save(replace(known, state=state), seen_rev=seen_rev)
    _note(connection, action, saved, f"تجربهٔ «{saved.form.title or 'بی‌عنوان'}» {what}")
    return saved


def _refuse_unless_draft(known: Submission) -> None:
    if not known.state.with_author:
        raise DraftConflict(NOT_A_DRAFT)


def _is_same(known: Submission, typed: Typed) -> bool:
    return (known.form, known.visibility, known.anonymous) == (_tidy(typed.form), typed.visibility, typed.anonymous)


def _tidy(form: LessonForm) -> LessonForm:
    texts = {name: display_text(text).strip() for name, text in asdict(form).items()}
    if any(len(text) > MOST_KEPT_CHARACTERS for text in texts.values()):
        raise InvalidRecord(FAR_TOO_LONG)
    return LessonForm(**texts)


def _note(connection: Connection, action: str, submission: Submission, what: str) -> None:
    AuditRepository(connection).note(action, "submission", submission.id, what)
