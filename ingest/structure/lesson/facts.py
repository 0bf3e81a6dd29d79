"""What running text says in passing of where and when it happened: the city, project, phase, date, kind and group."""

import re
from collections.abc import Iterable, Iterator

from corpus.text.dates import find_dates
from corpus.types import Polarity
from ingest.structure.lesson.labels import compact
from ingest.structure.lesson.outline import Slice
from ingest.structure.lesson.vocabulary import PHASES, POLARITY_WORDS
from ingest.structure.minutes.plain import Plain, plain
from ingest.structure.places import PlaceNames

IN_PASSING, BY_MENTION = 0.8, 0.5


def _words(names: Iterable[str]) -> str:
    """Any of the names, as text made level writes them."""
    loose = (plain(name).text.replace(" ", " ?") for name in sorted(names, key=len, reverse=True))
    return "|".join(loose)


_PHASE = re.compile(rf"(?:مرحله|فاز)(?: ی)? (?P<value>{_words(PHASES.split('|'))})(?!\w)")
_QUOTED_PROJECT = re.compile(r"(?:پروژه|طرح)(?: ?ی)? «(?P<value>[^»]{3,200})»")
_PROJECT = re.compile(
    r"(?:در|به|از|طی) (?:پروژه|طرح)(?: ?ی)? (?P<value>[^،.؛:«»()]{5,100}?)(?= (?:در|واقع|شهرداری|شهر) |[،.؛(])"
)
_ASIDE = re.compile(r"\((?P<kind>[^()]{2,80}?)، ?(?:مرحله|فاز) ")
_OF_PROJECT = re.compile(r"(?:پروژه|طرح)(?: ?ی)? «[^»]{3,200}» ?\((?P<kind>[^()،]{2,80})[،)]")
_KIND = re.compile(
    r"(?:از نوع|نوع پروژه|در حوزه(?!ی? کارگروه)|در زمینه) «?(?P<value>[^،.؛:«»()]{2,60}?)»?(?=[،.؛()]| (?:در|بود|است))"
)
_GROUP = re.compile(r"کارگروه (?P<value>[^\W\d_]{3,}(?: و رسیدگی)?)")
_POLARITY = re.compile(
    rf"(?:تجربه|درس|نمونه)(?: ?ی)?(?: ?ای)? (?P<value>{_words(word for word, _ in POLARITY_WORDS)})|(?P<risk>خطر شناسایی ?شده)"
)


def facts_in(document: str, sentence: Plain, names: PlaceNames) -> list[Slice]:
    """What the sentence of the document tells in passing, each field at most once."""
    found = list(_found(document, sentence, names))
    first: dict[str, Slice] = {}
    for one in found:
        first.setdefault(one.field, one)
    return list(first.values())


def is_about_the_lesson(facts: Iterable[Slice]) -> bool:
    """Whether a sentence with these facts only says where and when it was, and is no part of the account itself."""
    told = {one.field for one in facts}
    return len(told) >= 3 and bool(told & {"project", "phase", "polarity", "working_group"})


def city_in(text: Plain, names: PlaceNames, *, led: bool = False) -> tuple[int, int] | None:
    """Where in the document the text names a city; with `led` only one called so: «شهرداری یزد»."""
    if not names.city_names:
        return None
    lead = r"(?:شهرداری|کلان ?شهر|شهر)(?: ?ی)? " if led else r"(?<!\w)"
    match = re.search(rf"{lead}(?P<city>{_words(names.city_names)})(?!\w)", text.text)
    if match is None:
        return None
    source = text.source(*match.span("city"))
    return source.start, source.end


def polarity_of(text: str) -> Polarity | None:
    """What kind of lesson the words say that it is."""
    key = compact(text)
    return next((polarity for word, polarity in POLARITY_WORDS if compact(word) in key), None)


def _found(document: str, sentence: Plain, names: PlaceNames) -> Iterator[Slice]:
    text = sentence.text
    for name, pattern in (
        ("project", _QUOTED_PROJECT),
        ("project", _PROJECT),
        ("phase", _PHASE),
        ("working_group", _GROUP),
        ("project_type", _KIND),
    ):
        if match := pattern.search(text):
            yield _slice(name, sentence, match.span("value"))
    if aside := _ASIDE.search(text) or _OF_PROJECT.search(text):
        yield _slice("project_type", sentence, aside.span("kind"))
    if said := _POLARITY.search(text):
        yield _slice("polarity", sentence, said.span("value") if said["value"] else said.span("risk"))
    # «آبان» is not «ابان» to those who read dates.
    dates = find_dates("".join(document[offset] for offset in sentence.offsets).replace("\u200c", " "))
    if dates:
        yield _slice("date", sentence, (dates[0].start, dates[0].end))
    # The project's own name may hold a city's.
    unquoted = re.sub("«[^»]*»", lambda quoted: " " * len(quoted[0]), text)
    if city := city_in(Plain(unquoted, sentence.offsets, sentence.ends), names):
        yield Slice("city", *city, IN_PASSING)


def _slice(name: str, sentence: Plain, span: tuple[int, int]) -> Slice:
    source = sentence.source(*span)
    return Slice(name, source.start, source.end, IN_PASSING)
