"""A resolution as one row of a table: on the desk, and on the pages of sessions, cities and bodies."""

from dataclasses import dataclass
from datetime import date

from api.rendering import to_jalali
from corpus.desk import DeskRow
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import format_jalali
from corpus.text.numbers import to_persian_digits

FIRST_WORDS = 150
OVERDUE = "مهلت گذشته"


@dataclass(frozen=True, slots=True)
class RowView:
    """`progress` is in percent, `late` says how long ago its deadline was where that is overdue."""

    id: str
    url: str
    session: str
    session_url: str
    number: int
    text: str
    responsible: str
    due: str | None
    due_iso: str | None
    late: str | None
    horizon: str | None
    status: str
    status_name: str
    progress: int | None
    confirmed: str | None


def row_view(row: DeskRow, today: date) -> RowView:
    resolution, meeting = row.resolution, row.meeting
    due = format_jalali(resolution.due) if resolution.due else resolution.due_text
    return RowView(
        id=resolution.id,
        url=f"/resolutions/{resolution.id}",
        session=to_persian_digits(meeting.session_number),
        session_url=f"/sessions/{meeting.id}",
        number=resolution.number,
        text=first_words(resolution.text),
        responsible="، ".join(party.name for party in resolution.responsible),
        due=due,
        due_iso=resolution.due_by.isoformat() if resolution.due_by else None,
        late=how_late(resolution.due_by, today) if resolution.due_by and resolution.overdue(today) else None,
        horizon=HORIZON_NAMES[resolution.horizon] if resolution.horizon else None,
        status=resolution.status.value,
        status_name=STATUS_NAMES[resolution.status],
        progress=resolution.progress,
        confirmed=to_jalali(resolution.confirmed_on) if resolution.confirmed_on else None,
    )


def how_late(due_by: date, today: date) -> str:
    """«۳ روز», «۵ ماه» or «۲ سال» after a deadline that has passed, rounded down."""
    days = (today - due_by).days
    amount, unit = (days, "روز") if days < 60 else (days // 30, "ماه") if days < 730 else (days // 365, "سال")
    return f"{to_persian_digits(amount)} {unit}"


def first_words(text: str, most: int = FIRST_WORDS) -> str:
    """The text in one line, cut at a blank where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
