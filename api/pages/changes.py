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
        gone, came = old[old_start:old_end], new[new_start:new_end]
        if kind == "equal":
            pieces += [None] if any(line.strip() for line in gone) else []
        elif len(gone) == len(came):
            # As many lines as before: each is the one before it, changed.
            pieces.append(Markup("\n").join(map(_words, gone, came)))
        else:
            pieces.append(_words("\n".join(gone).strip("\n"), "\n".join(came).strip("\n")))
    return pieces


def _words(before: str, after: str) -> Markup:
    old, new = _WORD.findall(before), _WORD.findall(after)
    whole = Markup("\n").join(_marked(tag, text) for tag, text in (("del", before), ("ins", after)) if text.strip())
    if len(old) * len(new) > MOST_PAIRS:
        return whole
    # Words are the same whatever blank follows them: a line that goes on is no other line.
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    if matcher.ratio() < LEAST_IN_COMMON:
        return whole
    marked = Markup()
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, came = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        marked += escape(came) if kind == "equal" else _beside(_marked("del", gone), _marked("ins", came))
    return marked


def _beside(gone: Markup, came: Markup) -> Markup:
    return gone + (" " if came and gone.endswith(">") else "") + came


def _marked(tag: str, text: str) -> Markup:
    """The blank that follows the text stays outside of the mark."""
    words = text.rstrip()
    return (Markup(f"<{tag}>{{}}</{tag}>").format(words) if words else Markup()) + text[len(words) :]
