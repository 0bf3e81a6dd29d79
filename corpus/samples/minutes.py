"""The minutes of a session as a Word document, in the layouts that offices use.

Every layout holds the whole session; where one writes «مقرر گردید» before a resolution, the resolution's own text
follows it unchanged.
"""

from collections.abc import Callable
from typing import Any

from corpus.samples import attendance, dates, decisions, openings
from corpus.samples.long_form import in_form
from corpus.samples.noise import Noise, unchanged
from corpus.samples.numerals import ordinal, persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenMeeting

Layout = Callable[[Paper, WrittenMeeting], None]

HORIZONS = ("اضطراری", "کوتاه‌مدت", "میان‌مدت", "بلندمدت")


def resolution_table(paper: Paper, meeting: WrittenMeeting) -> None:
    """Styled headings and one table of resolutions."""
    paper.page_header(meeting.body)
    paper.page_footer()
    paper.title(f"صورتجلسه {meeting.title}")
    openings.as_table(paper, meeting, dates.slashed)
    paper.heading("حاضران")
    paper.bulleted(meeting.attendees)
    paper.heading("دستور جلسه")
    paper.numbered(meeting.agenda)
    paper.heading("مشروح مذاکرات")
    paper.lines(meeting.discussion)
    paper.heading("مصوبات")
    decisions.in_table(paper, meeting, dates.slashed)


def merged_table(paper: Paper, meeting: WrittenMeeting) -> None:
    """A table with other column names, a title row across it and one cell for equal horizons that follow each other."""
    paper.page_header("باسمه تعالی")
    paper.bold_line(f"صورتجلسه {meeting.title}", centred=True)
    openings.in_fields(paper, meeting, dates.named)
    paper.bold_line("اسامی حاضرین:")
    attendance.in_table(paper, meeting)
    paper.bold_line("دستور کار جلسه:")
    paper.lines(f"{persian_digits(n)}- {topic}" for n, topic in enumerate(meeting.agenda, 1))
    paper.bold_line("خلاصه مذاکرات:")
    paper.lines(meeting.discussion)
    decisions.in_merged_table(paper, meeting, dates.end_of_month)


def automatic_lists(paper: Paper, meeting: WrittenMeeting) -> None:
    """Lists that Word numbers itself, each resolution followed by a line of its particulars."""
    paper.title(meeting.title)
    openings.in_fields(paper, meeting, dates.slashed)
    paper.heading("حاضرین در جلسه", 2)
    paper.numbered(meeting.attendees)
    paper.heading("دستور جلسه", 2)
    for topic in meeting.agenda:
        paper.line(topic, style="List Number")
    paper.heading("شرح مذاکرات", 2)
    paper.lines(meeting.discussion)
    paper.heading("مصوبات", 2)
    decisions.in_automatic_list(paper, meeting, dates.named)
    paper.bold_line("محل امضای حاضران")


def dashed_paragraphs(paper: Paper, meeting: WrittenMeeting) -> None:
    """A prose opening, then «۱ـ …» paragraphs with the particulars in brackets at the end of each."""
    paper.bold_line("بسمه تعالی", centred=True)
    paper.bold_line(f"صورتجلسه {meeting.title}", centred=True)
    openings.in_prose(paper, meeting, dates.slashed)
    paper.bold_line("دستور جلسه:")
    paper.lines(f"{persian_digits(n)}ـ {topic}" for n, topic in enumerate(meeting.agenda, 1))
    paper.bold_line("مشروح مذاکرات:")
    paper.lines(meeting.discussion)
    paper.bold_line("مصوبات:")
    decisions.in_brackets(paper, meeting, dates.slashed)


def clauses(paper: Paper, meeting: WrittenMeeting) -> None:
    """«بند ۱- …» with one particular a line under it."""
    paper.page_footer(f"{meeting.body} | صفحه ")
    paper.title(f"صورتجلسه {ordinal(meeting.number)}ین نشست")
    paper.line(meeting.title)
    openings.in_fields(paper, meeting, dates.day_first)
    paper.heading("شرکت‌کنندگان")
    attendance.in_prose(paper, meeting)
    paper.heading("دستور جلسه")
    paper.bulleted(meeting.agenda)
    paper.heading("خلاصه مباحث مطرح‌شده")
    paper.lines(meeting.discussion)
    paper.heading("تصمیمات متخذه")
    decisions.in_clauses(paper, meeting, dates.day_first)


def numbered_resolutions(paper: Paper, meeting: WrittenMeeting) -> None:
    """«مصوبه شماره ۱: …» with the particulars told in a sentence."""
    paper.bold_line(f"صورتجلسه {meeting.title}", centred=True)
    openings.as_table(paper, meeting, dates.named_month)
    paper.bold_line("اعضای حاضر")
    attendance.in_table(paper, meeting)
    paper.bold_line("دستور جلسه")
    paper.line("؛ ".join(f"{persian_digits(n)}) {topic}" for n, topic in enumerate(meeting.agenda, 1)))
    paper.bold_line("مشروح جلسه")
    paper.lines(meeting.discussion)
    paper.bold_line("موارد مصوب")
    decisions.in_sentences(paper, meeting, dates.named)


def by_horizon(paper: Paper, meeting: WrittenMeeting) -> None:
    """Resolutions under the headings of their horizons, keeping their own numbers."""
    paper.page_header(meeting.title)
    paper.title("صورتجلسه")
    openings.in_prose(paper, meeting, dates.worded)
    paper.heading("دستور جلسه")
    paper.numbered(meeting.agenda, "%1.")
    paper.heading("مذاکرات")
    paper.lines(meeting.discussion)
    paper.heading("مصوبات به تفکیک افق زمانی")
    decisions.under_headings(paper, meeting, dates.end_of_month, HORIZONS, lambda shown: shown.horizon)


def by_working_group(paper: Paper, meeting: WrittenMeeting) -> None:
    """Resolutions under the headings of the groups that decided them, keeping their own numbers."""
    groups = tuple(dict.fromkeys(map(meeting.group_name, meeting.resolutions)))
    paper.title(f"صورتجلسه {meeting.title}")
    openings.in_fields(paper, meeting, dates.named_month)
    paper.heading("حاضرین", 2)
    paper.lines(f"- {attendee}" for attendee in meeting.attendees)
    paper.heading("دستور جلسه", 2)
    paper.lines(f"{persian_digits(n)}) {topic}" for n, topic in enumerate(meeting.agenda, 1))
    paper.heading("خلاصه مذاکرات", 2)
    paper.lines(meeting.discussion)
    paper.heading("تصمیمات", 2)
    decisions.under_headings(paper, meeting, dates.named_month, groups, lambda shown: shown.group)


def narrative(paper: Paper, meeting: WrittenMeeting) -> None:
    """Discussion and decisions under one heading; only «مقرر گردید» tells which is which."""
    paper.bold_line(meeting.title, centred=True)
    openings.in_prose(paper, meeting, dates.named_month)
    paper.bold_line("دستور جلسه:")
    paper.lines(f"• {topic}" for topic in meeting.agenda)
    paper.bold_line("مشروح جلسه:")
    paper.lines(meeting.discussion)
    decisions.in_narrative(paper, meeting, dates.named_month)


def form(paper: Paper, meeting: WrittenMeeting) -> None:
    """The long form: the whole of the minutes is one table with merged cells."""
    paper.page_header("فرم صورتجلسه")
    paper.page_footer()
    in_form(paper, meeting, dates.slashed)


def cards(paper: Paper, meeting: WrittenMeeting) -> None:
    """A small table of two columns for each resolution."""
    paper.title(f"صورتجلسه {meeting.title}")
    openings.as_table(paper, meeting, dates.named)
    paper.heading("فهرست حاضران")
    paper.numbered(meeting.attendees, "%1.")
    paper.heading("دستور جلسه")
    paper.numbered(meeting.agenda, "%1.")
    paper.heading("مشروح مذاکرات")
    paper.lines(meeting.discussion)
    paper.heading("مصوبات")
    decisions.on_cards(paper, meeting, dates.named)


def text_then_table(paper: Paper, meeting: WrittenMeeting) -> None:
    """The resolutions' texts as plain paragraphs, their particulars in a table after them."""
    paper.page_header(meeting.body)
    paper.bold_line(f"صورتجلسه {meeting.title}", centred=True)
    openings.in_fields(paper, meeting, dates.slashed)
    paper.heading("حاضران", 2)
    attendance.in_prose(paper, meeting)
    paper.heading("دستور جلسه", 2)
    paper.numbered(meeting.agenda)
    paper.heading("مشروح مذاکرات", 2)
    paper.lines(meeting.discussion)
    paper.heading("مصوبات نشست", 2)
    decisions.as_text_then_table(paper, meeting, dates.slashed)


LAYOUTS: tuple[Layout, ...] = (
    dashed_paragraphs,
    clauses,
    resolution_table,
    automatic_lists,
    numbered_resolutions,
    merged_table,
    by_horizon,
    narrative,
    form,
    by_working_group,
    text_then_table,
    cards,
)

FONTS = ("B Nazanin", "B Mitra", "B Zar", "B Lotus", "Tahoma")


def render_minutes(meeting: WrittenMeeting, layout: Layout, noise: Noise = unchanged) -> Any:
    """The session's minutes as a `docx.Document` in one of `LAYOUTS`, its text spoilt by `noise`."""
    paper = Paper(FONTS[LAYOUTS.index(layout) % len(FONTS)], noise)
    layout(paper, meeting)
    paper.describe(f"صورتجلسه {meeting.title}", dates.midday(meeting.date_jalali))
    return paper.document
