"""What differs between two texts of a page: in the lines that changed, the words that went and the words that came."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

# Above so many pairs of words nothing is compared: one text went and another came.
MOST_PAIRS = 4_000_000

# Two texts that have less than this share of their words in common are no mended version of each other.
LEAST_IN_COMMON = 0.4

_WORD = re.compile(r"\S+\s*|\s+")


def changes(before: str, after: str) -> list[Markup | None]:
    """The lines that changed, in pieces, with <del> and <ins>; None stands for lines left out because they stayed."""
    if before == after:
        return []
    old, new = before.split("\n"), after.split("\n")
    pieces: list[Markup | None] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        gone, came = "\n".join(old[old_start:old_end]), "\n".join(new[new_start:new_end])
        if kind != "equal":
            pieces.append(_words(gone, came))
        elif gone.strip():
            pieces.append(None)
    return pieces


def _words(before: str, after: str) -> Markup:
    old, new = _WORD.findall(before), _WORD.findall(after)
    whole = _marked("del", before) + _marked("ins", after)
    if len(old) * len(new) > MOST_PAIRS:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_IN_COMMON:
        return whole
    marked = Markup()
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, came = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        marked += escape(gone) if kind == "equal" else _marked("del", gone) + _marked("ins", came)
    return marked


def _marked(tag: str, text: str) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(text) if text.strip() else escape(text)
