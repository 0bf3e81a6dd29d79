"""What a site's own record has to learn from: texts that belong together although nobody has said so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.types import ItemKind, Lesson, Meeting, Passage, Resolution
from models.training.sources import Pair

SITE = "site"

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class SiteItem:
    """The pairs of all that came from one file or form; they are learned from together or not at all."""

    id: str
    pairs: tuple[Pair, ...]


def site_items(
    titles: Mapping[str, str],
    passages: Iterable[Passage],
    lessons: Iterable[Lesson],
    meetings: Iterable[tuple[Meeting, Sequence[Resolution]]],
) -> list[SiteItem]:
    """Every item that has pairs; `titles` are those of documents by their ids."""
    by_item: dict[Item, list[Passage]] = {}
    for passage in passages:
        by_item.setdefault((passage.item_kind, passage.item_id), []).append(passage)
    forms = _headings_of_several(by_item)
    found: dict[str, list[Pair]] = {}
    for (_kind, item_id), own in by_item.items():
        pairs = found.setdefault(own[0].document_id or item_id, [])
        pairs += _of_passages(titles.get(item_id, ""), sorted(own, key=lambda passage: passage.ordinal), item_id, forms)
    for lesson in lessons:
        found.setdefault(lesson.document_id or lesson.id, []).extend(_of_lesson(lesson))
    for meeting, resolutions in meetings:
        found.setdefault(meeting.document_id or meeting.id, []).extend(_of_meeting(meeting, resolutions))
    return [SiteItem(name, tuple(pairs)) for name, pairs in found.items() if pairs]


def _headings_of_several(by_item: Mapping[Item, Sequence[Passage]]) -> set[str]:
    """Headings that several items have name a part of a form («علت»), not what is said under them."""
    counts = Counter(heading for own in by_item.values() for heading in {passage.section for passage in own})
    return {heading for heading, count in counts.items() if count > 1}


def _of_passages(title: str, passages: Sequence[Passage], item_id: str, forms: set[str]) -> Iterator[Pair]:
    bodies = [_body(passage, title) for passage in passages]
    for passage, body in zip(passages, bodies, strict=True):
        if body and title:
            yield Pair(SITE, title, body, title)
        if body and passage.section and passage.section not in forms:
            yield Pair(SITE, passage.section, body, passage.section)
    for before, after in pairwise(bodies):
        if before and after:
            yield Pair(SITE, before, after, item_id)


def _body(passage: Passage, title: str) -> str:
    """The passage without the lines that only repeat its title or heading: they would give it away."""
    return "\n".join(
        line for line in passage.text.splitlines() if " ".join(line.split()) not in ("", title, passage.section)
    )


def _of_lesson(lesson: Lesson) -> Iterator[Pair]:
    solution = "\n".join(part for part in (lesson.action, lesson.recommendation) if part)
    if lesson.problem and solution:
        yield Pair(SITE, lesson.problem, solution, lesson.id)
    if lesson.title and lesson.problem:
        yield Pair(SITE, lesson.title, lesson.problem, lesson.id)


def _of_meeting(meeting: Meeting, resolutions: Sequence[Resolution]) -> Iterator[Pair]:
    agenda = "\n".join(meeting.agenda)
    for resolution in resolutions:
        if agenda and resolution.text:
            yield Pair(SITE, agenda, resolution.text, meeting.id)
