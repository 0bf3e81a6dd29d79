"""The desk's counts as the page shows them: the matrix, the cities, and the line of progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.minutes.desk_query import DeskQuery, Places
from api.rendering import to_persian
from corpus.desk import Cell, NoHorizon, Period, Standing
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.types import Horizon, ResolutionStatus

NO_HORIZON = "بدون افق"
CHART_WIDTH, CHART_HEIGHT = 440, 120
MOST_CITIES = 40


@dataclass(frozen=True, slots=True)
class CellView:
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the matrix: a status, what is overdue, or all."""

    name: str
    kind: str
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class MatrixView:
    horizons: list[str]
    lines: list[LineView]


@dataclass(frozen=True, slots=True)
class PlaceView:
    name: str
    url: str
    desk_url: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ChartView:
    """Two stepped lines that rise from the start on the right; points are in the picture's own units.

    `years` are (position, year) of the marks beneath; `periods` is the same in numbers, quarter by quarter where
    anything happened, each with the sums so far.
    """

    decided: str
    done: str
    years: list[tuple[float, str]]
    total: int
    total_done: int
    share: str
    periods: list[tuple[str, int, int, int, int]]


def matrix_view(cells: Sequence[Cell], query: DeskQuery) -> MatrixView:
    """The counts with each one's address; horizons across, statuses down, and sums at the ends."""
    columns: list[Horizon | NoHorizon | None] = [*Horizon]
    if any(cell.horizon is None for cell in cells):
        columns.append(NoHorizon.NONE)
    columns.append(None)

    def line(
        name: str, kind: str, status: ResolutionStatus | None, fields: dict[str, str], *, overdue: bool
    ) -> LineView:
        shown = []
        for column in columns:
            count = sum(
                cell.overdue if overdue else cell.count
                for cell in cells
                if (status is None or cell.status is status) and (column is None or _in(cell, column))
            )
            of_cell = {"horizon": column.value if column else "", "status": "", "overdue": ""} | fields
            current = all(query.given.get(field, "") == value for field, value in of_cell.items())
            shown.append(CellView(count, query.url(**of_cell), current))
        return LineView(name, kind, shown)

    lines = [
        line(STATUS_NAMES[status], status.value, status, {"status": status.value}, overdue=False)
        for status in ResolutionStatus
    ]
    lines.append(line("مهلت گذشته", "overdue", None, {"overdue": "1"}, overdue=True))
    lines.append(line("همه", "all", None, {}, overdue=False))
    return MatrixView([*(_name(column) for column in columns[:-1]), "همه"], lines)


def _in(cell: Cell, column: Horizon | NoHorizon) -> bool:
    return (cell.horizon or NoHorizon.NONE) is column


def _name(column: Horizon | NoHorizon | None) -> str:
    return HORIZON_NAMES[column] if isinstance(column, Horizon) else NO_HORIZON


def city_views(standings: dict[str, Standing], places: Places, query: DeskQuery) -> list[PlaceView]:
    """The cities with anything to do, those with most overdue first."""
    ordered = sorted(standings.items(), key=lambda one: (-one[1].overdue, -one[1].open, -one[1].total, one[0]))
    return [
        PlaceView(places.cities[city].name, f"/cities/{city}", query.url(city=city, role=""), standing)
        for city, standing in ordered[:MOST_CITIES]
        if city in places.cities
    ]


def chart_view(periods: Sequence[Period]) -> ChartView | None:
    """None where there is nothing to draw: one quarter is no line."""
    if len(periods) < 2:
        return None
    decided = done = 0
    sums = []
    for period in periods:
        decided, done = decided + period.decided, done + period.done
        sums.append((decided, done))
    top = max(decided, done, 1)
    step = CHART_WIDTH / len(periods)

    def points(column: int) -> str:
        height = [round(CHART_HEIGHT * (1 - one[column] / top), 1) for one in sums]
        path = [f"M{CHART_WIDTH} {CHART_HEIGHT}"]
        for number, at in enumerate(height):
            path.append(f"V{at}H{round(CHART_WIDTH - (number + 1) * step, 1)}")
        return "".join(path)

    first_year, last_year = periods[0].year, periods[-1].year
    every = max(1, -(-(last_year - first_year + 1) // 6))
    years = [
        (round(CHART_WIDTH - number * step, 1), to_persian(period.year))
        for number, period in enumerate(periods)
        if period.quarter == 1 and (period.year - first_year) % every == 0
    ]
    return ChartView(
        decided=points(0),
        done=points(1),
        years=years,
        total=decided,
        total_done=done,
        share=f"{to_persian(round(100 * done / decided) if decided else 0)}٪",
        periods=[
            (f"{SEASONS[period.quarter - 1]} {to_persian(period.year)}", period.decided, period.done, *so_far)
            for period, so_far in zip(periods, sums, strict=True)
            if period.decided or period.done
        ],
    )


SEASONS = ("بهار", "تابستان", "پاییز", "زمستان")
