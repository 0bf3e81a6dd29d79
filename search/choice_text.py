"""What was chosen beside a question, written into the question: «شهر:تهران زیرگذر»."""

from search.choices import Choices
from search.fields import FieldCatalog
from search.query import FieldFilter


def with_choices(text: str, choices: Choices, fields: FieldCatalog) -> tuple[str, tuple[str, ...]]:
    """The question with its choices as fields of it, and the names of those that no field can say."""
    years = _span(choices.year_from, choices.year_to)
    chosen = (
        ("نوع", choices.kinds),
        ("شهر", choices.cities),
        ("کارگروه", choices.bodies),
        ("افق", choices.horizons),
        ("وضعیت", choices.statuses),
        ("موضوع", choices.topics),
        ("سال", (years,) if years else ()),
        ("نشست", (str(choices.session),) if choices.session is not None else ()),
    )
    said: list[str] = []
    unsaid: list[str] = []
    for name, values in chosen:
        field = fields.find(name)
        for value in values:
            understood = field.read(value) if field else None
            if field and understood:
                said.append(str(FieldFilter(field, understood)))
            else:
                unsaid.append(name)
    return " ".join([*said, text]).strip(), tuple(dict.fromkeys(unsaid))


def _span(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    return str(first) if first == last else f"{first or ''}..{last or ''}"
