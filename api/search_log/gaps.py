"""What the corpus lacks: questions that nothing here answers, counted for good and listed."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import Connection

from api.rendering import to_jalali, today
from api.services import Services
from corpus.repository.gaps import GapRepository
from corpus.text.keys import Analyzer, fold
from corpus.text.private import without_personal_data
from corpus.types import Gap, GapReason
from search.query import FieldFilter, Query, Words

REASONS = {
    GapReason.NOTHING: "چیزی پیدا نشد",
    GapReason.UNDER_FLOOR: "آنچه پیدا شد نزدیک نبود",
    GapReason.NOT_SATISFIED: "آنچه پیدا شد به کار نیامد",
}


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


def note_gap(connection: Connection, services: Services, question: str, reason: GapReason) -> None:
    """Count one asking of a question that nothing here answers."""
    query = services.searcher.parse(question)
    filters = " ".join(str(part) for part in query.parts if isinstance(part, FieldFilter))
    text = without_personal_data(query.text)
    GapRepository(connection).note(_key(query, services.analyzer), text, filters, reason, today())


def _key(query: Query, analyzer: Analyzer) -> str:
    """The same for every spelling and order of the question's words; phrases, exclusions and fields count as printed."""
    words = " ".join(part.text for part in query.parts if isinstance(part, Words))
    stems = {token.stem for token in analyzer.tokens(words)}
    others = {fold(str(part)) for part in query.parts if not isinstance(part, Words)}
    telling = {stem for stem in stems if not analyzer.is_stop(stem)} or stems
    return sha256("\n".join([*sorted(telling), *sorted(others)]).encode()).hexdigest()
