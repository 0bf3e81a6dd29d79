"""Which column of a table holds what: by its head, or by what stands in it."""

import re
from collections.abc import Callable, Sequence
from statistics import fmean

from corpus.text.dates import find_dates
from ingest.structure.minutes.lines import Cells
from ingest.structure.minutes.particulars import by_content, starts_with_body
from ingest.structure.minutes.plain import Plain, plain
from ingest.structure.minutes.vocabulary import RESOLUTION, role_of

Columns = dict[RESOLUTION, int]

_PARTICULARS = {RESOLUTION.RESPONSIBLE, RESOLUTION.DUE, RESOLUTION.STATUS, RESOLUTION.HORIZON, RESOLUTION.GROUP}
_ATTENDANCE = re.compile(
    r"(?:نام(?: و نام ?خانوادگی)?|نام خانوادگی|سمت|امضا|دستگاه|سازمان(?: متبوع)?|نهاد|عضو|اعضا|حاضرین|شرکت ?کننده|پست(?: سازمانی)?|محل امضا)"
    r"(?: ?(?:اعضا|حاضرین|محترم|متبوع))*"
)
_TALK = re.compile(r"(?:نام )?گوینده|خلاصه(?: (?:مذاکرات|مطالب|اظهارات))?|مباحث|شرح مذاکرات")
_DECIDED = re.compile(r"مصوب|تصمیم|^(?:نظر|نظریه|رای) (?:کمیسیون|کارگروه|کمیته|شورا|جلسه|نهایی|صادره)$")
_HEAD_LENGTH = 45


def head_columns(row: Cells) -> Columns | None:
    """The columns of resolutions if the row is their head, else None. A text column of unknown name is not there."""
    if len(row) < 2 or any(len(cell.text) > _HEAD_LENGTH or cell.text.isdigit() for cell in row.values()):
        return None
    columns: Columns = {}
    for column in sorted(row):
        role = role_of(row[column].text, RESOLUTION)
        if isinstance(role, RESOLUTION) and role not in columns:
            columns[role] = column
    # Lessons and projects have a title and a state as well; what is decided has a deadline, someone responsible or its name.
    decided = bool(columns.keys() & {RESOLUTION.RESPONSIBLE, RESOLUTION.DUE}) or any(
        _DECIDED.search(cell.text) for cell in row.values()
    )
    if not decided:
        return None
    talk = any(_TALK.fullmatch(cell.text) for cell in row.values())
    if RESOLUTION.TEXT in columns and (len(columns) > 1 or talk) and not _is_card(row, columns):
        return columns
    named = len(_PARTICULARS & columns.keys())
    return columns if named >= 2 and (RESOLUTION.NUMBER in columns or named >= 3) else None


def _is_card(row: Cells, columns: Columns) -> bool:
    """«شرح | ملاحظات» may head two columns, «شرح مصوبه | …» and a value does not."""
    return len(row) == 2 and len(columns) < 2


def is_attendance_head(row: Cells) -> bool:
    named = sum(bool(_ATTENDANCE.fullmatch(cell.text)) for cell in row.values())
    numbered = any(role_of(cell.text, RESOLUTION) is RESOLUTION.NUMBER for cell in row.values())
    return named >= 1 and named + numbered >= 2 and named + numbered >= len(row) - 1


def attendance_columns(row: Cells) -> list[int]:
    """Those that name who was there."""
    names = [column for column, cell in row.items() if _ATTENDANCE.fullmatch(cell.text) and "امضا" not in cell.text]
    return sorted(names)


def columns_by_content(rows: Sequence[Cells]) -> Columns | None:
    """The columns of a table of resolutions that has no head; None when it does not look like one."""
    rows = [row for row in rows if len(row) > 1]
    if not rows:
        return None
    cells = {column: [row[column] for row in rows if column in row] for row in rows for column in row}
    lengths = {column: fmean(len(cell.text) for cell in filled) for column, filled in cells.items()}
    text = max(lengths, key=lambda column: lengths[column])
    if lengths[text] < 20:
        return None
    columns: Columns = {RESOLUTION.TEXT: text}
    for column in sorted(cells):
        role = _role(cells[column])
        if column != text and role and role not in columns:
            columns[role] = column
    return columns if len(columns) > 1 else None


def with_text_column(columns: Columns, head: Cells, rows: Sequence[Cells]) -> Columns:
    """The columns with the one that the text stands in: of several named so, or where none is, the longest.

    «مصوبه | متن مصوبه» has the number in the first; «موضوع | مصوبه» what was decided in the second.
    """
    cells = {column: [row[column].text for row in rows if row.get(column)] for column in head}
    named = [column for column, cell in head.items() if role_of(cell.text, RESOLUTION) is RESOLUTION.TEXT]
    numbers = [column for column in named if cells[column] and all(map(_is_number, cells[column]))]
    named = [column for column in named if column not in numbers]
    if RESOLUTION.NUMBER not in columns and numbers:
        columns = {**columns, RESOLUTION.NUMBER: numbers[0]}
    decided = [column for column in named if _DECIDED.search(head[column].text)]
    left = [column for column in head if column not in columns.values() and column not in numbers]
    lengths = {column: fmean(map(len, cells[column] or [""])) for column in decided or named or left}
    longest = max(lengths, key=lambda column: lengths[column], default=None)
    if longest is None or (not named and lengths[longest] < 15):
        return {role: column for role, column in columns.items() if column not in numbers or role is RESOLUTION.NUMBER}
    return {**columns, RESOLUTION.TEXT: longest}


def _is_number(text: str) -> bool:
    return text.strip("-. ").isdigit() and len(text) < 6


def _role(cells: Sequence[Plain]) -> RESOLUTION | None:
    return next((role for role, holds in _CHECKS if sum(holds(cell.text) for cell in cells) * 2 > len(cells)), None)


def _content(text: str) -> object:
    return by_content(plain(text))


_CHECKS: tuple[tuple[RESOLUTION, Callable[[str], bool]], ...] = (
    (RESOLUTION.NUMBER, _is_number),
    (RESOLUTION.DUE, lambda text: bool(find_dates(text)) and len(text) < 40),
    (RESOLUTION.HORIZON, lambda text: _content(text) is RESOLUTION.HORIZON),
    (RESOLUTION.STATUS, lambda text: _content(text) is RESOLUTION.STATUS),
    (RESOLUTION.GROUP, lambda text: _content(text) is RESOLUTION.GROUP),
    (RESOLUTION.RESPONSIBLE, lambda text: starts_with_body(text) and len(text) < 120),
)
