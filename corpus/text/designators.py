"""Designators: «ماده ۱۰», «ماده‌ی دهم» and «دهمین ماده» are one thing, found by one key."""

import re
from collections.abc import Iterator

from corpus.text.folding import fold_word
from corpus.text.lists import read_list
from corpus.text.numbers import NUMBER_WORDS, level, number_from_words

# «نشست دو روزه» is not the second session: only these are counted by plain number words.
_COUNTED_PLAINLY = frozenset(map(fold_word, ("ماده", "بند", "تبصره", "اصل", "فصل", "مبحث", "منطقه", "ناحیه", "فاز")))
_LETTERED = frozenset(map(fold_word, ("بند", "جزء", "پیوست", "گروه", "قسمت", "ردیف")))
_ORDINAL = re.compile(r"(?:م|مین|اول|اولین|نخست|نخستین)\Z")

_B = r"[ \t\n]{0,2}"
_LABEL = (
    r"(?:(?P<code>[0-9]{1,6}(?:[-/.][0-9]{1,4}){0,3})(?:ا?م(?:ین)?)?(?![0-9A-Za-zء-ی]|[-/.,٫٬][0-9])"
    rf"|(?P<words>{NUMBER_WORDS})"
    r"|(?P<letter>الف|[بپتثجچحخد])(?![ء-ی]))"
)
_AFTER = re.compile(rf"{_B}(?:شماره{_B}(?:ی )?[:]?{_B})?[«\"(\[:]{{0,2}}{_B}{_LABEL}")
_MORE = re.compile(rf"[»\")\]]?{_B}(?:[،,؛]{_B})?(?:(?:و|تا|الی)(?![ء-ی]){_B})?[«\"(\[]?{_LABEL}")
_BEFORE = re.compile(rf"(?:(?P<code>[0-9]{{1,4}}) ?ا?مین|(?P<words>{NUMBER_WORDS})){_B}\Z")
_REACH = 64
_MOST = 24


class Designators:
    """The words that are known by their number, and what number stands with one in a text."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        for line in read_list("designators.txt"):
            name, _colon, others = line.partition(":")
            for word in (name, *others.split()):
                self._names[fold_word(word)] = fold_word(name)

    def name(self, stem: str) -> str | None:
        """The one name of a designator; None for any other word."""
        return self._names.get(stem)

    def find(self, text: str, start: int, end: int, name: str, several: bool) -> Iterator[tuple[str, int, int]]:
        """(key, start, end) for each number that belongs to the designator at start:end; `several` for a plural."""
        reached = end
        for pattern in (_AFTER, *(_MORE,) * (_MOST if several else 0)):
            match = pattern.match(level(text[reached : reached + _REACH]))
            label = _label(match, name) if match else None
            if match is None or label is None:
                break
            first = start if reached == end else reached + match.start(match.lastgroup or 0)
            reached += match.end()
            yield f"{name}#{label}", first, reached

    def find_before(self, text: str, start: int, end: int, name: str) -> Iterator[tuple[str, int, int]]:
        """The same for «بیستمین نشست»: the number that stands before."""
        offset = max(0, start - _REACH)
        match = _BEFORE.search(level(text[offset:start]))
        label = match and (match["code"] or number_from_words(match["words"]))
        if match and label:
            yield f"{name}#{label}", offset + match.start(), end


def _label(match: re.Match[str], name: str) -> str | None:
    code, words, letter = match["code"], match["words"], match["letter"]
    if code:
        # «جلسه ۱۴۰۲/۵/۳» is a session by its date.
        dated = "/" in code and int(re.match("[0-9]+", code)[0]) > 1200  # type: ignore[index]
        return None if dated else re.sub("[/.]", "-", code).lstrip("0") or None
    if letter:
        return letter if name in _LETTERED else None
    if _ORDINAL.search(words) or name in _COUNTED_PLAINLY:
        return str(number_from_words(words))
    return None
