"""The title that a file declares, if it says anything."""

import re
from typing import Final

MOST_CHARACTERS: Final = 200

# What programs write by themselves: file names, their own name, a first page's number.
_EMPTY_WORDS = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint)\b.*|untitled.*|document\s?\d*|doc\d+|book\d+|sheet\d*|word document|slide\s?\d+"
    r"|بدون عنوان|سند\s?\d*|.*\.(?:docx?|xlsx?|pptx?|pdf|rtf|txt|html?|indd|cdr|tex)|[\W\d_]*)",
    re.IGNORECASE | re.DOTALL,
)


def declared_title(raw: object) -> str | None:
    """The title as one line, or None when it is missing or no title at all."""
    text = " ".join(str(raw or "").replace("\0", "").split())
    if not 3 < len(text) <= MOST_CHARACTERS or "\ufffd" in text:
        return None
    return None if _EMPTY_WORDS.fullmatch(text) else text
