"""What two resolutions say otherwise: their figures, who is responsible, their deadlines; spelling is no difference."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.text.keys import fold
from corpus.text.numbers import find_numbers, to_ascii_digits
from corpus.text.quantities import Units, read_code
from corpus.types import Value

# Codes too: «C25» and «۴۸-۱۲».
_FIGURE = re.compile(r"(?<![\w.,٫٬/])[A-Za-z]{0,4}\d+(?:[.,٫٬/:-]\d+)*(?!\w)")
_SCALE = re.compile(r"[ \u200c]{0,2}(هزار|میلیون|میلیارد)(?!\w)")
_SCALES = {"هزار": 10**3, "میلیون": 10**6, "میلیارد": 10**9}
# Below it a number in words is as good as an article («یک طرح», «دو طرف»), unless a unit follows.
_LEAST_IN_WORDS = 10


@dataclass(frozen=True, slots=True)
class Difference(Value):
    """What only the draft and what only the resolution says: figures of the text, who is responsible, or deadlines."""

    draft: tuple[str, ...]
    resolution: tuple[str, ...]


def differing_figures(draft: str, resolution: str) -> Difference | None:
    """In digits or words, with their units: «۲۰۰۰ تن» is «دو هزار تن» but not «۲۵۰۰ تن»."""
    return _difference(_figures(draft), _figures(resolution))


def differing_names(draft: Iterable[str], resolution: Iterable[str]) -> Difference | None:
    return _difference(((_plain(name), name) for name in draft), ((_plain(name), name) for name in resolution))


def _difference(draft: Iterable[tuple[str, str]], resolution: Iterable[tuple[str, str]]) -> Difference | None:
    """Of (what it is compared by, as it is written); None where neither has what the other has not."""
    one, other = dict(draft), dict(resolution)
    only_draft = tuple(text for key, text in one.items() if key not in other)
    only_resolution = tuple(text for key, text in other.items() if key not in one)
    return Difference(only_draft, only_resolution) if only_draft or only_resolution else None


def _figures(text: str) -> Iterator[tuple[str, str]]:
    text = text.replace("٪", "%")
    for start, end, value, in_words in sorted(_numbers(text)):
        unit = _units().after(text, end)
        if unit:
            yield value + unit[0], text[start : unit[1]]
        elif not in_words or int(value) >= _LEAST_IN_WORDS:
            yield value, text[start:end]


def _numbers(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, value, whether it is in words)."""
    for match in _FIGURE.finditer(text):
        value, end = read_code(match[0], _units()).key, match.end()
        scale = _SCALE.match(text, end)
        if scale and value.isdigit():
            value, end = str(int(value) * _SCALES[scale[1]]), scale.end()
        yield match.start(), end, value, False
    for mention in find_numbers(text):
        if not text[mention.start].isdigit() and not mention.ordinal:
            yield mention.start, mention.end, str(mention.value), True


@cache
def _units() -> Units:
    return Units()


def _plain(name: str) -> str:
    return "".join(character for character in to_ascii_digits(fold(name)) if character.isalnum())
