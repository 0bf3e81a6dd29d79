"""One follow-up for many resolutions at once: what was typed is checked, and all of it is written or nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from api.services import Services
from api.typed_dates import UnreadableDate, typed_date
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import resolution_title
from corpus.text.display import display_text
from corpus.types import FollowUp, JalaliDate, ResolutionStatus
from ingest.publishing import follow_up

MOST_RESOLUTIONS = 500
MOST_CHARACTERS = 4_000
COMPLETE = 100


@dataclass(frozen=True, slots=True)
class FollowUpForm:
    """What was typed, as it was typed."""

    ids: tuple[str, ...] = ()
    status: str = ""
    by: str = ""
    note: str = ""
    day: str = ""


def follow_up_many(services: Services, form: FollowUpForm, today: date) -> dict[str, str]:
    """Add one entry to each resolution's history in one transaction; returns what is wrong, by field, if anything is.

    Nothing is written where anything is wrong.
    """
    problems, day = _checked(form, today)
    if problems or day is None:
        return problems
    status = ResolutionStatus(form.status)
    with services.database.transaction() as connection:
        known = ResolutionRepository(connection).by_ids(form.ids)
        if len(known) < len(set(form.ids)):
            return {"ids": "یکی از مصوبه‌های برگزیده دیگر نیست؛ فهرست را دوباره باز کنید."}
        meetings = MeetingRepository(connection).by_ids([one.meeting_id for one in known.values()])
        for resolution in known.values():
            meeting = meetings[resolution.meeting_id]
            held = meeting.date.iso if meeting.date else None
            if held and day.iso and day.iso < held:
                return {"date": f"این روز پیش از نشستی است که {resolution_title(resolution, meeting)} در آن تصویب شد."}
        for resolution_id in known:
            follow_up(connection, _entry(resolution_id, form, status, day))
    services.worker.wake()
    return {}


def _checked(form: FollowUpForm, today: date) -> tuple[dict[str, str], JalaliDate | None]:
    problems: dict[str, str] = {}
    day = None
    if not form.ids:
        problems["ids"] = "مصوبه‌ای برگزیده نشده است؛ کنار مصوبه‌ها را نشان بزنید."
    elif len(form.ids) > MOST_RESOLUTIONS:
        problems["ids"] = "شمار مصوبه‌های برگزیده بیش از اندازه است."
    if form.status not in {status.value for status in ResolutionStatus}:
        problems["status"] = "وضعیت تازه را برگزینید."
    if not display_text(form.by).strip():
        problems["by"] = "بنویسید این خبر از کیست."
    if not display_text(form.note).strip():
        problems["note"] = "بنویسید چه شده است؛ یک جمله کافی است."
    if len(form.by) + len(form.note) > MOST_CHARACTERS:
        problems["note"] = "این یادداشت بیش از اندازه بلند است."
    try:
        day = typed_date(form.day, whole=True)
        if day.iso and day.iso > today:
            problems["date"] = "این روز هنوز نرسیده است."
    except UnreadableDate as error:
        problems["date"] = str(error)
    return problems, day


def _entry(resolution_id: str, form: FollowUpForm, status: ResolutionStatus, day: JalaliDate) -> FollowUp:
    done = status is ResolutionStatus.DONE
    return FollowUp(
        id=uuid4().hex,
        resolution_id=resolution_id,
        date=day,
        by=display_text(form.by).strip(),
        note=display_text(form.note).strip(),
        progress=COMPLETE if done else None,
        status=status,
    )
