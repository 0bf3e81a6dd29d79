"""What a label names: a field of a lesson, however a city writes it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from corpus.text.folding import fold
from ingest.structure.lesson.vocabulary import FORM_WORDS, HEAD_WORDS, IDLE_WORDS, IMPACT_HEADINGS, LABELS

# The label of a part, not of a field: the effects stand under it.
IMPACTS = "impacts"

EXACT, ALMOST, OF_LABEL_WORDS, BY_WORDS = 1.0, 0.9, 0.85, 0.75
LONGEST_LABEL_WORDS = 12
# A heading that is no known label: its telling word is one of the first of a few.
LONGEST_HEADING, TELLING = 4, 3

_ASIDE = re.compile(r"[(\[«][^)\]»]*[)\]»]")
_MARKER = re.compile(r"^\W*(?:(?:بخش|بند|قسمت|سوال|گام) ?)?(?:[0-9]{1,2}|الف|[ابپتثجدهوز])\s?(?:[-.):/ـ]+\s?)+|^\W+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Match:
    """`certainty`: EXACT, ALMOST (a letter or so differs), OF_LABEL_WORDS (it has none but those of labels) or BY_WORDS."""

    field: str
    certainty: float


def compact(text: str) -> str:
    """The text's letters and digits alone, folded: «علت‌ ها:» is «علتها»."""
    return "".join(character for character in fold(text) if character.isalnum())


@lru_cache(maxsize=4096)
def field_of(label: str, *, by_words: bool = True, heading: bool = False) -> Match | None:
    """The field that a label names; None when it names none.

    Numbering, what stands in parentheses and marks of a required field are passed over. Without `by_words` only a
    known label counts, a wrong letter allowed in a long one; a `heading` has few words, or it is a title.
    """
    plain = _MARKER.sub("", fold(label.replace("\u200c", "")).strip())
    without_aside = _ASIDE.sub(" ", plain).strip()
    for candidate in filter(None, (compact(without_aside), compact(plain))):
        if candidate in _KNOWN:
            return Match(_KNOWN[candidate], EXACT)
    key = compact(without_aside)
    if len(key) >= 6 and (almost := _almost(key)):
        return Match(almost, ALMOST)
    named = _by_words(without_aside, heading=heading) or _by_words(plain, heading=heading) if by_words else None
    if named:
        return Match(named, OF_LABEL_WORDS if _has_only(without_aside, _LABEL_WORDS) else BY_WORDS)
    return None


def names_a_form(line: str) -> bool:
    """Whether the line is a form's title, «گزارش درس‌آموخته», and no lesson's: it has no word of its own."""
    return _has_only(fold(line), _LABEL_WORDS | _FORM_WORDS)


def _has_only(text: str, words: frozenset[str]) -> bool:
    return all(word in words or word in _IDLE for word in _WORD.findall(text))


def _almost(key: str) -> str | None:
    near = ((SequenceMatcher(None, key, known).ratio(), name) for known, name in _KNOWN.items() if _may_be(key, known))
    ratio, name = max(near, default=(0.0, None))
    return name if ratio >= 0.87 else None


def _may_be(key: str, known: str) -> bool:
    return abs(len(key) - len(known)) <= 2 and len(known) >= 6 and (key[0] == known[0] or key[-1] == known[-1])


def _by_words(label: str, *, heading: bool) -> str | None:
    words = [word for word in _WORD.findall(label) if word not in _IDLE]
    if not words or len(words) > (LONGEST_HEADING if heading else LONGEST_LABEL_WORDS):
        return None
    joined = " ".join(words[:TELLING] if heading else words)
    return next((name for name, pattern in _HEADS if pattern.search(joined)), None)


def _known() -> dict[str, str]:
    known = {compact(label): name for name, labels in LABELS.items() for label in labels.split("|")}
    return known | {compact(label): IMPACTS for label in IMPACT_HEADINGS.split("|")}


def _head(words: str) -> re.Pattern[str]:
    parts = (_loose(word) for word in words.split("|"))
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def _loose(word: str) -> str:
    """The word as a pattern: a half-space may be a blank or lost, and an asterisk is any ending."""
    folded = " ?".join(fold(part) for part in word.rstrip("*").split("\u200c"))
    return folded + (r"\w*" if word.endswith("*") else r"(?: ?ها(?:ی)?)?")


_KNOWN = _known()
_LABEL_WORDS = frozenset(
    word
    for labels in LABELS.values()
    for label in (labels, labels.replace("\u200c", " "))
    for word in _WORD.findall(fold(label))
)
_FORM_WORDS = frozenset(fold(word) for word in FORM_WORDS.split("|"))
_IDLE = frozenset(fold(word) for word in IDLE_WORDS.split("|"))
_HEADS = tuple((name, _head(words)) for name, words in HEAD_WORDS)
