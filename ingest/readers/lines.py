"""What a line of running text is by itself: a list item that shows its own marker, or plain words."""

import re

from corpus.types import BlockKind
from ingest.readers.blocks import Block

# «۱-», «۲)», «۱.», «1ـ», «۳-۲-», «(۴)», «الف-», «بند ۳-», «•», «*-». A number needs its sign and no digit after it: «۱.۵» is none.
LIST_MARKER = re.compile(
    r"\s*(?:"
    r"(?:بند\s+)?\(?(?:\d{1,3}(?:[-./ـ]\d{1,3}){0,3}|الف|[ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی])\s?[-–ـ).:](?![\d./])[-–]?"
    r"|[•●○▪■◦►✓✔➢❖\uf000-\uf0ff][-–]?"
    r"|[*–—-][-–]?(?=\s)"
    r")\s*(?=\S)"
)

# Where the Symbol and Wingdings fonts keep their bullets.
_SYMBOL_BULLETS = frozenset(map(chr, range(0xF000, 0xF100)))


def line_block(line: str) -> Block:
    """The line as a list item if it begins with a marker, else as a paragraph; blanks around it go."""
    text = line.strip()
    if text[:1] in _SYMBOL_BULLETS:
        text = f"•{text[1:]}"
    kind = BlockKind.LIST_ITEM if LIST_MARKER.match(text) else BlockKind.PARAGRAPH
    return Block(kind, text)
