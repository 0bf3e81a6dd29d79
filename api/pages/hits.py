"""What a result card shows: one found item with its passages, whichever kind it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from api.addresses import document_url, item_url
from api.pages.excerpts import MOST_CHARACTERS, excerpt
from api.pages.facts import CityNames, document_facts, lesson_facts, resolution_facts
from api.pages.versions import VersionView, version_view
from api.services import Services
from corpus.lesson_use import LessonCounts
from corpus.repository.lessons import LessonRepository
from corpus.repository.places import PlaceRepository
from corpus.terms import ITEM_KIND_NAMES
from corpus.types import Document, ItemKind, Lesson, Meeting, Resolution
from search.answer import FoundPassage, Hit
from search.fuse import Score
from search.highlight import Span

# Further passages only say what else there is, and they are most of what a page weighs.
MOST_FOLDED = 200


@dataclass(frozen=True, slots=True)
class PassageView:
    """`text` is an excerpt of the passage; `url` leads to all of it, where it stands."""

    text: str
    section: str
    page: int | None
    highlights: tuple[Span, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class LinkedLesson:
    """A lesson that took the place of the one that was found, or whose place it took, or the file that it was read from;
    `how` says which."""

    how: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class HitView:
    """`beyond` counts the passages that were found and are not shown here; they are marked where `url` leads."""

    kind: str
    id: str
    kind_label: str
    title: str
    url: str
    file_name: str | None
    facts: list[str]
    why: str
    parts: Score
    reranked: float | None
    passage: PassageView
    more: list[PassageView] = field(default_factory=list)
    beyond: int = 0
    older: list[VersionView] = field(default_factory=list)
    lessons: list[LinkedLesson] = field(default_factory=list)


def hit_views(services: Services, hits: Sequence[Hit], query: str, *, expand: bool = True) -> list[HitView]:
    """The cards of what was found for the query, whose words are marked where a card leads into a document."""
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
        counts = LessonRepository(connection).counts([hit.id for hit in hits if hit.lesson])
    return [_hit_view(hit, query, cities, counts, expand=expand) for hit in hits]


def _hit_view(hit: Hit, query: str, cities: CityNames, counts: Mapping[str, LessonCounts], *, expand: bool) -> HitView:
    if hit.resolution and hit.meeting:
        return _resolution_view(hit, hit.resolution, hit.meeting, cities)
    if hit.lesson:
        return _lesson_view(hit, hit.lesson, query, cities, counts.get(hit.id), expand=expand)
    assert hit.document is not None, "what was found is a document, a resolution or a lesson"
    return _document_view(hit, hit.document, query, cities, expand=expand)


def _document_view(hit: Hit, document: Document, query: str, cities: CityNames, *, expand: bool) -> HitView:
    address = partial(document_url, document.id, query, expand=expand)

    def view(passage: FoundPassage, most: int = MOST_CHARACTERS) -> PassageView:
        return _passage_view(passage, address(at=passage.start) + "#at", most)

    return HitView(
        kind=hit.kind.value,
        id=hit.id,
        kind_label=document.kind or ITEM_KIND_NAMES[hit.kind],
        title=hit.title,
        url=address(),
        file_name=document.file_name,
        facts=document_facts(document, cities),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=view(hit.passage),
        more=[view(passage, MOST_FOLDED) for passage in hit.more],
        beyond=hit.beyond,
        older=[version_view(version, query, cities, expand=expand) for version in hit.older],
    )


def _resolution_view(hit: Hit, resolution: Resolution, meeting: Meeting, cities: CityNames) -> HitView:
    """A resolution leads to its own page, and its text to where it stands in the minutes."""
    minutes = None
    if meeting.document_id and resolution.source:
        minutes = document_url(meeting.document_id, "", at=resolution.source[0]) + "#at"
    return HitView(
        kind=hit.kind.value,
        id=hit.id,
        kind_label=ITEM_KIND_NAMES[hit.kind],
        title=hit.title,
        url=item_url(hit.kind, hit.id),
        file_name=None,
        facts=resolution_facts(resolution, meeting, cities),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=_passage_view(hit.passage, minutes),
    )


def _lesson_view(
    hit: Hit, lesson: Lesson, query: str, cities: CityNames, counts: LessonCounts | None, *, expand: bool
) -> HitView:
    linked = [LinkedLesson("متن پیشین", one.title, item_url(ItemKind.LESSON, one.id)) for one in hit.superseded]
    if hit.successor:
        url = item_url(ItemKind.LESSON, hit.successor.id)
        linked.append(LinkedLesson("جایگزین شده با", hit.successor.title, url))
    if hit.file:
        linked.append(LinkedLesson("پرونده", hit.file.file_name, document_url(hit.file.id, query, expand=expand)))
    return HitView(
        kind=hit.kind.value,
        id=hit.id,
        kind_label=ITEM_KIND_NAMES[hit.kind],
        title=hit.title,
        url=item_url(hit.kind, hit.id),
        file_name=None,
        facts=lesson_facts(lesson, cities, counts),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=_passage_view(hit.passage, None),
        more=[_passage_view(passage, None, MOST_FOLDED) for passage in hit.more],
        beyond=hit.beyond,
        lessons=linked,
    )


def _passage_view(passage: FoundPassage, url: str | None, most: int = MOST_CHARACTERS) -> PassageView:
    shown = excerpt(passage.text, passage.highlights, most)
    return PassageView(shown.text, passage.section, passage.page, shown.highlights, url)


def _why(hit: Hit) -> str:
    legs = (("واژه‌ها", hit.parts.by_words), ("معنا", hit.parts.by_meaning))
    return " و ".join(name for name, score in legs if score > 0)
