"""A plain account: which of its sentences tell what went wrong, why, what was done, what came of it and what is advised."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.folding import fold
from ingest.structure.lesson.outline import Slice, Stretch
from ingest.structure.lesson.vocabulary import CUES, LEAD_INS
from ingest.structure.minutes.plain import Plain

# The order in which most people tell.
ORDER = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")
BY_CUE, BY_HINT, BY_PLACE = 0.7, 0.5, 0.4
# So much a cue weighs that tells by itself, and one that only hints.
SURE_CUE, HINT = 3.0, 1.2
MOST_SENTENCES = 400

# What it costs to go on to another part than the next one, back to an earlier one, and to change inside a paragraph.
_SKIP, _BACK, _INSIDE, _STAY_OVER_PARAGRAPH = 1.2, 2.5, 0.3, 0.8
# A sentence more of what is mostly told in one.
_LONGER = {
    "problem": 0.5,
    "outcome": 0.5,
    "cause": 0.2,
    "recommendation": 0.1,
    "summary": -0.1,
    "context": 0.0,
    "action": 0.2,
}
_LABELLED = 50.0
# How surely the first of several paragraphs sums up.
_OPENS = 1.5

_SENTENCE_END = re.compile(r"[.!؟](?=\s|\Z)(?<!\b[اه]\.)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paragraph` counts the stretches; `field` is set where a label has said already what it is.

    `opens`: it is of the first of several paragraphs.
    """

    plain: Plain
    paragraph: int
    field: str | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    field: str
    sentences: tuple[Sentence, ...]
    score: float


def sentences(stretches: Sequence[Stretch]) -> list[Sentence]:
    """The running text sentence by sentence; what stands under a label is one."""
    sums_up = _cause_begins(stretches) > 1
    found: list[Sentence] = []
    for paragraph, stretch in enumerate(stretches):
        if stretch.field:
            found.append(Sentence(stretch.plain, paragraph, stretch.field))
        else:
            opens = sums_up and paragraph == 0
            found += (Sentence(part, paragraph, opens=opens) for part in split(stretch.plain))
    return found


def _cause_begins(stretches: Sequence[Stretch]) -> int:
    """The first paragraph but one that tells the cause: what stands between it and the first is how things stood."""
    for paragraph, stretch in enumerate(stretches):
        told = stretch.field == "cause" or (not stretch.field and cue_weight(stretch.plain.text, "cause") >= SURE_CUE)
        if told and paragraph:
            return paragraph
    return len(stretches) - 2


def split(text: Plain) -> Iterator[Plain]:
    """The sentences of a paragraph."""
    start = 0
    for end in _SENTENCE_END.finditer(text.text):
        if (part := text.part(start, end.end())).text:
            yield part
        start = end.end()
    if (part := text.part(start)).text:
        yield part


def tell_apart(told: Sequence[Sentence]) -> list[Slice]:
    """A slice for each part of the account that is told under no label; each field at most once."""
    told = [sentence for sentence in told if sentence.field is None or sentence.field in ORDER][:MOST_SENTENCES]
    if not told:
        return []
    best: dict[str, _Run] = {}
    for run in _runs(told, _path(told)):
        if run.sentences[0].field is None and (run.field not in best or best[run.field].score < run.score):
            best[run.field] = run
    labelled = {sentence.field for sentence in told}
    return [_slice(run) for run in best.values() if run.field not in labelled]


def cue_weight(text: str, name: str) -> float:
    """How strongly the sentence says that it is that part."""
    folded = fold(text.replace("\u200c", " "))
    return max((weight for weight, pattern in _CUES[name] if pattern.search(folded)), default=0.0)


def _path(told: Sequence[Sentence]) -> list[int]:
    """The likeliest part of each sentence: Viterbi over the parts in their usual order."""
    scores = [_START[part] + _emission(told[0], name) for part, name in enumerate(ORDER)]
    back: list[list[int]] = []
    for before, sentence in pairwise(told):
        new_paragraph = sentence.paragraph != before.paragraph
        came_from, reached = [], []
        for part, name in enumerate(ORDER):
            options = [score - _cost(old, part, new_paragraph=new_paragraph) for old, score in enumerate(scores)]
            origin = max(range(len(options)), key=options.__getitem__)
            came_from.append(origin)
            reached.append(options[origin] + _emission(sentence, name))
        back.append(came_from)
        scores = reached
    part = max(range(len(scores)), key=scores.__getitem__)
    path = [part]
    for came_from in reversed(back):
        part = came_from[part]
        path.append(part)
    return path[::-1]


def _emission(sentence: Sentence, name: str) -> float:
    if sentence.field:
        return _LABELLED if sentence.field == name else -_LABELLED
    weight = cue_weight(sentence.plain.text, name)
    if sentence.opens:
        # It tells the whole in short, the cause and what came of it too.
        return _OPENS if name == "summary" else weight / 2
    return weight


def _cost(old: int, new: int, *, new_paragraph: bool) -> float:
    if old == new:
        return _LONGER[ORDER[new]] + (_STAY_OVER_PARAGRAPH if new_paragraph else 0)
    inside = 0 if new_paragraph else _INSIDE
    return inside + (_SKIP * (new - old - 1) if new > old else _BACK)


def _runs(told: Sequence[Sentence], path: Sequence[int]) -> Iterator[_Run]:
    start = 0
    for end in range(1, len(told) + 1):
        if end == len(told) or path[end] != path[start] or told[end].field != told[start].field:
            name = ORDER[path[start]]
            yield _Run(name, tuple(told[start:end]), sum(cue_weight(one.plain.text, name) for one in told[start:end]))
            start = end


def _slice(run: _Run) -> Slice:
    first, last = run.sentences[0], run.sentences[-1]
    told = first.plain.part(_lead_in(first.plain.text, run.field))
    start = (told if told.text else first.plain).whole.start
    strongest = max(cue_weight(one.plain.text, run.field) for one in run.sentences)
    certainty = BY_CUE if strongest >= SURE_CUE else BY_HINT if strongest >= HINT else BY_PLACE
    return Slice(run.field, start, last.plain.whole.end, certainty)


def _lead_in(text: str, name: str) -> int:
    """How long a lead-in the sentence has before what it tells: «بررسی کارشناسان نشان داد که …»."""
    clause = _THAT.match(text)
    if clause and cue_weight(clause[0], name) >= SURE_CUE:
        return clause.end()
    lead = _LEAD_IN.match(text)
    return lead.end() if lead else 0


def _cue(words: str) -> str:
    parts = (part.replace("~", r"(?: \S+){0,4}? ") for part in fold(words.replace("\u200c", "‖")).split("‖"))
    return r"(?<!\w)" + " ?".join(parts)


def _pattern(cues: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(_cue, cues.split("|"))) + r")(?:\w{0,2})(?!\w)")


_CUES = {name: [(weight, _pattern(words)) for weight, words in CUES[name]] if name in CUES else [] for name in ORDER}
_LEAD_IN = re.compile("(?:" + "|".join(map(_cue, LEAD_INS.split("|"))) + r")(?!\w)[ :،]*")
_THAT = re.compile(r"(?:[^\s.؛:]+ ){1,12}?که(?!\w)[ ،:]*")
# An account begins with a summary or how things stood, hardly with what is advised.
_START = (0.0, 0.0, -0.5, -1.5, -1.5, -2.0, -2.0)
