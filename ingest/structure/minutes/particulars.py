"""What is told of a resolution beside its text: labelled, in brackets, in a sentence, or known by what it says."""

import re
from collections.abc import Iterator

from ingest.structure.minutes.plain import Plain
from ingest.structure.minutes.vocabulary import (
    BODY_LEAD,
    HORIZONS,
    LABEL,
    RESOLUTION,
    SESSION,
    STATUSES,
    VOTE,
    Role,
    role_of,
)

Particulars = dict[Role, Plain]

# Any «word: » ends the value before it, also one that is not known.
_OTHER_LABEL = re.compile(r"(?<=[ |؛،.;(])(?P<label>[ء-ی]{2,20}(?: [ء-ی]{2,20}){0,2}) ?: ")
_EDGES = " |؛،.;-:"
_SEPARATOR = re.compile(r" ?[؛;|] ?|[.](?![0-9]) ?| - ")
_COMMA = re.compile(r" ?، ?")

_GROUP = re.compile(r"(?:کارگروه|کمیته|کمیسیون|گروه|نشست|جمع) [^.؛:،]{2,60}|معاونین|کارگروه تصمیم ?گیرنده")
_UNTIL_DAY = re.compile(r"(?:حداکثر )?تا (?:تاریخ |مورخ )?[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}")
_HAS_HORIZON = [pattern for _, pattern in HORIZONS]
_SENTENCES = (
    (RESOLUTION.RESPONSIBLE, re.compile(
        r"(?:مس[یو]ول(?:یت)?|متولی|مجری|پیگیر|اقدام ?کننده)(?: (?:پیگیری|اجرا|اجرای|انجام))*(?: (?:ان|این مصوبه|این بند))*(?: (?:را|به عهده|بر عهده|با))?"
        r" (?P<value>.{3,160}?) (?:است|می ?باشد|خواهد بود|تعیین (?:شد|گردید)|بر عهده (?:دارد|گرفت)|گذاشته شد)"
    )),
    (RESOLUTION.DUE, re.compile(r"(?:مهلت|موعد)(?: (?:انجام|اجرا|اجرای|اقدام))*(?: ان)? (?P<value>.{3,60}?) (?:است|می ?باشد|خواهد بود|تعیین (?:شد|گردید))")),
    (RESOLUTION.STATUS, re.compile(r"وضعیت(?: (?:کنونی|فعلی|ان|اجرا))* (?P<value>.{3,40}?) (?:است|می ?باشد)")),
    (RESOLUTION.GROUP, re.compile(r"(?:از سوی|توسط|در|با تصویب) (?P<value>(?:کارگروه|کمیته|کمیسیون|گروه|معاونین|جمع معاونین|نشست)[^.؛،:]{0,60}?) (?:به )?(?:تصویب|مصوب|پیشنهاد)")),
    (RESOLUTION.HORIZON, re.compile(r"(?:این )?(?:مصوبه|تصمیم|بند)(?: در افق)? (?P<value>اضطراری|کوتاه ?مدت|میان ?مدت|(?:بلند|دراز) ?مدت)")),
)  # fmt: skip


def labelled(line: Plain, among: type[SESSION] | type[RESOLUTION] | None = None) -> tuple[int, Particulars]:
    """The «label: value» pairs of a line, and where the first of them begins; (its length, {}) when there is none."""
    labels = [
        (match.start("label"), match.end(), role)
        for match in LABEL.finditer(line.text)
        if (role := role_of(match["label"], among))
    ]
    if not labels:
        return len(line.text), {}
    found: Particulars = {}
    ends = [start for start, _, _ in labels[1:]] + [len(line.text)]
    for (_, start, role), end in zip(labels, ends, strict=True):
        other = _OTHER_LABEL.search(line.text, start, end)
        value = trimmed(line.part(start, other.start("label") if other else end))
        if role not in found:
            found[role] = value
    return labels[0][0], {role: value for role, value in found.items() if value.text}


def trimmed(value: Plain) -> Plain:
    """Without separators, and without a bracket that has no other half."""
    start, end = 0, len(value.text)
    while start < end and value.text[start] in _EDGES:
        start += 1
    while start < end and value.text[end - 1] in _EDGES:
        end -= 1
    inner = value.text[start:end]
    if inner.endswith(")") and inner.count(")") > inner.count("("):
        return trimmed(value.part(start, end - 1))
    if inner.startswith("(") and (
        inner.count("(") > inner.count(")") or (inner.endswith(")") and ")" not in inner[:-1])
    ):
        return trimmed(value.part(start + 1, end - inner.endswith(")")))
    return value.part(start, end)


def segments(value: Plain, *, commas: bool = False) -> Iterator[Plain]:
    """What stands between semicolons, bars and full stops, or between commas; never empty."""
    start = 0
    ends = [match.span() for match in (_COMMA if commas else _SEPARATOR).finditer(value.text)]
    for end, next_start in (*ends, (len(value.text), 0)):
        part = trimmed(value.part(start, end))
        if part.text:
            yield part
        start = next_start


def by_content(segment: Plain) -> Role | None:
    """What a bare segment can only be: a horizon, a state, a vote or a group."""
    text = segment.text
    if any(pattern.fullmatch(text) for pattern in _HAS_HORIZON):
        return RESOLUTION.HORIZON
    if VOTE.match(text) and len(text) < 60:
        return RESOLUTION.VOTE
    if len(text) <= 30 and any(pattern.match(text) for _, pattern in STATUSES):
        return RESOLUTION.STATUS
    if _GROUP.fullmatch(text):
        return RESOLUTION.GROUP
    if _UNTIL_DAY.fullmatch(text):
        return RESOLUTION.DUE
    return None


def told(line: Plain) -> Particulars:
    """Everything that a line which is not the text itself tells of the resolution; {} when it tells nothing."""
    start, found = labelled(line, RESOLUTION)
    known = dict(found)
    for role, value in found.items():
        # «مهلت: ۱ مهر ۱۴۰۲. کارگروه محصول، کوتاه‌مدت»: what comes after the sentence is of its own.
        first, *rest = segments(value) if role is not RESOLUTION.TEXT else [value]
        known[role] = first
        for segment in rest:
            _take(segment, known)
    if start:
        _take_sentences(line.part(0, start), known)
        for segment in segments(line.part(0, start)):
            _take(segment, known)
    return known


def _take(segment: Plain, known: Particulars) -> None:
    role = by_content(segment)
    if role:
        known.setdefault(role, segment)
        return
    parts = list(segments(segment, commas=True))
    if len(parts) > 1:
        roles = [by_content(part) for part in parts]
        for part, named in zip(parts, roles, strict=True):
            if named:
                known.setdefault(named, part)


def _take_sentences(prose: Plain, known: Particulars) -> None:
    for role, pattern in _SENTENCES:
        match = pattern.search(prose.text)
        if match:
            known.setdefault(role, trimmed(prose.part(*match.span("value"))))


def tail(text: Plain) -> tuple[int, Particulars]:
    """Where the text of a resolution ends and its particulars, in brackets or labelled, begin; and these."""
    end, found = len(text.text), Particulars()
    bracket = _last_bracket(text.text)
    if bracket is not None:
        inside = trimmed(text.part(bracket))
        held = told(inside)
        whole = list(segments(inside))
        if not held and len(whole) == 1 and starts_with_body(inside.text) and len(inside.text) < 60:
            held = {RESOLUTION.RESPONSIBLE: inside}
        if held and (len(held) > 1 or len(whole) == 1 or labelled(inside, RESOLUTION)[1]):
            end, before = tail(text.part(0, bracket))
            return end, {**held, **before}
    start, pairs = labelled(text, RESOLUTION)
    pairs.pop(RESOLUTION.TEXT, None)
    sure = {
        role
        for role in pairs
        if role in (RESOLUTION.RESPONSIBLE, RESOLUTION.DUE, RESOLUTION.STATUS, RESOLUTION.HORIZON)
    }
    if sure and start:
        # The brackets before the labels are the text's own; a bare «(اضطراری)» is not.
        return start, told(text.part(start))
    # «… اقدام کند. کوتاه‌مدت»: a last word that can only be a particular is none of the text.
    last = max(text.text.rfind(". "), text.text.rfind("؛ "))
    if last > 0 and (role := by_content(trimmed(text.part(last + 1)))):
        return last + 1, {role: trimmed(text.part(last + 1))}
    return end, found


def _last_bracket(text: str) -> int | None:
    stripped = text.rstrip(" .؛")
    if not stripped.endswith(")"):
        return None
    depth = 0
    for position in range(len(stripped) - 1, -1, -1):
        depth += (stripped[position] == ")") - (stripped[position] == "(")
        if depth == 0:
            return position if position else None
    return None


def names_group(text: str) -> bool:
    """Whether the text is the name of a deciding group and nothing else."""
    return bool(_GROUP.fullmatch(text))


def starts_with_body(text: str) -> bool:
    return bool(re.match(BODY_LEAD, text))
