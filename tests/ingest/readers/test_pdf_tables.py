"""Which ruling lines make a table, and where its cells are."""

from collections.abc import Iterable

from ingest.readers.pdf_glyphs import MOST_RULES, Rule
from ingest.readers.pdf_tables import TableBoxes, find_tables


def grid(xs: Iterable[float], ys: Iterable[float]) -> list[Rule]:
    xs, ys = list(xs), list(ys)
    return [*(Rule(xs[0], y, xs[-1], y) for y in ys), *(Rule(x, ys[0], x, ys[-1]) for x in xs)]


def shape(table: TableBoxes) -> tuple[int, int, int]:
    return table.rows, table.columns, len(table.cells)


def test_lines_that_cross_make_cells() -> None:
    (table,) = find_tables(grid((50, 150, 300), (100, 120, 160, 200)))
    assert shape(table) == (3, 2, 6)
    last = table.cells[-1]
    assert (last.x0, last.y0, last.x1, last.y1, last.row, last.column) == (150, 160, 300, 200, 2, 1)


def test_lines_drawn_cell_by_cell_and_a_little_apart_are_the_same_table() -> None:
    pieces = [
        Rule(x, y + nudge, x + 100, y + nudge) for x in (50, 150) for y in (100, 120, 140) for nudge in (0, 0.6)
    ] + [Rule(x, y, x, y + 20) for x in (50, 150.5, 250) for y in (100, 120)]
    (table,) = find_tables(pieces)
    assert shape(table) == (2, 2, 4)


def test_a_cell_may_span_rows_and_columns() -> None:
    rules = [
        *(Rule(0, y, 90, y) for y in (0, 60)),
        *(Rule(x, 0, x, 60) for x in (0, 90)),
        Rule(30, 0, 30, 60),
        Rule(30, 20, 90, 20),
        Rule(60, 20, 60, 60),
        Rule(30, 40, 90, 40),
    ]
    (table,) = find_tables(rules)
    assert shape(table) == (3, 3, 6)
    tall, wide = table.cells[:2]
    assert (tall.y0, tall.y1, tall.column) == (0, 60, 0)
    assert (wide.x0, wide.x1, wide.column, wide.last_column) == (30, 90, 1, 2)


def test_frames_boxes_and_lists_in_boxes_are_no_tables() -> None:
    assert find_tables(grid((20, 580), (20, 820))) == []
    assert find_tables(grid((20, 580), (20, 100, 820))) == []
    assert find_tables(grid((20, 200, 580), (20, 820))) == []
    assert find_tables([Rule(20, y, 580, y) for y in range(100, 400, 20)]) == []


def test_a_frame_around_the_page_does_not_hide_the_tables_in_it() -> None:
    rules = [*grid((20, 580), (20, 820)), *grid((50, 150, 300), (100, 120, 160)), *grid((50, 90, 300), (400, 420, 440))]
    assert [shape(table) for table in find_tables(rules)] == [(2, 2, 4), (2, 2, 4)]


def test_running_text_framed_above_or_below_a_table_is_none_of_its_rows() -> None:
    rules = [*grid((50, 550), (20, 300, 340, 380, 800)), Rule(200, 300, 200, 380)]
    (table,) = find_tables(rules)
    assert shape(table) == (2, 2, 4) and table.top == 300


def test_a_drawing_is_no_table() -> None:
    assert find_tables(grid(range(0, 4 * MOST_RULES // 2, 4), range(0, 4 * MOST_RULES // 2, 4))) == []
