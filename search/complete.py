"""Completion while a query is typed: the titles that its reader may see, the words of those titles, and the concepts of
the thesaurus that this corpus has words of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection

from corpus.access import viewer
from corpus.database import Database
from corpus.index.live import LiveIndex
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import numbered_title
from corpus.text.display import display_text
from corpus.text.keys import fold
from corpus.types import ItemKind, Value
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from search.seen_words import hides_any

MOST_CONCEPTS = 3

One = TypeVar("One")


class CompletionKind(StrEnum):
    TITLE = "title"
    TERM = "term"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Completion(Value):
    """`item_kind` and `item_id` name the item of a title that no other item has."""

    text: str
    kind: CompletionKind
    item_kind: ItemKind | None = None
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class Titled(Value):
    """An item and its title."""

    title: str
    kind: ItemKind
    id: str


class Completer:
    """Completes from fixed titles, and from those concepts that `known` lets through."""

    def __init__(
        self,
        items: Sequence[Titled],
        concepts: Iterable[Concept] = (),
        known: Callable[[Concept], bool] = lambda _concept: True,
    ) -> None:
        self._known = known
        # One string a title, each word between blanks: twenty thousand are looked through in a few milliseconds.
        self._titles = [(completion, _between_blanks(completion.text)) for completion in _of_titles(items)]
        # Those whose own name is being typed come before those that are only called so as well.
        named = [*concepts]
        self._concepts = [(concept, _between_blanks(concept.preferred)) for concept in named]
        self._concepts += [(concept, _between_blanks(label)) for concept in named for label in concept.labels]
        # A resolution has a number and no title of its own: its words finish nothing.
        self._terms = _terms(dict.fromkeys(one.title for one in items if one.kind is not ItemKind.RESOLUTION))

    def complete(self, typed: str, limit: int = 8) -> list[Completion]:
        """What finishes the last word, concepts that are called by the typed words, and titles that hold them."""
        *whole, last = _plain_words(typed) or [""]
        if not last:
            return []
        start = typed.rstrip()[: len(typed.rstrip()) - len(typed.split()[-1])]
        terms = (
            Completion(start + form, CompletionKind.TERM)
            for _count, plain, form in self._terms
            if plain.startswith(last) and plain != last
        )
        named = dict.fromkeys(_holding(whole, last, self._concepts))
        concepts = (Completion(concept.preferred, CompletionKind.CONCEPT) for concept in named if self._known(concept))
        # A word alone is finished first; after several of them, what holds them all says more.
        finished = [*islice(terms, limit // 4)] if not whole else []
        titles = _holding(whole, last, self._titles)
        offered: dict[str, Completion] = {}
        for completion in chain(islice(concepts, MOST_CONCEPTS), finished, titles, terms):
            offered.setdefault(completion.text, completion)
            if len(offered) == limit:
                break
        return [*offered.values()]


class LiveCompleter:
    """Completes from what the viewer may see, read anew when the record has changed."""

    def __init__(self, database: Database, live: LiveIndex, thesaurus: Thesaurus) -> None:
        self.database = database
        self.live = live
        self.thesaurus = thesaurus
        self._reading = Lock()
        self._seen = -1
        # One for each set of audiences: there are no more of them than cities and a few.
        self._completers: dict[tuple[str, ...] | None, Completer] = {}

    def complete(self, typed: str, limit: int = 8) -> list[Completion]:
        audiences = viewer().audiences
        with self._reading, self.database.reading() as connection:
            newest = OutboxRepository(connection).newest()
            if newest != self._seen:
                self._completers.clear()
                self._seen = newest
            completer = self._completers.get(audiences)
            if completer is None:
                items = [*_titled(connection)]
                completer = self._completers[audiences] = Completer(items, self.thesaurus.concepts, self._may_name)
        return completer.complete(typed, limit)

    def _may_name(self, concept: Concept) -> bool:
        """Whether this corpus has every word of the concept's name, in something that is for the viewer."""
        analyzer = self.thesaurus.analyzer
        stems = {token.stem for token in analyzer.tokens(concept.preferred) if not analyzer.is_stop(token.stem)}
        with self.live.use() as opened:
            if opened is None or not stems:
                return False
            return stems <= opened.vocabulary.frequencies.keys() and not hides_any(opened, stems)


def _titled(connection: Connection) -> Iterator[Titled]:
    for item_id, title in DocumentRepository(connection).titles():
        yield Titled(title, ItemKind.DOCUMENT, item_id)
    for item_id, title in LessonRepository(connection).titles():
        yield Titled(title, ItemKind.LESSON, item_id)
    for item_id, number, session_number in ResolutionRepository(connection).numbers():
        yield Titled(numbered_title(number, session_number), ItemKind.RESOLUTION, item_id)


def _of_titles(items: Sequence[Titled]) -> Iterator[Completion]:
    """A completion a title; one that several items have leads to none of them."""
    by_title: dict[str, list[Titled]] = {}
    for item in items:
        by_title.setdefault(item.title, []).append(item)
    for title, (first, *others) in by_title.items():
        alone = None if others else first
        yield Completion(title, CompletionKind.TITLE, alone.kind if alone else None, alone.id if alone else None)


def _terms(titles: Iterable[str]) -> list[tuple[int, str, str]]:
    """(in how many titles, plain, as it is spelt) of every word, the commonest first."""
    spellings: dict[str, dict[str, int]] = {}
    for title in titles:
        for word in display_text(title).split():
            plain = "".join(_plain_words(word))
            if len(plain) > 2 and plain.isalpha():
                forms = spellings.setdefault(plain, {})
                form = word.strip('()«»"،؛:.-')
                forms[form] = forms.get(form, 0) + 1
    # People are shown the spelling that most titles have.
    terms = (
        (sum(forms.values()), plain, max(forms, key=lambda form: forms[form])) for plain, forms in spellings.items()
    )
    return sorted(terms, key=lambda term: (-term[0], term[1]))


def _holding(whole: Sequence[str], last: str, among: Iterable[tuple[One, str]]) -> Iterator[One]:
    """Those whose text holds every whole word, and one that begins with the last."""
    wanted = [f" {word} " for word in whole]
    for one, words in among:
        if f" {last}" in words and all(word in words for word in wanted):
            yield one


def _between_blanks(text: str) -> str:
    return f" {' '.join(_plain_words(text))} "


def _plain_words(text: str) -> list[str]:
    return ["".join(letter for letter in fold(word) if letter.isalnum()) for word in display_text(text).split()]
