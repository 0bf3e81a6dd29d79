"""Short answers of a site that has a language model: the search is the viewer's own, so the model sees what they may."""

from api.services import Services
from corpus.errors import AnswersOff
from search.choices import Choices
from search.grounded.answer import GroundedAnswer
from search.grounded.writer import MOST_SOURCES

OFF = "این سایت مدل زبانی ندارد و پاسخ کوتاه نمی‌نویسد؛ نتیجه‌های جست‌وجو مثل همیشه در دسترس است."


def write_answer(
    services: Services, question: str, choices: Choices, *, exact: bool = False, expand: bool = True
) -> GroundedAnswer:
    """The question answered from what a search for it finds.

    Raises `AnswersOff`, `AnswersBusy`, `AnswerUnavailable`, and what the search raises.
    """
    writer = services.answer_writer
    if writer is None:
        raise AnswersOff(OFF)
    results = services.searcher.search(question, page_size=MOST_SOURCES, exact=exact, expand=expand, choices=choices)
    return writer.write(results)
