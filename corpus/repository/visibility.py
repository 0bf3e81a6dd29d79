"""What the viewer may see, as conditions of a query; every repository that reads items puts them into each of its reads."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from corpus.access import viewer
from corpus.types import Visibility


def visible(visibility: ColumnElement[Any], city_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Conditions that hold for items of that visibility and city which are for the viewer; none where all of them are."""
    who = viewer()
    if who.audiences is None:
        return []
    plain = [one for one in who.audiences if one in set(Visibility)]
    conditions: list[ColumnElement[bool]] = [visibility.in_(plain)]
    if who.city_id and len(plain) < len(who.audiences):
        conditions.append(and_(visibility == Visibility.CITY.value, city_id == who.city_id))
    return [or_(*conditions)]
