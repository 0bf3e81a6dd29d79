"""The ways in which the same question gets typed: other letters, half-spaces lost, other digits, one slip of a finger."""

import re
from collections.abc import Callable, Mapping
from random import Random

from corpus.text.display import HALF_SPACE
from corpus.text.numbers import to_ascii_digits

LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
SHORTEST_MISTYPED = 4

_ARABIC = str.maketrans("یک", "يك")
_WORD = re.compile(f"[{LETTERS}]{{{SHORTEST_MISTYPED},}}")


def with_arabic_letters(query: str) -> str:
    return query.translate(_ARABIC)


def joined(query: str) -> str:
    """Half-spaces are left out: «میشود»."""
    return query.replace(HALF_SPACE, "")


def split(query: str) -> str:
    """Half-spaces are typed as spaces: «می شود»."""
    return query.replace(HALF_SPACE, " ")


def with_latin_digits(query: str) -> str:
    return to_ascii_digits(query)


def with_typo(query: str) -> str:
    """One letter of one word of four or more is lost, added, mistaken or changes places; the same one every time."""
    words = list(_WORD.finditer(query))
    if not words:
        return query
    random = Random(query)
    word = random.choice(words)
    return query[: word.start()] + mistype(word[0], random) + query[word.end() :]


def mistype(word: str, random: Random) -> str:
    """The word with one slip in it: never the word itself."""
    slips = [_delete, _insert, _replace]
    if len(set(word)) > 1:
        slips.append(_transpose)
    return random.choice(slips)(word, random)


def _delete(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _insert(word: str, random: Random) -> str:
    at = random.randrange(len(word) + 1)
    return word[:at] + random.choice(LETTERS) + word[at:]


def _replace(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice(LETTERS.replace(word[at], "")) + word[at + 1 :]


def _transpose(word: str, random: Random) -> str:
    at = random.choice([at for at in range(len(word) - 1) if word[at] != word[at + 1]])
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


TYPO = "typo"
PERTURBATIONS: Mapping[str, Callable[[str], str]] = {
    "arabic": with_arabic_letters,
    "joined": joined,
    "split": split,
    "digits": with_latin_digits,
    TYPO: with_typo,
}
