"""How minutes write resolutions down: number, text, group, who is responsible, until when, horizon and status."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from corpus.samples.dates import DateForm
from corpus.samples.numerals import persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenMeeting, WrittenResolution


@dataclass(frozen=True, slots=True)
class Decision:
    """A resolution as it is shown: every part a text."""

    number: str
    text: str
    group: str
    responsible: str
    due: str
    horizon: str
    status: str


def due(resolution: WrittenResolution, form: DateForm) -> str:
    """The deadline in the date form, or in the resolution's own words where it has no date."""
    return form(resolution.due_jalali) if resolution.due_jalali else str(resolution.due_text)


def decisions(meeting: WrittenMeeting, form: DateForm, between: str = "، ") -> list[Decision]:
    """The session's resolutions as they are shown, `between` standing between those responsible."""
    return [
        Decision(
            number=persian_digits(resolution.number),
            text=resolution.text,
            group=meeting.group_name(resolution),
            responsible=between.join(resolution.responsible),
            due=due(resolution, form),
            horizon=resolution.horizon,
            status=resolution.status,
        )
        for resolution in meeting.resolutions
    ]


def in_table(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """One row a resolution, under the usual column names."""
    names = ("ردیف", "شرح مصوبه", "مسئول پیگیری", "مهلت", "افق", "کارگروه", "وضعیت")
    rows = [
        (shown.number, shown.text, shown.responsible, shown.due, shown.horizon, shown.group, shown.status)
        for shown in decisions(meeting, form)
    ]
    paper.table([names, *rows])


def in_merged_table(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """Other column names in another order, a title across, and one cell for equal horizons in a row."""
    names = ("اولویت", "ردیف", "موضوع مصوبه", "اقدام‌کننده", "موعد انجام", "کارگروه مربوط", "ملاحظات")
    shown = decisions(meeting, form, between="\n")
    table = paper.grid(len(shown) + 2, len(names))
    paper.span(table, 0, (0, len(names) - 1), "جدول مصوبات نشست", bold=True)
    paper.fill_row(table.rows[1].cells, names, bold=True)
    for row, one in zip(table.rows[2:], shown, strict=True):
        paper.fill_row(row.cells[1:], (one.number, one.text, one.responsible, one.due, one.group, one.status))
    _merge_horizons(paper, table, shown, first_row=2)


def _merge_horizons(paper: Paper, table: Any, shown: Sequence[Decision], first_row: int) -> None:
    for horizon, together in groupby(shown, lambda one: one.horizon):
        next_row = first_row + len(list(together))
        paper.fill(table.cell(first_row, 0).merge(table.cell(next_row - 1, 0)), horizon)
        first_row = next_row


def in_automatic_list(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """Word numbers the resolutions; a line without a number holds the particulars of each."""
    list_id = paper.new_list()
    for shown in decisions(meeting, form, between=" و "):
        paper.list_item(shown.text, list_id)
        paper.labelled(
            ("مسئول پیگیری", shown.responsible),
            ("مهلت", shown.due),
            ("افق", shown.horizon),
            ("واحد", shown.group),
            ("وضعیت", shown.status),
        )


def in_brackets(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«۱ـ …» with everything else in brackets behind the text."""
    for shown in decisions(meeting, form):
        paper.line(
            f"{shown.number}ـ {shown.text} ({shown.group}؛ مسئول پیگیری: {shown.responsible}؛ مهلت: {shown.due}؛ "
            f"{shown.horizon}؛ وضعیت: {shown.status})"
        )


def in_clauses(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«بند ۱- مقرر گردید …» and a line for each particular."""
    for shown in decisions(meeting, form, between=" - "):
        paper.line(f"بند {shown.number}- مقرر گردید {shown.text}")
        paper.line(f"مرجع تصمیم: {shown.group}")
        paper.line(f"مسئول اجرا: {shown.responsible}")
        paper.line(f"مهلت اجرا: {shown.due}")
        paper.line(f"افق زمانی: {shown.horizon}")
        paper.line(f"آخرین وضعیت: {shown.status}")


def in_sentences(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«مصوبه شماره ۱: …» and a sentence that tells the particulars."""
    for shown in decisions(meeting, form, between=" و "):
        paper.bold_line(f"مصوبه شماره {shown.number}: {shown.text}")
        paper.line(
            f"این مصوبه {shown.horizon} از سوی {shown.group} تصویب شد. مسئول پیگیری آن {shown.responsible} است. "
            f"مهلت انجام: {shown.due}. وضعیت کنونی: {shown.status}."
        )


def under_headings(
    paper: Paper, meeting: WrittenMeeting, form: DateForm, names: Sequence[str], name_of: Callable[[Decision], str]
) -> None:
    """A heading for each name that has resolutions, and «۳) …» paragraphs under it that do not repeat the name."""
    for name in names:
        together = [shown for shown in decisions(meeting, form) if name_of(shown) == name]
        if together:
            paper.heading(f"مصوبات {name}", 3)
        for shown in together:
            paper.line(f"{shown.number}) {shown.text}")
            paper.labelled(("متولی", shown.responsible), ("زمان انجام", shown.due), ("وضعیت", shown.status))
            paper.lines(part for part in (shown.group, f"افق: {shown.horizon}") if name not in part)


def in_narrative(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«۱- پس از بحث، مقرر گردید …» in the run of the discussion."""
    openers = ("پس از بحث و تبادل نظر، مقرر گردید", "مقرر شد", "با توجه به گزارش ارائه‌شده، مقرر گردید")
    for index, shown in enumerate(decisions(meeting, form, between=" و ")):
        paper.line(
            f"{shown.number}- {openers[index % len(openers)]} {shown.text} اقدام‌کننده: {shown.responsible}. "
            f"مهلت: {shown.due}. {shown.group}، {shown.horizon}، {shown.status}."
        )


def on_cards(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """A table of labels and values for each resolution."""
    for shown in decisions(meeting, form):
        card = {
            "شماره مصوبه": shown.number,
            "شرح مصوبه": shown.text,
            "کارگروه": shown.group,
            "مسئول پیگیری": shown.responsible,
            "مهلت": shown.due,
            "افق زمانی": shown.horizon,
            "وضعیت": shown.status,
        }
        paper.table(list(card.items()), header=False)
        paper.line("")


def as_text_then_table(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«۱. …» paragraphs, then a follow-up table that knows the resolutions by their numbers only."""
    names = ("شماره مصوبه", "کارگروه", "مسئول", "مهلت انجام", "افق زمانی", "وضعیت")
    shown = decisions(meeting, form)
    paper.lines(f"{one.number}. {one.text}" for one in shown)
    paper.heading("جدول پیگیری مصوبات", 2)
    rows = [(one.number, one.group, one.responsible, one.due, one.horizon, one.status) for one in shown]
    paper.table([names, *rows])
