"""The numbers that Word puts before paragraphs by itself: they are not in the text, so they are counted here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers import numerals

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"
DEEPEST = 8

_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `pattern` is Word's own, where %1 stands for the number of the first level."""

    start: int
    format: str
    pattern: str


@dataclass(slots=True)
class _Instance:
    abstract_id: str
    levels: dict[int, Level]
    # Numbers that begin anew when this instance first appears.
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the lists of one document; `markers` must be asked for in the document's order."""

    def __init__(self, root: Any | None) -> None:
        self._instances = {} if root is None else _read(root)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def next_marker(self, instance_id: str, level: int) -> str:
        """What stands before the next paragraph of this list at this level; empty when nothing does."""
        instance = self._instances.get(instance_id)
        if instance is None or level not in instance.levels:
            return ""
        counts = self._counts.setdefault(instance.abstract_id, {})
        if instance_id not in self._begun:
            self._begun.add(instance_id)
            counts.update((at, start - 1) for at, start in instance.restarts.items())
        _advance(counts, level, instance.levels)
        return _render(instance.levels, counts, level)


def _advance(counts: dict[int, int], level: int, levels: dict[int, Level]) -> None:
    counts[level] = counts.get(level, levels[level].start - 1) + 1
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    for shallower in range(level):
        if shallower in levels:
            counts.setdefault(shallower, levels[shallower].start)


def _render(levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
    shown = levels[level]
    if shown.format == "bullet":
        # Symbol fonts put their signs among letters or in the private area: none of them can be shown.
        return shown.pattern if shown.pattern in ("-", "–", "*", "•", "○", "■", "✓") else BULLET

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        return _number(counts[at], levels[at].format) if at in counts and at in levels else ""

    return _PLACEHOLDER.sub(number, shown.pattern).strip()


def _number(number: int, number_format: str) -> str:
    match number_format:
        case "arabicAbjad":
            return numerals.letter(number, numerals.ABJAD)
        case "arabicAlpha":
            return numerals.letter(number, numerals.ALPHABET)
        case "lowerLetter":
            return numerals.letter(number, numerals.LATIN)
        case "upperLetter":
            return numerals.letter(number, numerals.LATIN).upper()
        case "lowerRoman":
            return numerals.roman(number)
        case "upperRoman":
            return numerals.roman(number).upper()
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
        case _:
            return str(number)


def _read(root: Any) -> dict[str, _Instance]:
    abstracts = {element.get(f"{W}abstractNumId"): element for element in root.iter(f"{W}abstractNum")}
    styled = {_value(element, "styleLink"): element for element in abstracts.values() if _value(element, "styleLink")}
    instances = {}
    for element in root.iter(f"{W}num"):
        abstract = abstracts.get(_value(element, "abstractNumId") or "")
        if abstract is not None:
            abstract = styled.get(_value(abstract, "numStyleLink"), abstract)
            instances[element.get(f"{W}numId")] = _instance(element, abstract)
    return instances


def _instance(element: Any, abstract: Any) -> _Instance:
    instance = _Instance(abstract.get(f"{W}abstractNumId"), dict(_levels(abstract)))
    for override in element.iter(f"{W}lvlOverride"):
        instance.levels.update(_levels(override))
        if (start := _value(override, "startOverride")) is not None:
            instance.restarts[_whole(override.get(f"{W}ilvl"), 0)] = _whole(start, 1)
    return instance


def _levels(parent: Any) -> Iterator[tuple[int, Level]]:
    for element in parent.iterchildren(f"{W}lvl"):
        at = _whole(element.get(f"{W}ilvl"), 0)
        pattern = _value(element, "lvlText") or ""
        yield at, Level(_whole(_value(element, "start"), 1), _value(element, "numFmt") or "decimal", pattern)


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    value: str | None = None if child is None else child.get(f"{W}val")
    return value


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default
