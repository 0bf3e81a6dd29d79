"""A table of minutes: rows of resolutions, those present, one resolution in fields, or fields of the session."""

from collections.abc import Sequence
from functools import cached_property

from corpus.minutes import Parsed, Source
from ingest.structure.minutes import columns as tables
from ingest.structure.minutes.decision import Decision
from ingest.structure.minutes.fields import cell_lines, read_number, slice_of
from ingest.structure.minutes.lines import Cells, Line, Table
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.particulars import Particulars, trimmed
from ingest.structure.minutes.plain import Plain
from ingest.structure.minutes.session import HEADING_LENGTH, Session
from ingest.structure.minutes.vocabulary import RESOLUTION, SECTION, SESSION, Role, role_of, section_of

# Columns whose merged cells stand for every row that they span.
_SPANNING = (RESOLUTION.HORIZON, RESOLUTION.GROUP, RESOLUTION.SESSION, RESOLUTION.HELD)


class TableReader:
    """One table of a session: fields of the session, those present, resolutions in rows, or one resolution in fields."""

    def __init__(self, session: Session, table: Table) -> None:
        self.session = session
        self.table = table
        self.columns: tables.Columns | None = None
        self.names: list[int] | None = None
        self.spanning: Cells = {}
        self.card: Decision | None = None
        self.known: dict[int | None, Decision] | None = None

    def read(self) -> None:
        """Give the session what the table holds."""
        for row in self.table.rows:
            for cell in row.values():
                self.session.cover(cell)
        rows = self.table.rows
        if self.table.sheet and rows:
            self._sheet_head(rows[0])
            rows = rows if self.columns is None else rows[1:]
        if self.columns is None and not self._any_head(rows) and not self._any_labels(rows):
            trusted = self.session.section is SECTION.RESOLUTIONS or self.table.sheet or self.session.section is None
            if trusted and (found := tables.columns_by_content(rows)) and self._credible(found):
                self.columns = found
                self.session.has_resolution_table = (
                    self.session.has_resolution_table or self.table.sheet or len(found) > 3
                )
        if self.table.sheet and self.columns is None:
            return
        for index, row in enumerate(rows):
            self._row(index, row, rows)

    def _credible(self, columns: tables.Columns) -> bool:
        named = columns.keys() & {RESOLUTION.RESPONSIBLE, RESOLUTION.DUE, RESOLUTION.HORIZON, RESOLUTION.STATUS}
        if self.session.section is SECTION.RESOLUTIONS:
            return bool(named)
        return len(named) >= 2 and bool(named & {RESOLUTION.RESPONSIBLE, RESOLUTION.DUE})

    def _sheet_head(self, row: Cells) -> None:
        columns = tables.head_columns(row)
        if columns:
            self._use(columns, row, self.table.rows[1:])

    def _any_head(self, rows: Sequence[Cells]) -> bool:
        return any(tables.head_columns(row) or tables.is_attendance_head(row) for row in rows)

    def _any_labels(self, rows: Sequence[Cells]) -> bool:
        return any(self._pairs(row) for row in rows)

    def _use(self, columns: tables.Columns, head: Cells, rows: Sequence[Cells]) -> None:
        self.columns = tables.with_text_column(columns, head, rows)
        self.names = None
        self.session.has_resolution_table = True
        if self.session.section is not SECTION.RESOLUTIONS:
            self.session.open(SECTION.RESOLUTIONS)
        named = head.get(self.columns.get(RESOLUTION.TEXT, -1))
        if named and RESOLUTION.HORIZON not in self.columns:
            # «ردیف | کوتاه‌مدت | مسئول»
            self.session.resolutions.horizon_of(named)

    def _row(self, index: int, row: Cells, rows: Sequence[Cells]) -> None:
        if not row:
            return
        if columns := tables.head_columns(row):
            self._use(columns, row, rows[index + 1 : index + 1 + _LOOKED_AT])
        elif tables.is_attendance_head(row) and self.columns is None:
            self.names = tables.attendance_columns(row)
            if self.session.section is not SECTION.ABSENT:
                self.session.open(SECTION.PRESENT)
        elif len(row) == 1 and self._single(next(iter(row.items()))):
            return
        elif self.columns is not None:
            self._resolution(row)
        elif self.names is not None:
            self._attendee(row)
        elif pairs := self._pairs(row):
            self._labelled(pairs)
        else:
            self._cells(row)

    def _single(self, column_and_cell: tuple[int, Plain]) -> bool:
        """A cell across the table is a heading or a line; False where it goes on with the row before."""
        column, cell = column_and_cell
        if self.columns is not None:
            decisions = self.session.resolutions.decisions
            if column == self.columns.get(RESOLUTION.TEXT) and column != 0 and decisions and decisions[-1].pieces:
                decisions[-1].pieces.append(cell)
                return True
            if section_of(cell.text) is None and not self.session.resolutions.context(trimmed(cell), plainly=True):
                return True
            if section_of(cell.text) is None:
                return True
            self.columns = None
        self.session.line(Line(cell, heading=len(cell.text) < HEADING_LENGTH))
        return True

    def _pairs(self, row: Cells) -> list[tuple[Plain, Plain]]:
        """Labels with their values: «شماره نشست | ۱۸ | تاریخ | …»; a label without a value is left out."""
        cells = [row[column] for column in sorted(row)]
        pairs: list[tuple[Plain, Plain]] = []
        position = 0
        while position + 1 < len(cells):
            if _is_label(cells[position].text) and not (_is_label(cells[position + 1].text) and len(cells) > 2):
                pairs.append((cells[position], cells[position + 1]))
                position += 2
            else:
                position += 1
        return pairs if pairs and _is_label(cells[0].text) else []

    def _labelled(self, pairs: Sequence[tuple[Plain, Plain]]) -> None:
        session = self.session
        card = self._is_card
        for label, value in pairs:
            if section := section_of(label.text.strip(" :")):
                session.open(section)
                for line in cell_lines(session.document, value):
                    session.line(Line(line))
                continue
            of_resolution = role_of(label.text, RESOLUTION)
            if card and isinstance(of_resolution, RESOLUTION):
                self._card_field(of_resolution, value)
                continue
            role = role_of(label.text, SESSION) or _SESSION_ROLES.get(of_resolution)
            if isinstance(role, SESSION):
                session.head.field(role, value)

    def _by_number(self) -> dict[int | None, Decision]:
        """The resolutions that stood before the table; its rows may be their particulars."""
        if self.known is None:
            self.known = {one.number.value: one for one in self.session.resolutions.decisions}
        return self.known

    @cached_property
    def _is_card(self) -> bool:
        """Whether the table is one resolution in fields."""
        roles = {role_of(label.text, RESOLUTION) for row in self.table.rows for label, _ in self._pairs(row)}
        return (
            RESOLUTION.TEXT in roles
            and bool(roles & {RESOLUTION.RESPONSIBLE, RESOLUTION.DUE, RESOLUTION.STATUS, RESOLUTION.HORIZON})
            and not any(
                role_of(label.text, SESSION) in (SESSION.NUMBER, SESSION.DATE)
                for row in self.table.rows
                for label, _ in self._pairs(row)
            )
        )

    def _card_field(self, role: RESOLUTION, value: Plain) -> None:
        session = self.session
        again = self.card is not None and (
            (role is RESOLUTION.TEXT and bool(self.card.pieces)) or (role is RESOLUTION.NUMBER and self.card.told_of)
        )
        if self.card is None or again:
            self.card = session.resolutions.new(style="card")
            session.resolutions.decisions.append(self.card)
            session.has_resolution_table = True
            if session.section is not SECTION.RESOLUTIONS:
                session.open(SECTION.RESOLUTIONS)
        if role is RESOLUTION.NUMBER:
            self.card.number = read_number(value)
        elif role is RESOLUTION.TEXT:
            self.card.pieces.append(value)
        else:
            self.card.tell({role: value})

    def _resolution(self, row: Cells) -> None:
        assert self.columns is not None
        session = self.session
        cells = {role: row[column] for role, column in self.columns.items() if column in row}
        for role in _SPANNING:
            if role in self.columns:
                column = self.columns[role]
                if column in row:
                    self.spanning[column] = row[column]
                elif column in self.spanning:
                    cells[role] = self.spanning[column]
        number: Parsed[int | None] = Parsed(None)
        if RESOLUTION.NUMBER in cells:
            number = read_number(cells[RESOLUTION.NUMBER])
        text = cells.get(RESOLUTION.TEXT)
        particulars: Particulars = {
            role: value for role, value in cells.items()
            if role not in (RESOLUTION.NUMBER, RESOLUTION.TEXT, RESOLUTION.SESSION, RESOLUTION.HELD)
        }  # fmt: skip
        own = particulars.keys() - set(_SPANNING)
        if text is None:
            if number.value is not None and number.value in self._by_number():
                self._by_number()[number.value].tell(particulars)
            return
        if (
            number.value is None
            and not own
            and session.resolutions.decisions
            and session.resolutions.decisions[-1].style == "row"
            and RESOLUTION.NUMBER in self.columns
        ):
            session.resolutions.decisions[-1].pieces.append(text)
            return
        marker = marker_of(text.text)
        if number.value is None and marker and marker.style in ("digits", "word"):
            number = Parsed(marker.number, text.source(marker.start, marker.end), 0.9)
        if marker and marker.style in ("digits", "word", "bullet") and marker.number in (number.value, None):
            text = text.part(marker.end)
        decision = session.resolutions.new(number, text, style="row")
        decision.tell(particulars)
        decision.session, decision.held = cells.get(RESOLUTION.SESSION), cells.get(RESOLUTION.HELD)
        # An empty cell under «مهلت» says that there is none.
        for role in (RESOLUTION.DUE, RESOLUTION.RESPONSIBLE):
            if role in self.columns and role not in cells:
                decision.particulars.setdefault(role, _EMPTY)
        session.resolutions.decisions.append(decision)

    def _attendee(self, row: Cells) -> None:
        assert self.names is not None
        named = [row[column] for column in self.names if column in row]
        if not named:
            return
        section = SECTION.ABSENT if self.session.section is SECTION.ABSENT else SECTION.PRESENT
        said = "، ".join(slice_of(self.session.document, one.whole) for one in named)
        source = Source(named[0].whole.start, named[-1].whole.end)
        self.session.people[section].append(Parsed(said, source, 0.97))

    def _cells(self, row: Cells) -> None:
        """A row that is none of these: each of its cells is a line, numbers aside."""
        for cell in (row[column] for column in sorted(row)):
            if not cell.text.strip("-. ").isdigit():
                self.session.line(Line(cell))


# So many rows tell which column is which.
_LOOKED_AT = 100
_EMPTY = Plain("", (), ())
_SESSION_ROLES: dict[Role | None, SESSION] = {
    RESOLUTION.TEXT: SESSION.TITLE, RESOLUTION.NUMBER: SESSION.NUMBER, RESOLUTION.GROUP: SESSION.BODY,
    RESOLUTION.SESSION: SESSION.NUMBER, RESOLUTION.DUE: SESSION.OTHER, RESOLUTION.RESPONSIBLE: SESSION.OTHER,
}  # fmt: skip


def _is_label(text: str) -> bool:
    text = text.strip(" :")
    return len(text) < 40 and (role_of(text) is not None or section_of(text) is not None)
