"""Versions: of items that are one paper or lesson, only the newest stands in a list of results, the older under it, and
under a lesson the file that it was read from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.lessons import LessonRepository
from corpus.types import ItemKind, Lesson, NearDuplicate
from search.fuse import Folded, ScoredItem


def successors(lessons: LessonRepository, ids: Sequence[str]) -> dict[str, Lesson]:
    """For each of these lessons that was superseded, the last of those that took its place, as far as one may see it."""
    known = lessons.by_ids(ids)
    waiting = {one.superseded_by_id for one in known.values()} - known.keys() - {None}
    while waiting:
        found = lessons.by_ids(sorted(filter(None, waiting)))
        known |= found
        waiting = {one.superseded_by_id for one in found.values()} - known.keys() - {None}
    last = {one: _last(one, known) for one in ids if one in known}
    return {one: lesson for one, lesson in last.items() if lesson.id != one}


def _last(lesson_id: str, known: dict[str, Lesson]) -> Lesson:
    passed = {lesson_id}
    lesson = known[lesson_id]
    # Two that name each other come to no end; the walk does.
    while (after := lesson.superseded_by_id) and after in known and after not in passed:
        passed.add(after)
        lesson = known[after]
    return lesson


def with_versions_folded(items: Sequence[ScoredItem], connection: Connection) -> list[ScoredItem]:
    """The items with older papers under the newest of them that was found, superseded lessons under what took their place,
    and the file that a lesson was read from under it, where that tells little else."""
    documents, found = (
        [item.id for item in items if item.kind is kind] for kind in (ItemKind.DOCUMENT, ItemKind.LESSON)
    )
    lessons = LessonRepository(connection)
    links = DuplicateRepository(connection).among(documents)
    links += [NearDuplicate(new.id, old, 1.0) for old, new in successors(lessons, found).items() if new.id in found]
    told = lessons.told_by(documents) if found else {}
    links += [NearDuplicate(one, file, 1.0) for file, one in told.items() if one in found]
    return fold_versions(items, links)


def fold_versions(items: Sequence[ScoredItem], links: Sequence[NearDuplicate]) -> list[ScoredItem]:
    """The items with the older of each linked pair under the newer, at the place of whichever of them came first.

    `links` are those among the items. No item is lost, and none is under one that it has no link to.
    """
    by_id = {item.id: item for item in items}
    older: dict[str, list[NearDuplicate]] = {}
    for link in links:
        older.setdefault(link.newer_id, []).append(link)
    newer_ones = Counter(link.older_id for link in links)
    gone: set[str] = set()
    folded: dict[str, tuple[Folded, ...]] = {}
    # The newest first. Dates and arrivals can go in a circle, of which the first one looked at keeps its place.
    for newest in sorted(older, key=newer_ones.__getitem__):
        if newest in gone:
            continue
        under = [link for link in older[newest] if link.older_id not in gone and link.older_id not in folded]
        gone |= {link.older_id for link in under}
        folded[newest] = tuple(Folded(by_id[link.older_id], link.similarity) for link in under)
    places = {item.id: place for place, item in enumerate(items)}
    kept = [replace(item, older=folded.get(item.id, ())) for item in items if item.id not in gone]
    return sorted(kept, key=lambda item: min(places[one.id] for one in (item, *(f.item for f in item.older))))
