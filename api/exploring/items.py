"""Items as lines of a list: what each is, what it is about in its own words, and the facts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.needs.subjects import read_subjects
from api.pages.resolution_rows import first_words
from corpus.repository.resolutions import ResolutionRepository
from corpus.standing import Subject
from corpus.topics import Item
from corpus.types import ItemKind

MOST_CHARACTERS = 110


@dataclass(frozen=True, slots=True)
class ItemLine:
    """`kind_name` is the word for what it is. A resolution is called by its own first words, its number is a fact."""

    kind: ItemKind
    id: str
    kind_name: str
    title: str
    url: str
    facts: list[str]


def item_lines(connection: Connection, items: Sequence[Item]) -> list[ItemLine]:
    """Those of the items that there are for the viewer, in their order."""
    subjects = read_subjects(connection, [(Subject(kind.value), item_id) for kind, item_id in items])
    wanted = [item_id for kind, item_id in items if kind is ItemKind.RESOLUTION]
    resolutions = ResolutionRepository(connection).by_ids(wanted)
    lines = []
    for kind, item_id in items:
        view = subjects.get((Subject(kind.value), item_id))
        if view is None:
            continue
        title, facts = view.title, view.facts
        if item_id in resolutions:
            # «نشست ۲۰» is in its name already.
            title, facts = first_words(resolutions[item_id].text, MOST_CHARACTERS), [view.title, *view.facts[1:]]
        lines.append(ItemLine(kind, item_id, view.kind, title, view.url, facts))
    return lines
