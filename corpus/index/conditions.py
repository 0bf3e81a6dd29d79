"""Our filter in an engine's words, and asked of one payload.

Both engines name their classes alike, only the range class differs.
"""

from typing import Any

from corpus.index.port import AmongIds, AnyOf, Between, Condition, Filter, Match, Payload


def engine_filter(where: Filter | None, models: Any, *, range_class: Any, id_condition: Any) -> Any:
    """The engine's filter object, None for no filter."""
    if where is None or not (where.must or where.must_not):
        return None

    def translate(condition: Condition) -> Any:
        match condition:
            case Match(field, values):
                return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))
            case Between(field, least, most):
                return models.FieldCondition(key=field, range=range_class(gte=least, lte=most))
            case AmongIds(ids):
                return id_condition(ids)
            case AnyOf(conditions):
                return models.Filter(should=[translate(c) for c in conditions])

    must, must_not = ([translate(c) for c in side] or None for side in (where.must, where.must_not))
    return models.Filter(must=must, must_not=must_not)


def holds(where: Filter, payload: Payload) -> bool:
    """Whether a point with this payload would pass the filter. `AmongIds` asks for what no payload says: it never holds."""
    return all(_holds(one, payload) for one in where.must) and not any(_holds(one, payload) for one in where.must_not)


def _holds(condition: Condition, payload: Payload) -> bool:
    match condition:
        case Match(field, values):
            return any(value in values for value in _values(payload, field))
        case Between(field, least, most):
            return any(
                (least is None or value >= least) and (most is None or value <= most)
                for value in _values(payload, field)
            )
        case AmongIds():
            return False
        case AnyOf(conditions):
            return any(_holds(one, payload) for one in conditions)


def _values(payload: Payload, field: str) -> list[Any]:
    held = payload.get(field)
    if held is None:
        return []
    return held if isinstance(held, list) else [held]
