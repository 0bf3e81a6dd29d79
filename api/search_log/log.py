"""The log of searches: written when the answer has gone out, without a word of who asked."""

import logging
from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import urlencode

from fastapi import BackgroundTasks

from api.rendering import today
from api.search_choices import choice_fields
from api.search_log.gaps import note_gap
from api.services import Services
from corpus.repository.searches import SearchRepository
from corpus.searches import LoggedSearch, SearchOutcome
from corpus.text.private import without_personal_data
from corpus.types import GapReason
from search.answer import Answer

MOST_CHARACTERS = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """`search_id` is what clicks and votes are sent for, None where the search is not remembered; `as_gap` says that the
    question is counted among those that nothing answers."""

    search_id: str | None
    as_gap: bool


def log_search(background: BackgroundTasks, services: Services, answer: Answer, *, weak: bool) -> Logged:
    """Have the search written down once its answer is sent.

    One asking counts once: not again on a further page, nor when what is weaker is asked for all the same.
    """
    again = answer.page > 1 or weak
    # A question without words is a look around, not something that is missing.
    as_gap = not again and not answer.fits and bool(answer.typed)
    search_id = None if again or not services.settings.search_log_days else token_urlsafe(16)
    if search_id or as_gap:
        background.add_task(_write, services, answer, search_id, as_gap)
    return Logged(search_id, as_gap)


def _write(services: Services, answer: Answer, search_id: str | None, as_gap: bool) -> None:
    try:
        with services.database.transaction() as connection:
            if search_id:
                SearchRepository(connection).add(_logged(search_id, answer))
            if as_gap:
                reason = GapReason.UNDER_FLOOR if answer.weaker else GapReason.NOTHING
                note_gap(connection, services, answer.typed, reason)
    except Exception:
        # The answer is out; a search that goes unnoted is no reason to end the request with an error.
        logger.warning("a search was not noted", exc_info=True)


def _logged(search_id: str, answer: Answer) -> LoggedSearch:
    if answer.fits:
        outcome = SearchOutcome.FOUND
    else:
        outcome = SearchOutcome.UNDER_FLOOR if answer.weaker else SearchOutcome.NOTHING
    return LoggedSearch(
        id=search_id,
        day=today(),
        query=without_personal_data(answer.typed)[:MOST_CHARACTERS],
        filters=urlencode(choice_fields(answer.choices, answer.sort)),
        sort=answer.sort.value,
        legs="+".join(answer.legs),
        outcome=outcome,
        total=answer.total,
        took_ms=round(answer.took_ms),
    )
