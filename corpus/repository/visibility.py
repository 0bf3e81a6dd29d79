"""What the viewer may see, as conditions of a query; every repository that reads items puts them into each of its reads."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from corpus import tables
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


def once_visible(item_kind: ColumnElement[Any], item_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Conditions that hold for items that are, or at some time were, for those of whom the viewer is one."""
    audiences = viewer().audiences
    if audiences is None:
        return []
    table = tables.item_audiences
    held = select(table.c.audience).where(
        table.c.item_kind == item_kind, table.c.item_id == item_id, table.c.audience.in_(audiences)
    )
    return [held.exists()]
