"""Half-spaces that a text has lost, put back: a view for reading and for embedding, never the text itself."""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from corpus.text.display import HALF_SPACE
from corpus.text.lists import read_list

_WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a\u0670-\u06d3]{4,40}")
_SECOND_PERSON = re.compile(rf"ن?می{HALF_SPACE}.*ی")
# After a letter that does not join, a half-space would not be seen, and most leave it out.
_UNSEEN = re.compile(rf"(?<=[اآدذرزژو]){HALF_SPACE}")
_PLURALS = ("ها", "های", "هایی", "هایش", "هایشان", "هایمان")


def repair_half_spaces(text: str) -> str:
    """The text with half-spaces where words surely need them; letters, digits, blanks and marks stay as they are.

    The first call in a process loads hazm, which takes a second or two.
    """
    return _WORD.sub(_repair, text)


def _repair(match: re.Match[str]) -> str:
    return _repaired(match[0])


@lru_cache(maxsize=200_000)
def _repaired(word: str) -> str:
    listed = _listed().get(word)
    if listed:
        return listed
    repaired = _hazm()(word)
    # hazm also rewrites letters, and reads «میانجی» as a verb; only its half-spaces are wanted.
    kept = repaired.replace(HALF_SPACE, "") == word and not _SECOND_PERSON.fullmatch(repaired)
    return repaired if kept else word


@cache
def _hazm() -> Callable[[str], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import hazm

        normalize: Callable[[str], str] = hazm.Normalizer(decrease_repeated_chars=False).normalize
    return normalize


@cache
def _listed() -> dict[str, str]:
    forms = (_UNSEEN.sub("", form) for form in (*_forms(), "می‌بایست", "می‌بایستی", "نمی‌بایست"))
    return {form.replace(HALF_SPACE, ""): form for form in forms if HALF_SPACE in form}


def _forms() -> Iterator[str]:
    lines = [*read_list("half_spaces.txt"), *_compounds()]
    joined = {line[1:] for line in lines if line.startswith("-")}
    for word in (line.replace("|", HALF_SPACE) for line in lines if line[0] != "-"):
        if word.replace(HALF_SPACE, "") not in joined:
            yield word
            yield from (word + HALF_SPACE + plural for plural in _PLURALS)


def _compounds() -> Iterator[str]:
    """The compounds that half-spaces join: not «کار+شناس», which is one piece, nor «حمل و نقل», which is three."""
    for line in read_list("compounds.txt"):
        if "+" not in line and " و " not in line:
            yield line.replace(" ", HALF_SPACE)
