"""The review of a lesson that was handed in: taken, mended, returned with remarks, or made a lesson of the record.

Whoever acts says which revision of the submission they saw; where somebody changed it since, nothing is written and
`DraftConflict` says who did.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from api.lessons.handing_in import problems_of
from api.lessons.typed_lesson import lesson_of
from api.rendering import to_jalali, today
from api.services import Services
from corpus.access import viewer
from corpus.errors import DraftConflict, NotFound
from corpus.lesson_form import FIELD_NAMES, LessonForm
from corpus.repository.audit import AuditRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.submissions import SubmissionRepository, refuse_late
from corpus.submissions import Criterion, Submission, SubmissionState
from corpus.terms import CRITERION_NAMES, LESSON_STATE_NAMES
from corpus.text.display import display_text
from corpus.text.folding import fold
from corpus.text.numbers import level, to_persian_digits
from corpus.types import Lesson, LessonState, Value, Visibility
from ingest.lesson_publishing import publish_lesson, settle_lesson
from ingest.structure.places import place_names

DAYS, DAYS_IF_URGENT = 30, 10
MOST_REMARKS = 4000

NO_REMARKS = "بنویسید چه باید درست شود؛ نویسنده همین را می‌خواند."
TOO_LONG = "این یادداشت بیش از اندازه بلند است."
NOT_WAITING = "این تجربه در نوبت بازبینی نیست؛ شاید همکارتان کار آن را تمام کرده باشد."
NO_SUCH_LESSON = "تجربه‌ای با این شماره پیدا نشد."
INTO_ITSELF = "این همان تجربه است."
IN_A_CIRCLE = "آن تجربه خود با این یکی جایگزین شده است."
CHANGED_MEANWHILE = "این تجربه در این میان تغییر کرده است؛ متن تازه را ببینید و دوباره تصمیم بگیرید."


@dataclass(frozen=True, slots=True)
class Reviewed(Value):
    """The review as its form was sent: the fields as the reviewer left them, what was ticked, what is said to the author.

    `target` is the number or id of the lesson that it goes into or supersedes; `insist` publishes in spite of criteria
    that are not met. `seen_lesson_rev` is the revision of the lesson that it is a new version of, as it was compared.
    """

    form: LessonForm
    visibility: Visibility
    anonymous: bool
    checklist: Mapping[Criterion, bool] = field(default_factory=dict)
    remarks: str = ""
    target: str = ""
    insist: bool = False
    seen_lesson_rev: int | None = None

    @property
    def unmet(self) -> tuple[Criterion, ...]:
        return tuple(one for one in Criterion if not self.checklist.get(one))


@dataclass(frozen=True, slots=True)
class Outcome(Value):
    """What came of it: the submission as it is now and the lesson that it went into; or what is wrong, by field."""

    submission: Submission | None = None
    lesson: Lesson | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, **problems: str) -> None:
        self.problems = problems


def as_reviewed(submission: Submission) -> Reviewed:
    """The review form of a submission that nobody has touched yet."""
    return Reviewed(submission.form, submission.visibility, submission.anonymous, submission.checklist)


def take(services: Services, submission_id: str, seen_rev: int, *, urgent: bool = False) -> Outcome:
    """The viewer becomes its reviewer; it is due in thirty days, or in ten where it is urgent.

    Raises `DraftConflict`, `NotFound`.
    """

    def act(connection: Connection, submission: Submission) -> Outcome:
        due = today() + timedelta(days=DAYS_IF_URGENT if urgent else DAYS)
        taken = replace(submission, state=SubmissionState.IN_REVIEW, reviewer_id=viewer().person_id, target_date=due)
        saved = SubmissionRepository(connection).save(taken, seen_rev=seen_rev)
        _note(connection, "lesson.review", "submission", saved.id, f"بازبینی تا {to_jalali(due)} به عهده گرفته شد.")
        return Outcome(saved)

    return _acted(services, submission_id, seen_rev, act)


def keep(services: Services, submission_id: str, seen_rev: int, reviewed: Reviewed, due: date | None = None) -> Outcome:
    """Keep what the reviewer changed, and the day until which it is to be done. Raises `DraftConflict`, `NotFound`."""

    def act(connection: Connection, submission: Submission) -> Outcome:
        kept = replace(_with(submission, reviewed), target_date=due or submission.target_date)
        saved = SubmissionRepository(connection).save(kept, seen_rev=seen_rev)
        changed = _changed_fields(submission.form, reviewed.form)
        if changed:
            what = f"در بازبینی تغییر کرد: {changed}."
            SubmissionRepository(connection).note(saved.id, remark=what)
            _note(connection, "lesson.edit", "submission", saved.id, what)
        return Outcome(saved)

    return _acted(services, submission_id, seen_rev, act)


def send_back(services: Services, submission_id: str, seen_rev: int, reviewed: Reviewed) -> Outcome:
    """Return it to its author with remarks, which are required. Raises `DraftConflict`, `NotFound`."""

    def act(connection: Connection, submission: Submission) -> Outcome:
        remarks = display_text(reviewed.remarks).strip()
        if not remarks:
            raise _Refused(remarks=NO_REMARKS)
        submissions = SubmissionRepository(connection)
        returned = replace(_with(submission, reviewed), state=SubmissionState.RETURNED)
        saved = submissions.save(returned, seen_rev=seen_rev)
        submissions.note(saved.id, remark=remarks)
        _note(connection, "lesson.return", "submission", saved.id, "با یادداشت به نویسنده برگردانده شد.")
        return Outcome(saved)

    return _acted(services, submission_id, seen_rev, act, reviewed)


def publish(services: Services, submission_id: str, seen_rev: int, reviewed: Reviewed) -> Outcome:
    """Make it a lesson, a new version of the lesson that it revises, or the successor of the one that `target` names.

    All six criteria hold, or the reviewer insists. Raises `DraftConflict`, `NotFound`.
    """

    def act(connection: Connection, submission: Submission) -> Outcome:
        names = place_names(connection)
        problems = dict(problems_of(reviewed.form, names))
        if reviewed.unmet and not reviewed.insist:
            unmet = "، ".join(CRITERION_NAMES[one][0] for one in reviewed.unmet)
            problems["checklist"] = f"این سنجه‌ها نشان نخورده است: {unmet}. نشان بزنید یا «با این همه» را برگزینید."
        if problems:
            raise _Refused(**problems)
        lessons = LessonRepository(connection)
        base = lessons.get(submission.lesson_id, to_change=True) if submission.lesson_id else None
        if base and reviewed.seen_lesson_rev is not None and base.rev != reviewed.seen_lesson_rev:
            raise _Refused(lesson=CHANGED_MEANWHILE)
        before = _target(lessons, reviewed.target) if reviewed.target.strip() else None
        lesson = lesson_of(reviewed.form, submission, names, base)
        lesson = replace(lesson, visibility=reviewed.visibility, anonymous=reviewed.anonymous)
        if before:
            _refuse_circle(lessons, lesson.id, before)
        publish_lesson(connection, lesson)
        files = [*(lessons.attachments(lesson.id) if base else ()), *submission.attachments]
        lessons.attach(lesson.id, files)
        if before:
            settle_lesson(connection, before.id, LessonState.SUPERSEDED, lesson.id)
        done = replace(_with(submission, reviewed), state=SubmissionState.PUBLISHED, lesson_id=lesson.id)
        saved = SubmissionRepository(connection).save(done, seen_rev=seen_rev)
        _remark(connection, saved, reviewed)
        lesson = lessons.get(lesson.id)
        _note(connection, "lesson.publish", "lesson", lesson.id, _published(lesson, base, before, reviewed))
        return Outcome(saved, lesson)

    return _acted(services, submission_id, seen_rev, act, reviewed)


def merge(services: Services, submission_id: str, seen_rev: int, reviewed: Reviewed) -> Outcome:
    """Let it go into the lesson that `target` names: its text stays, linked from there, and its city is named as one
    that told the same. Raises `DraftConflict`, `NotFound`."""

    def act(connection: Connection, submission: Submission) -> Outcome:
        lesson = _target(LessonRepository(connection), reviewed.target)
        done = replace(_with(submission, reviewed), state=SubmissionState.MERGED, lesson_id=lesson.id)
        saved = SubmissionRepository(connection).save(done, seen_rev=seen_rev)
        _remark(connection, saved, reviewed)
        what = f"«{saved.form.title}» در تجربهٔ {to_persian_digits(lesson.number)} ادغام شد."
        _note(connection, "lesson.merge", "lesson", lesson.id, what)
        return Outcome(saved, lesson)

    return _acted(services, submission_id, seen_rev, act, reviewed)


def settle(
    services: Services, lesson_id: str, seen_rev: int, state: LessonState, successor: str = ""
) -> Mapping[str, str]:
    """Archive a lesson, publish it again, or have the one that `successor` names take its place.

    Returns what is wrong, by field, if anything is; nothing is written then. Raises `NotFound`.
    """
    try:
        with services.database.transaction() as connection:
            lessons = LessonRepository(connection)
            lesson = lessons.get(lesson_id, to_change=True)
            if lesson.rev != seen_rev:
                raise _Refused(state=CHANGED_MEANWHILE)
            after = _target(lessons, successor, "successor") if state is LessonState.SUPERSEDED else None
            if after:
                _refuse_circle(lessons, after.id, lesson, "successor")
            settle_lesson(connection, lesson_id, state, after.id if after else None)
            by = f" (تجربهٔ {to_persian_digits(after.number)} جای آن را گرفت)" if after else ""
            what = f"تجربهٔ {to_persian_digits(lesson.number)} «{LESSON_STATE_NAMES[state]}» شد{by}."
            _note(connection, "lesson.settle", "lesson", lesson_id, what)
    except _Refused as refused:
        return refused.problems
    services.worker.wake()
    return {}


def conflicting_fields(theirs: LessonForm, mine: LessonForm) -> list[tuple[str, str, str]]:
    """(field, theirs, mine) of each field that two people wrote differently."""
    both = ((name, getattr(theirs, name), getattr(mine, name)) for name in FIELD_NAMES)
    return [(name, one, other) for name, one, other in both if one.strip() != other.strip()]


def naming_fields(form: LessonForm, city_names: Collection[str]) -> list[str]:
    """The fields, but for the city's own, that name the city; an anonymous lesson should have none."""
    folded = [fold(name) for name in city_names if name]
    told = ((name, fold(getattr(form, name))) for name in FIELD_NAMES if name not in ("city", "contact_role"))
    return [name for name, text in told if any(f" {city} " in f" {_words(text)} " for city in folded)]


def _words(folded: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


def _acted(
    services: Services,
    submission_id: str,
    seen_rev: int,
    act: Callable[[Connection, Submission], Outcome],
    reviewed: Reviewed | None = None,
) -> Outcome:
    """What came of acting on a submission that waits for review; the index is told where a lesson came of it."""
    try:
        with services.database.transaction() as connection:
            submission = open_submission(connection, submission_id, to_change=True)
            if not submission.state.with_reviewer:
                who = submission.changed_by
                raise DraftConflict(f"{NOT_WAITING}{f' آخرین کار از {who} است.' if who else ''}")
            # Before anything else: who is late is to see what the other did, whatever is wrong with their own.
            refuse_late(submission, seen_rev)
            if reviewed and len(reviewed.remarks) > MOST_REMARKS:
                raise _Refused(remarks=TOO_LONG)
            outcome = act(connection, submission)
    except _Refused as refused:
        return Outcome(problems=refused.problems)
    if outcome.lesson:
        services.worker.wake()
    return outcome


def open_submission(connection: Connection, submission_id: str, *, to_change: bool = False) -> Submission:
    """A submission that was handed in; a draft is nobody's but its author's. Raises `NotFound`."""
    submission = SubmissionRepository(connection).get(submission_id, to_change=to_change)
    if submission.submitted_at is None or submission.state is SubmissionState.DRAFT:
        raise NotFound("تجربهٔ در راهی با این نشانی پیدا نشد.")
    return submission


def _with(submission: Submission, reviewed: Reviewed) -> Submission:
    """The submission as the reviewer left it; who acts on what nobody took is its reviewer."""
    return replace(
        submission,
        form=reviewed.form,
        visibility=reviewed.visibility,
        anonymous=reviewed.anonymous,
        checklist=dict(reviewed.checklist),
        reviewer_id=submission.reviewer_id or viewer().person_id,
        state=SubmissionState.IN_REVIEW,
    )


def _remark(connection: Connection, submission: Submission, reviewed: Reviewed) -> None:
    remarks = display_text(reviewed.remarks).strip()
    if remarks:
        SubmissionRepository(connection).note(submission.id, remark=remarks)


def _target(lessons: LessonRepository, typed: str, field: str = "target") -> Lesson:
    plain = level(typed).strip()
    try:
        lesson = lessons.numbered(int(plain)) if plain.isdecimal() and len(plain) < 10 else lessons.get(plain)
    except NotFound as error:
        raise _Refused(**{field: NO_SUCH_LESSON}) from error
    return lessons.get(lesson.id, to_change=True)


def _refuse_circle(lessons: LessonRepository, after_id: str, before: Lesson, field: str = "target") -> None:
    """Nothing supersedes itself, nor one that comes after it."""
    if after_id == before.id:
        raise _Refused(**{field: INTO_ITSELF})
    passed = {before.id}
    known = lessons.by_ids([after_id]).get(after_id)
    while known and known.superseded_by_id:
        if known.superseded_by_id in passed:
            raise _Refused(**{field: IN_A_CIRCLE})
        passed.add(known.id)
        known = lessons.by_ids([known.superseded_by_id]).get(known.superseded_by_id)


def _changed_fields(before: LessonForm, after: LessonForm) -> str:
    return "، ".join(FIELD_NAMES[name] for name, _, _ in conflicting_fields(before, after))


def _published(lesson: Lesson, base: Lesson | None, before: Lesson | None, reviewed: Reviewed) -> str:
    number = to_persian_digits(lesson.number)
    what = f"نسخهٔ تازهٔ تجربهٔ {number} منتشر شد" if base else f"تجربهٔ {number} منتشر شد"
    after = f" و جای تجربهٔ {to_persian_digits(before.number)} را گرفت" if before else ""
    unmet = "، ".join(CRITERION_NAMES[one][0] for one in reviewed.unmet)
    return f"{what}{after}{f'؛ بی‌نشان ماند: {unmet}' if unmet else ''}."


def _note(connection: Connection, action: str, kind: str, item_id: str, what: str) -> None:
    AuditRepository(connection).note(action, kind, item_id, what)
