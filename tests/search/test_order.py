"""What youth adds to a score."""

from hypothesis import given
from hypothesis import strategies as st

from search.order import LASTING, recency

YEARS = st.floats(1300, 1405)


@given(YEARS, YEARS)
def test_the_younger_never_counts_less_and_the_oldest_keeps_most_of_its_score(one: float, other: float) -> None:
    assert LASTING <= recency(min(one, other), 1405) <= recency(max(one, other), 1405) <= 1


def test_a_half_life_halves_what_youth_adds() -> None:
    assert recency(1405, 1405) == 1
    assert recency(1397, 1405) == (1 + LASTING) / 2
    assert recency(0, 1405) == LASTING
