"""Questions that nothing answers as a spreadsheet, grouped by what they ask for."""

from collections.abc import Sequence

from api.exports.spreadsheet import Cell, delimited, workbook
from api.search_log.reports import GapGroup
from corpus.text.dates import format_jalali, jalali

# Each column with its width in characters.
COLUMNS = (("موضوع", 40), ("پرسش", 60), ("بار", 8), ("نخستین بار", 18), ("واپسین بار", 18))


def gaps_as_xlsx(groups: Sequence[GapGroup]) -> bytes:
    return workbook("پرسش‌های بی‌پاسخ", COLUMNS, list(_rows(groups)), fixed_columns=1)


def gaps_as_csv(groups: Sequence[GapGroup]) -> bytes:
    """The same as UTF-8 CSV with the mark that Excel knows it by."""
    return delimited(COLUMNS, list(_rows(groups)))


def _rows(groups: Sequence[GapGroup]) -> Sequence[tuple[Cell, ...]]:
    return [
        (group.label, gap.query, gap.count, format_jalali(jalali(gap.first_day)), format_jalali(jalali(gap.last_day)))
        for group in groups
        for gap in group.gaps
    ]
