"""What is chosen beside a question, said in the question."""

import pytest

from api.services import Services
from search.choice_text import with_choices
from search.choices import Choices
from search.query import parse_query


@pytest.mark.parametrize(
    ("choices", "said", "unsaid"),
    [
        (Choices(), "زیرگذر", ()),
        (Choices(cities=("tehran",), kinds=("lesson",)), "نوع:تجربه شهر:تهران زیرگذر", ()),
        (Choices(year_from=1395, year_to=1400), "سال:۱۳۹۵..۱۴۰۰ زیرگذر", ()),
        (Choices(year_from=1395, year_to=1395), "سال:۱۳۹۵ زیرگذر", ()),
        (Choices(year_to=1400), "سال:..۱۴۰۰ زیرگذر", ()),
        (Choices(session=20, horizons=("short",)), "افق:کوتاه‌مدت نشست:۲۰ زیرگذر", ()),
        # A lesson's state and a topic have no field: they are told of, not dropped in silence.
        (Choices(statuses=("in_progress", "archived")), 'وضعیت:"در دست اقدام" زیرگذر', ("وضعیت",)),
        (Choices(topics=("bridge", "tunnel")), "زیرگذر", ("موضوع",)),
    ],
)
def test_choices_become_fields_of_the_question(
    services: Services, choices: Choices, said: str, unsaid: tuple[str, ...]
) -> None:
    text, left_out = with_choices("زیرگذر", choices, services.fields)
    assert (text, left_out) == (said, unsaid)
    # It is read as it was meant.
    query = parse_query(text, services.analyzer, services.fields)
    assert (str(query), query.words, query.notes) == (said, "زیرگذر", ())


def test_choices_without_a_question_are_a_question(services: Services) -> None:
    text, _ = with_choices("", Choices(cities=("qom",)), services.fields)
    assert text == "شهر:قم"
