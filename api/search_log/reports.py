"""What is missing, for the secretariat: questions without an answer, what is asked for and hardly told of, what is read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from api.exploring.items import ItemLine, item_lines
from api.rendering import today
from api.services import Services
from corpus.errors import InvalidFilter, ModelUnavailable
from corpus.repository.gaps import GapRepository
from corpus.repository.reads import ReadRepository
from corpus.repository.searches import SearchRepository
from corpus.repository.standing import StandingRepository
from corpus.repository.topics import TopicRepository
from corpus.searches import DayOfSearches
from corpus.types import Gap
from models.cached import encode_cached

PERIODS = {30: "۳۰ روز", 90: "۹۰ روز", 365: "یک سال"}
MOST_GAPS, MOST_READ, MOST_TOPICS = 500, 20, 15
# A concept of which so many lessons tell is not missing.
FEW_LESSONS = 3
# From this cosine on, or this share of common words where there is no model, two questions ask for one thing.
ALIKE_BY_MEANING, ALIKE_BY_WORDS = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask for one thing, the most asked first; `count` is how often any of them was put."""

    gaps: tuple[Gap, ...]

    @property
    def label(self) -> str:
        return self.gaps[0].query

    @property
    def count(self) -> int:
        return sum(gap.count for gap in self.gaps)

    @property
    def first_day(self) -> date:
        return min(gap.first_day for gap in self.gaps)

    @property
    def last_day(self) -> date:
        return max(gap.last_day for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class WantedTopic:
    """A concept that is asked for, in searches and open needs, and of which few lessons tell."""

    concept: str
    label: str
    asked: int
    needs: int
    lessons: int


@dataclass(frozen=True, slots=True)
class ReadItem:
    line: ItemLine
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """`median_ms` is None while nothing was searched; `days` are those with searches. Before `topics_read` nobody can tell
    what is `wanted`: it is then empty."""

    period: int
    since: date
    searches: int
    unanswered: int
    helped: int
    unsatisfied: int
    median_ms: int | None
    days: list[DayOfSearches]
    gaps: list[GapGroup]
    wanted: list[WantedTopic]
    topics_read: bool
    most_read: list[ReadItem]


def read_report(services: Services, period: int) -> Report:
    """The report of the last `period` days. Raises `InvalidFilter` for another period than there is."""
    if period not in PERIODS:
        raise InvalidFilter(f"گزارش برای {'، '.join(PERIODS.values())} ساخته می‌شود.")
    since = today() - timedelta(days=period)
    with services.database.reading() as connection:
        searches = SearchRepository(connection)
        days, took = searches.days(since), searches.latencies(since)
        gaps = GapRepository(connection).most_asked(MOST_GAPS, since)
        topics_read = TopicRepository(connection).known()
        wanted = _wanted(services, connection, since) if topics_read else []
        read = _most_read(connection, since)
    return Report(
        period=period,
        since=since,
        searches=sum(day.searches for day in days),
        unanswered=sum(day.unanswered for day in days),
        helped=sum(day.helped for day in days),
        unsatisfied=sum(day.unsatisfied for day in days),
        median_ms=round(median(took)) if took else None,
        days=days,
        gaps=group_by_meaning(services, gaps),
        wanted=wanted,
        topics_read=topics_read,
        most_read=read,
    )


def group_by_meaning(services: Services, gaps: Sequence[Gap]) -> list[GapGroup]:
    """The questions by what they ask for, what is asked most first.

    Each question joins the most asked one that it is like; by meaning, or without a model by the words in common.
    """
    alike = _likeness(services, [gap.query for gap in gaps])
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    for place in sorted(range(len(gaps)), key=lambda one: (-gaps[one].count, gaps[one].query)):
        leader = next((one for one in leaders if alike[one, place]), None)
        if leader is None:
            leaders.append(place)
            members[place] = [place]
        else:
            members[leader].append(place)
    groups = [GapGroup(tuple(gaps[one] for one in members[leader])) for leader in leaders]
    return sorted(groups, key=lambda group: (-group.count, group.label))


def _likeness(services: Services, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which of the texts ask for the same: a square of truths."""
    dense = services.encoders.dense
    if dense is not None and texts:
        try:
            vectors = np.stack(encode_cached(services.database, dense, texts))
            likeness: npt.NDArray[np.bool_] = vectors @ vectors.T >= ALIKE_BY_MEANING
            return likeness
        except ModelUnavailable:
            pass
    stems = [_telling_stems(services, text) for text in texts]
    shares = [[len(one & other) / (len(one | other) or 1) for other in stems] for one in stems]
    common = np.array(shares, dtype=np.float32).reshape(len(texts), len(texts))
    by_words: npt.NDArray[np.bool_] = common >= ALIKE_BY_WORDS
    return by_words


def _telling_stems(services: Services, text: str) -> set[str]:
    stems = {token.stem for token in services.analyzer.tokens(text)}
    return {stem for stem in stems if not services.analyzer.is_stop(stem)} or stems


def _wanted(services: Services, connection: Connection, since: date) -> list[WantedTopic]:
    """What is asked for by name, and hardly told of."""
    asked: Counter[str] = Counter()
    for query, times in SearchRepository(connection).queries(since):
        asked.update(dict.fromkeys(_concepts(services, query), times))
    _, needs = StandingRepository(connection).needs(limit=MOST_GAPS)
    needed = Counter(concept for need in needs for concept in _concepts(services, f"{need.title} {need.text}"))
    holdings = TopicRepository(connection).holdings()
    wanted = [
        WantedTopic(
            concept=concept.id,
            label=concept.preferred,
            asked=asked[concept.id],
            needs=needed[concept.id],
            lessons=holdings[concept.id].lessons if concept.id in holdings else 0,
        )
        for concept in services.thesaurus.concepts
        if asked[concept.id] or needed[concept.id]
    ]
    few = [one for one in wanted if one.lessons < FEW_LESSONS]
    return sorted(few, key=lambda one: (-(one.asked + one.needs), one.lessons, one.label))[:MOST_TOPICS]


def _concepts(services: Services, text: str) -> set[str]:
    return {concept.id for mention in services.thesaurus.find(text) for concept in mention.concepts}


def _most_read(connection: Connection, since: date) -> list[ReadItem]:
    found = ReadRepository(connection).most_read(since, MOST_READ)
    counts = {(kind, item_id): count for kind, item_id, count in found}
    return [ReadItem(line, counts[line.kind, line.id]) for line in item_lines(connection, list(counts))]
