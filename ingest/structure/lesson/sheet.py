"""Lessons in a table, one a row: which column is which field, and what is wrong with each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import TooManyRows, UnusableSheet
from corpus.lesson_form import FIELD_NAMES, REQUIRED, LessonForm
from corpus.text.display import display_text
from corpus.text.numbers import to_persian_digits
from corpus.types import BlockKind, Value
from ingest.readers.blocks import Page, Reading
from ingest.structure.lesson.checks import is_date, problems_of, readable_date
from ingest.structure.lesson.facts import polarity_of
from ingest.structure.lesson.labels import IMPACTS, Match, compact, field_of
from ingest.structure.lesson.outline import SHORT
from ingest.structure.lesson.vocabulary import LEARNED
from ingest.structure.places import PlaceNames

__all__ = ["MOST_ROWS", "ProposedSheet", "SheetColumn", "SheetRow", "read_sheet"]

MOST_ROWS = 5_000
# Titles and notes may stand over the header, but not more than so many rows of them.
MOST_ROWS_OVER_HEADER = 15
LONGEST_HEADER_WORDS = 16
# So many values tell what a column without a telling header holds, and so many of them have to agree.
TELLING_VALUES, AGREEING = 50, 0.8
BY_CONTENT = 0.6
# A sheet that explains the others, as our own template's does, names every field and holds no lesson.
_GUIDES = frozenset(map(compact, ("راهنما", "راهنمای تکمیل", "guide", "help", "instructions")))
# A second row of headers has to name at least so much more than the first alone.
_WORTH_A_ROW = 0.5

NO_TABLE = "در این پرونده جدولی از تجربه‌ها پیدا نشد؛ هر تجربه را در یک ردیف، زیر یک ردیف سرستون بنویسید."
TOO_MANY = "این جدول {count} ردیف دارد؛ بیش از {most} ردیف با هم پذیرفته نمی‌شود. آن را به چند پرونده تقسیم کنید."
NO_COLUMN = "ستون {number} در این جدول نیست."
NO_FIELD = "«{name}» نام هیچ بخشی از تجربه نیست."
TWICE = "دو ستون برای «{name}» برگزیده شده است؛ یکی را بردارید."
REPEATED = "این تجربه تکرار ردیف {number} است."
NOT_FOUND = "ستونی برای این بخش‌های لازم پیدا نشد: {names}."
LEFT_OUT = "این ستون‌ها به هیچ بخشی نرفت: {names}."
OTHER_SHEETS = "تنها برگهٔ «{name}» خوانده شد."


@dataclass(frozen=True, slots=True)
class SheetColumn(Value):
    """A column of the table, from 0; `field` is None where it is none of the lesson's."""

    index: int
    header: str
    field: str | None = None
    certainty: float = 0.0


@dataclass(frozen=True, slots=True)
class SheetRow(Value):
    """`number` is the row's in the file as people count; `problems` has a Persian sentence for each field that is wrong."""

    number: int
    form: LessonForm
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class ProposedSheet(Value):
    """A table of lessons for a person to look over. `sheet` is its sheet's name, where it has one."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    sheet: str = ""
    notices: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[int, str]:
        """The field of each column that has one: what a person changes and passes to `read_sheet` again."""
        return {column.index: column.field for column in self.columns if column.field}

    @property
    def good_rows(self) -> tuple[SheetRow, ...]:
        return tuple(row for row in self.rows if row.good)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of one width; once its header was found, `headers` has it and `rows` what stands below."""

    sheet: str
    rows: tuple[_Row, ...]
    headers: tuple[str, ...] = ()
    worth: float = 0.0


def read_sheet(reading: Reading, names: PlaceNames, mapping: Mapping[int, str] | None = None) -> ProposedSheet:
    """The lessons of the table in the file that looks most like one of lessons; rows without any text are passed over.

    `mapping` tells the field of each column, from 0, instead of what the headers say. Raises `UnusableSheet` when there
    is no table or the mapping names what is not there, and `TooManyRows`.
    """
    tables = [_headed(turned) for table in _tables(reading) for turned in (table, _turned(table)) if turned.rows]
    table = max(tables, key=lambda one: one.worth, default=None)
    if table is None:
        raise UnusableSheet(NO_TABLE)
    if len(table.rows) > MOST_ROWS:
        count, most = to_persian_digits(len(table.rows)), to_persian_digits(MOST_ROWS)
        raise TooManyRows(TOO_MANY.format(count=count, most=most))
    columns = _matched(table, names) if mapping is None else _chosen(table, mapping)
    rows = tuple(_without_repeats(_checked(row, columns, names) for row in table.rows))
    others = {one.sheet for one in tables if one.worth >= 2} - {table.sheet}
    return ProposedSheet(columns, rows, table.sheet, tuple(_notices(table, columns, others=bool(others))))


def _tables(reading: Reading) -> Iterator[_Table]:
    for page in reading.pages:
        rows, name = tuple(_sheet_rows(page)), _name(page)
        if compact(name) in _GUIDES:
            continue
        if len(rows) > 1:
            yield _Table(name, rows)
        for block in page.blocks:
            if block.kind is BlockKind.TABLE and block.cells and len(block.cells) > 1:
                width = max(map(len, block.cells))
                cells = (_shown(row, width) for row in block.cells)
                yield _Table("", tuple(_Row(number, row) for number, row in enumerate(cells, 1) if any(row)))


def _sheet_rows(page: Page) -> Iterator[_Row]:
    """The rows of a sheet, what the reader took for its header among them as the first."""
    headed = False
    for block in page.blocks:
        if block.row is None or not block.cells:
            continue
        if len(block.cells) > 1 and not headed:
            yield _Row(max(1, block.row - 1), _shown(block.cells[0], len(block.cells[0])))
        headed = True
        yield _Row(block.row, _shown(block.cells[-1], len(block.cells[-1])))


def _name(page: Page) -> str:
    first = page.blocks[0] if page.blocks else None
    return display_text(first.text) if first and first.kind is BlockKind.HEADING and first.level == 1 else ""


def _shown(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*(display_text(cell).strip() for cell in row), *[""] * (width - len(row)))


def _turned(table: _Table) -> _Table:
    """The table on its side: a form in a sheet has its labels in the first column, and a lesson in the next."""
    if len(table.rows) > len(FIELD_NAMES) * 2 or len(table.rows[0].cells) < 2:
        return _Table(table.sheet, ())
    columns = zip(*(row.cells for row in table.rows), strict=True)
    return _Table(table.sheet, tuple(_Row(number, cells) for number, cells in enumerate(columns, 1)))


def _headed(table: _Table) -> _Table:
    """The table with the row, or the two rows, that name most fields for its header; the first row where none does."""
    best = replace(table, headers=table.rows[0].cells, rows=table.rows[1:])
    for index, row in enumerate(table.rows[:MOST_ROWS_OVER_HEADER]):
        below = table.rows[index + 1 :]
        worth = _worth(row.cells)
        if worth > best.worth:
            best = replace(table, headers=row.cells, rows=below, worth=worth)
        if below and len(below) > 1:
            both = tuple(
                " ".join(dict.fromkeys(filter(None, pair))) for pair in zip(row.cells, below[0].cells, strict=True)
            )
            if (worth := _worth(both)) > best.worth + _WORTH_A_ROW and _worth(below[0].cells) >= worth / 3:
                best = replace(table, headers=both, rows=below[1:], worth=worth)
    return best


def _worth(headers: Sequence[str]) -> float:
    """How much of a lesson the headers name: the certainty of each field, once."""
    found: dict[str, float] = {}
    for match in map(_match, headers):
        if match:
            found[match.field] = max(match.certainty, found.get(match.field, 0))
    return sum(found.values()) if len(found) > 1 else 0


def _match(header: str) -> Match | None:
    if not header or len(header.split()) > LONGEST_HEADER_WORDS:
        return None
    match = field_of(header)
    return None if match is None or match.field == IMPACTS else match


def _matched(table: _Table, names: PlaceNames) -> tuple[SheetColumn, ...]:
    """Every field by the header that names it most surely, and what is left by what the columns hold."""
    columns = [SheetColumn(index, header) for index, header in enumerate(table.headers)]
    matches = [
        (match.certainty, -index, match.field)
        for index, header in enumerate(table.headers)
        if (match := _match(header))
    ]
    taken: set[str] = set()
    for certainty, place, name in sorted(matches, reverse=True):
        held = _content(table, -place, names) if name == "time" else None
        name = "date" if held == "date" else name
        if name not in taken:
            taken.add(name)
            columns[-place] = replace(columns[-place], field=name, certainty=certainty)
    columns = [_advised(column, taken) for column in columns]
    for column in columns:
        if column.field is None and (held := _content(table, column.index, names)) and held not in taken:
            taken.add(held)
            columns[column.index] = replace(column, field=held, certainty=BY_CONTENT)
    return tuple(columns)


def _advised(column: SheetColumn, taken: set[str]) -> SheetColumn:
    """What was learned is what is advised, or why it happened where the table has both and no cause."""
    if column.field != LEARNED:
        return column
    name = next((name for name in ("recommendation", "cause") if name not in taken), None)
    if name is None:
        return replace(column, field=None, certainty=0.0)
    taken.add(name)
    return replace(column, field=name, certainty=column.certainty if name == "recommendation" else BY_CONTENT)


def _content(table: _Table, index: int, names: PlaceNames) -> str | None:
    """The field that a column's values themselves betray: cities, dates, or kinds of lesson."""
    values = [row.cells[index] for row in table.rows[:TELLING_VALUES] if row.cells[index]]
    if len(values) < 2:
        return None
    for name, fits in (
        ("city", lambda text: names.city(text) is not None and len(text.split()) <= 3),
        ("date", lambda text: len(compact(text)) >= 4 and is_date(text)),
        ("polarity", lambda text: len(text.split()) <= 3 and polarity_of(text) is not None),
    ):
        if sum(map(fits, values)) >= AGREEING * len(values):
            return name
    return None


def _chosen(table: _Table, mapping: Mapping[int, str]) -> tuple[SheetColumn, ...]:
    for index, name in mapping.items():
        if not 0 <= index < len(table.headers):
            raise UnusableSheet(NO_COLUMN.format(number=to_persian_digits(index + 1)))
        if name not in FIELD_NAMES:
            raise UnusableSheet(NO_FIELD.format(name=name))
        if list(mapping.values()).count(name) > 1:
            raise UnusableSheet(TWICE.format(name=FIELD_NAMES[name]))
    return tuple(
        SheetColumn(index, header, mapping.get(index), 1.0 if index in mapping else 0.0)
        for index, header in enumerate(table.headers)
    )


def _checked(row: _Row, columns: Sequence[SheetColumn], names: PlaceNames) -> SheetRow:
    values = {column.field: row.cells[column.index] for column in columns if column.field}
    values = {name: " ".join(text.split()) if name in SHORT else text for name, text in values.items()}
    if values.get("date"):
        values["date"] = readable_date(values["date"])
    problems = problems_of(values, names)
    polarity = polarity_of(values.get("polarity", ""))
    return SheetRow(row.number, LessonForm(**values | {"polarity": polarity.value if polarity else ""}), problems)


def _without_repeats(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """The rows, each that repeats an earlier one's title and problem with that said of it."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (compact(row.form.title), compact(row.form.problem))
        earlier = seen.setdefault(key, row.number) if any(key) else row.number
        if earlier == row.number:
            yield row
        else:
            said = {"title": REPEATED.format(number=to_persian_digits(earlier))}
            yield replace(row, problems=said | dict(row.problems))


def _notices(table: _Table, columns: Sequence[SheetColumn], *, others: bool) -> Iterator[str]:
    found = {column.field for column in columns}
    if missing := [FIELD_NAMES[name] for name in REQUIRED if name not in found]:
        yield NOT_FOUND.format(names="، ".join(missing))
    if left := [column.header for column in columns if column.field is None and column.header]:
        yield LEFT_OUT.format(names="، ".join(f"«{header}»" for header in left))
    if others and table.sheet:
        yield OTHER_SHEETS.format(name=table.sheet)
