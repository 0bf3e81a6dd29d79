"""The long form of minutes: title, opening, attendance, agenda, discussion and resolutions in one merged table."""

from typing import Any

from corpus.samples import dates
from corpus.samples.dates import DateForm
from corpus.samples.decisions import decisions
from corpus.samples.numerals import persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenMeeting

COLUMNS = ("ردیف", "متن مصوبه", "مسئول انجام", "سررسید", "افق", "کارگروه", "نتیجه")
LAST = len(COLUMNS) - 1
ROWS_BEFORE_RESOLUTIONS = 8


def in_form(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """Write the whole session into one table of seven columns."""
    table = paper.grid(ROWS_BEFORE_RESOLUTIONS + len(meeting.resolutions), len(COLUMNS))
    paper.span(table, 0, (0, LAST), f"صورتجلسه {meeting.title}", bold=True)
    _opening(paper, table, meeting, form)
    _wide_cells(paper, table, meeting)
    paper.span(table, 6, (0, LAST), "مصوبات", bold=True)
    paper.fill_row(table.rows[7].cells, COLUMNS, bold=True)
    _resolutions(paper, table, meeting, form)


def _opening(paper: Paper, table: Any, meeting: WrittenMeeting, form: DateForm) -> None:
    date = f"{dates.weekday(meeting.date_jalali)} {form(meeting.date_jalali)}"
    texts = ("شماره نشست", persian_digits(meeting.number), "تاریخ", date, "محل")
    paper.fill_row(table.rows[1].cells[: len(texts)], texts)
    paper.span(table, 1, (len(texts), LAST), meeting.host_city)


def _wide_cells(paper: Paper, table: Any, meeting: WrittenMeeting) -> None:
    agenda = (f"{persian_digits(number)}- {topic}" for number, topic in enumerate(meeting.agenda, 1))
    texts = {
        "برگزارکننده": meeting.body,
        "حاضرین": "\n".join(meeting.attendees),
        "دستور جلسه": "\n".join(agenda),
        "خلاصه مذاکرات": "\n".join(meeting.discussion),
    }
    for row, (label, text) in enumerate(texts.items(), 2):
        paper.fill(table.cell(row, 0), label, bold=True)
        paper.span(table, row, (1, LAST), text)


def _resolutions(paper: Paper, table: Any, meeting: WrittenMeeting, form: DateForm) -> None:
    shown = decisions(meeting, form, between="\n")
    for row, one in zip(table.rows[ROWS_BEFORE_RESOLUTIONS:], shown, strict=True):
        texts = (one.number, one.text, one.responsible, one.due, one.horizon, one.group, one.status)
        paper.fill_row(row.cells, texts)
