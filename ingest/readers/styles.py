"""What a Word paragraph is by its style: a heading, an item of a list, or neither."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.readers.numbering import DEEPEST, W

_HEADING_NAME = re.compile(r"(?:heading|عنوان|سرفصل)\s*(\d)", re.IGNORECASE)
# Word's outline level for body text.
BODY_LEVEL = 9


class Styles:
    """A document's paragraph styles, each with the ones it is based on."""

    def __init__(self, root: Any | None) -> None:
        elements = () if root is None else root.iterchildren(f"{W}style")
        self._styles = {element.get(f"{W}styleId"): element for element in elements}

    def heading_level(self, paragraph: Any) -> int | None:
        """1 for the highest heading; None for what is no heading."""
        for properties in self._properties(paragraph):
            if (outline := _value(properties, "outlineLvl")) is not None:
                return outline + 1 if 0 <= outline < BODY_LEVEL else None
        for style in self._chain(paragraph):
            name = _name(style)
            if name.lower() == "title":
                return 1
            if match := _HEADING_NAME.fullmatch(name):
                return max(1, int(match[1]))
        return None

    def list_instance(self, paragraph: Any) -> str | None:
        """The list that numbers the paragraph, or None."""
        found = next((n for p in self._properties(paragraph) if (n := _value(p, f"numPr/{W}numId")) is not None), None)
        # Zero takes away a number that the style would give.
        return str(found) if found else None

    def list_level(self, paragraph: Any) -> int:
        """How deep in its list the paragraph is; 0 for the first level."""
        found = next((n for p in self._properties(paragraph) if (n := _value(p, f"numPr/{W}ilvl")) is not None), 0)
        return min(max(found, 0), DEEPEST)

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        for element in (paragraph, *self._chain(paragraph)):
            properties = element.find(f"{W}pPr")
            if properties is not None:
                yield properties

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        style_id, seen = _text(paragraph.find(f"{W}pPr/{W}pStyle")), set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = _text(style.find(f"{W}basedOn"))


def _name(style: Any) -> str:
    return _text(style.find(f"{W}name")) or ""


def _text(element: Any | None) -> str | None:
    value: str | None = None if element is None else element.get(f"{W}val")
    return value


def _value(properties: Any, path: str) -> int | None:
    text = _text(properties.find(f"{W}{path}"))
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None
