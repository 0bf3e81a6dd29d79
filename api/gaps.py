"""What the corpus lacks: questions that nothing fitted, noted when their answer has gone out, and listed."""

import logging
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from fastapi import BackgroundTasks

from api.rendering import TEHRAN, to_jalali
from api.services import Services
from corpus.repository.gaps import GapRepository
from corpus.text.keys import Analyzer, fold
from corpus.types import Gap, GapReason
from search.answer import Answer
from search.query import FieldFilter, Query, Words

REASONS = {GapReason.NOTHING: "چیزی پیدا نشد", GapReason.UNDER_FLOOR: "آنچه پیدا شد نزدیک نبود"}

logger = logging.getLogger(__name__)


def note_later(background: BackgroundTasks, services: Services, answer: Answer, *, weak: bool) -> bool:
    """Have the question noted once the answer is sent; returns whether it will be.

    One asking counts once: not again on a further page, nor when what is nearest is asked for all the same.
    """
    is_gap = not answer.fits and answer.page == 1 and not weak
    if is_gap:
        background.add_task(_note, services, answer)
    return is_gap


def most_asked(services: Services, limit: int) -> list[Gap]:
    """The gaps that were asked for most often."""
    with services.database.reading() as connection:
        return GapRepository(connection).most_asked(limit)


def gaps_text(gaps: Sequence[Gap]) -> str:
    """The gaps as lines for a terminal."""
    if not gaps:
        return "هنوز پرسشی بی‌پاسخ نمانده است."
    return "\n".join(
        f"{gap.count} بار  {gap.query}  ({REASONS[gap.reason]}؛ {to_jalali(gap.first_day)} تا {to_jalali(gap.last_day)})"
        for gap in gaps
    )


def _note(services: Services, answer: Answer) -> None:
    try:
        query = services.searcher.parse(answer.typed)
        filters = " ".join(str(part) for part in query.parts if isinstance(part, FieldFilter))
        reason = GapReason.UNDER_FLOOR if answer.weaker else GapReason.NOTHING
        today = datetime.now(TEHRAN).date()
        with services.database.transaction() as connection:
            GapRepository(connection).note(_key(query, services.analyzer), query.text, filters, reason, today)
    except Exception:
        # The answer is out; a question that goes unnoted is no reason to end the request with an error.
        logger.warning("a question that nothing fitted was not noted", exc_info=True)


def _key(query: Query, analyzer: Analyzer) -> str:
    """The same for every spelling and order of the question's words; phrases, exclusions and fields count as printed."""
    words = " ".join(part.text for part in query.parts if isinstance(part, Words))
    stems = {token.stem for token in analyzer.tokens(words)}
    others = {fold(str(part)) for part in query.parts if not isinstance(part, Words)}
    telling = {stem for stem in stems if not analyzer.is_stop(stem)} or stems
    return sha256("\n".join([*sorted(telling), *sorted(others)]).encode()).hexdigest()
