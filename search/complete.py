"""Completion while a query is typed: from the titles that its reader may see, and from the words of those titles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from threading import Lock

from corpus.access import viewer
from corpus.database import Database
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.outbox import OutboxRepository
from corpus.text.display import display_text
from corpus.text.keys import fold
from corpus.types import Value


class CompletionKind(StrEnum):
    TITLE = "title"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Completion(Value):
    text: str
    kind: CompletionKind


class Completer:
    """Completes from a fixed list of titles."""

    def __init__(self, titles: Sequence[str]) -> None:
        # One string a title, each word between blanks: twenty thousand are looked through in a few milliseconds.
        self._titles = [(title, f" {' '.join(_plain_words(title))} ") for title in dict.fromkeys(titles)]
        spellings: dict[str, dict[str, int]] = {}
        for title, _words in self._titles:
            for word in display_text(title).split():
                plain = "".join(_plain_words(word))
                if len(plain) > 2 and plain.isalpha():
                    spellings.setdefault(plain, {}).setdefault(word.strip('()«»"،؛:.-'), 0)
                    spellings[plain][word.strip('()«»"،؛:.-')] += 1
        # People are shown the spelling that most titles have.
        self._terms = sorted(
            (
                (sum(forms.values()), plain, max(forms, key=lambda form: forms[form]))
                for plain, forms in spellings.items()
            ),
            key=lambda term: (-term[0], term[1]),
        )

    def complete(self, typed: str, limit: int = 8) -> list[Completion]:
        """Titles that hold the typed words, the last one perhaps unfinished; then terms that finish the last word."""
        *whole, last = _plain_words(typed) or [""]
        if not last:
            return []
        titles = [Completion(title, CompletionKind.TITLE) for title in islice(self._holding(whole, last), limit)]
        start = typed.rstrip()[: len(typed.rstrip()) - len(typed.split()[-1])]
        finished = (form for _count, plain, form in self._terms if plain.startswith(last) and plain != last)
        terms = [Completion(start + form, CompletionKind.TERM) for form in islice(finished, limit)]
        return [*terms[: limit // 2], *titles][:limit] if not whole else [*titles, *terms][:limit]

    def _holding(self, whole: Sequence[str], last: str) -> Iterator[str]:
        wanted = [f" {word} " for word in whole]
        for title, words in self._titles:
            if f" {last}" in words and all(word in words for word in wanted):
                yield title


def _plain_words(text: str) -> list[str]:
    return ["".join(letter for letter in fold(word) if letter.isalnum()) for word in display_text(text).split()]


class LiveCompleter:
    """Completes from the titles that the viewer may see, read anew when the record has changed."""

    def __init__(self, database: Database) -> None:
        self.database = database
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
                titles = [*DocumentRepository(connection).titles(), *LessonRepository(connection).titles()]
                completer = self._completers[audiences] = Completer(titles)
        return completer.complete(typed, limit)
