"""Our filter in an engine's words; both engines name their classes alike, only the range class differs."""

from typing import Any

from corpus.index.port import AmongIds, AnyOf, Between, Condition, Filter, Match


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
