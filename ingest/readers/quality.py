"""How far the text of a page can be trusted: whether its words are words.

Fonts with wrong maps give wrong letters, lost blanks give words without end, and a reader that knows no Persian gives
lines backwards. All of them make words that no dictionary has.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from corpus.text.display import HALF_SPACE
from corpus.text.folding import fold_word
from corpus.text.lexicon import dictionary

# Under this a page is read in another way: real pages that were read well lie above it but for one in two hundred,
# those whose fonts name some of their letters wrongly mostly below .8 (`python -m bench.readers gate`).
POOR = 0.85
# What is assumed of a page before any word of it is seen, so that a short one is not condemned for a name.
ASSUMED = 0.95
ASSUMED_WORDS = 10
# Without blanks a line is one word; it counts as often as it would with them.
LONGEST_WORD = 15
USUAL_WORD = 5
FEWEST_LETTERS = 3
# An unknown word may be a name; a letter without one is surely lost, with the word that it was in.
UNREADABLE_WORDS = 2

_WORD = re.compile(f"[\u0621-\u063a\u0640-\u0655\u066e-\u06d3\u06d5\ufb50-\ufdff\ufe70-\ufefc{HALF_SPACE}]+")
# Letters without a name, controls, and Greek or Latin letters with marks where Persian was meant.
_UNREADABLE = re.compile(
    r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]|[\x00-\x08\x0e-\x1f\x7f-\x9f]"
    "|(?<=[\u0620-\u06d3])[\u0370-\u03ff]+|[\u0370-\u03ff]+(?=[\u0620-\u06d3])|[\u00a1-\u00ff]{3,}"
)
_BEGINNING = re.compile("^(?:نمی|می|به|بر|بی|هم|ب|ن)(?=.{2})")
_ENDING = re.compile(
    "(?:هایشان|هایمان|هایتان|هایی|های|ها|ترین|تر|شان|مان|تان|است|اند|ای|ام|ان|ات|یی|ی|م|ت|ش|ند|ید|یم|د)$"
)


def page_quality(text: str) -> float:
    """The share of the page's words that are known, from 0 to 1; what cannot be read counts as words that are not.

    Numbers, codes, names of two letters and Latin words say nothing either way.
    """
    wrong = float(UNREADABLE_WORDS * len(_UNREADABLE.findall(text)))
    right = 0.0
    for written in _WORD.findall(text):
        word = fold_word(written)
        if len(word) < FEWEST_LETTERS:
            continue
        weight = len(word) / USUAL_WORD if len(word) > LONGEST_WORD else 1.0
        if _is_known(word) or (HALF_SPACE in written and _are_known(written.split(HALF_SPACE))):
            right += weight
        else:
            wrong += weight
    return (right + ASSUMED * ASSUMED_WORDS) / (right + wrong + ASSUMED_WORDS)


@cache
def _dictionary() -> tuple[frozenset[str], frozenset[str]]:
    return dictionary()


def _are_known(parts: Sequence[str]) -> bool:
    """Whether it is words that half-spaces join, as in «قوانین‌و‌مقررات»."""
    words = [word for part in parts if len(word := fold_word(part)) >= FEWEST_LETTERS]
    return bool(words) and all(map(_is_known, words))


@lru_cache(maxsize=50_000)
def _is_known(word: str) -> bool:
    common, words = _dictionary()
    if word in words:
        return True
    for stem in {word, _BEGINNING.sub("", word)}:
        if stem in words:
            return True
        ending = _ENDING.search(stem)
        while ending and ending.start() >= 2:
            if stem[: ending.start()] in common:
                return True
            ending = _ENDING.search(stem, ending.start() + 1)
    return False
