"""What a person typed becomes what is searched.

    درز انبساط "پل میانی" -پیاده شهر:تهران سال:۱۳۹۵..۱۴۰۰

are words, an exact phrase, an exclusion and two fields. Parsing never fails: what is not understood is searched as
words, and `notes` says how. Printing a query and parsing it again gives the same query.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import InvalidQuery
from corpus.index.port import AnyOf, Between, Condition, Filter
from corpus.text.display import display_text
from corpus.text.keys import Analyzer, Term, TermKind
from corpus.types import Value
from search.fields import Field, FieldCatalog, FieldValue

MOST_CHARACTERS = 2_000

_QUOTED = r'"[^"]*"|«[^»]*»|“[^”]*”'
_EDGE = r"(?<![^\s\"«»“”])"
_PIECE = re.compile(
    rf"{_EDGE}[-−](?P<excluded>{_QUOTED}|[^\s\"«»“”\-−][^\s\"«»“”]*)"
    rf"|(?P<phrase>{_QUOTED})"
    rf"|{_EDGE}(?P<name>[^\s:\"«»“”\-−][^\s:\"«»“”]*):\s?(?P<value>{_QUOTED}|[^\s\"«»“”]+)"
    rf"|(?P<words>[^\s\"«»“”]+)"
)
_QUOTE_MARK = re.compile(rf"(?P<quoted>{_QUOTED})|[\"«»“”]")
_JOINED_QUOTE = re.compile(r"\u200c?([\"«»“”])\u200c?")
_NO_QUOTES = str.maketrans(dict.fromkeys('"«»“”', " "))


@dataclass(frozen=True, slots=True)
class Words(Value):
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase(Value):
    """Words that must stand together, in this order."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Excluded(Value):
    """A word or a phrase that must not be there."""

    text: str

    def __str__(self) -> str:
        return f'-"{self.text}"' if " " in self.text or self.text.startswith(("-", "−")) else f"-{self.text}"


@dataclass(frozen=True, slots=True)
class FieldFilter(Value):
    field: Field
    value: FieldValue

    def __str__(self) -> str:
        shown = self.value.shown
        return f'{self.field.name}:"{shown}"' if " " in shown else f"{self.field.name}:{shown}"


Part = Words | Phrase | Excluded | FieldFilter


@dataclass(frozen=True, slots=True)
class Query(Value):
    """`terms` are what words are matched by, function words left out unless there are no others."""

    text: str
    parts: tuple[Part, ...]
    terms: tuple[Term, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.parts)

    @property
    def words(self) -> str:
        """What is asked in words, phrases included; what meaning is taken from."""
        return " ".join(part.text for part in self.parts if isinstance(part, Words | Phrase))

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if isinstance(part, Phrase))

    @property
    def excluded(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if isinstance(part, Excluded))

    @property
    def where(self) -> Filter:
        """One condition a field; a field that is given twice may hold either value."""
        by_field: dict[str, list[Condition]] = {}
        for part in self.parts:
            if isinstance(part, FieldFilter):
                by_field.setdefault(part.field.name, []).append(part.value.condition)
        return Filter(must=tuple(same[0] if len(same) == 1 else AnyOf(tuple(same)) for same in by_field.values()))

    @property
    def reading(self) -> tuple[str, ...]:
        """How the query was read, where it was more than words: sentences for people."""
        read = [sentence_of(part) for part in self.parts]
        return (*(sentence for sentence in read if sentence), *self.notes)


def parse_query(text: str, analyzer: Analyzer, fields: FieldCatalog | None = None) -> Query:
    """Read a question. Raises `InvalidQuery` only when there is nothing to search, or far too many characters."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidQuery("پرسش از ۲۰۰۰ نویسه بلندتر است؛ چند واژهٔ اصلی آن را جست‌وجو کنید.")
    # A half-space that joins a word to a quote joins nothing.
    unjoined = _JOINED_QUOTE.sub(r"\1", display_text(text))
    shown = " ".join(display_text(_QUOTE_MARK.sub(_meant_quotes, unjoined)).split()).strip("\u200c")
    notes: list[str] = []
    parts = _joined(_parts(shown, analyzer, fields or FieldCatalog(), notes))
    words = " ".join(part.text for part in parts if isinstance(part, Words | Phrase))
    terms = analyzer.terms(words)
    if not terms and not any(isinstance(part, FieldFilter) for part in parts):
        raise InvalidQuery("در پرسش واژه‌ای برای جست‌وجو نیست؛ یک یا چند واژه بنویسید.")
    return Query(shown, parts, without_stop_words(terms, analyzer), tuple(notes))


def without_stop_words(terms: list[Term], analyzer: Analyzer) -> tuple[Term, ...]:
    """The terms that say what is asked; a query of nothing but function words keeps them."""
    stops = {(term.start, term.end) for term in terms if term.kind is TermKind.STEM and analyzer.is_stop(term.key)}
    telling = tuple(term for term in terms if (term.start, term.end) not in stops)
    return telling or tuple(terms)


def _meant_quotes(match: re.Match[str]) -> str:
    # A quote without its partner, or around nothing, is only punctuation.
    return match[0] if match["quoted"] and re.search(r"\w", match[0]) else " "


def _parts(text: str, analyzer: Analyzer, fields: FieldCatalog, notes: list[str]) -> Iterator[Part]:
    for match in _PIECE.finditer(text):
        if match["excluded"]:
            yield _with_words(Excluded, match["excluded"], analyzer)
        elif match["phrase"]:
            yield _with_words(Phrase, match["phrase"], analyzer)
        elif match["name"]:
            yield from _field(match, fields, analyzer, notes)
        else:
            yield Words(match["words"])


def _inside(text: str) -> str:
    return " ".join(display_text(text.translate(_NO_QUOTES)).split())


def _with_words(kind: type[Phrase] | type[Excluded], text: str, analyzer: Analyzer) -> Part:
    # Quotes around nothing that can be searched are only punctuation.
    inside = _inside(text)
    return kind(inside) if analyzer.tokens(inside) else Words(inside)


def _field(match: re.Match[str], fields: FieldCatalog, analyzer: Analyzer, notes: list[str]) -> Iterator[Part]:
    field, value = fields.find(match["name"]), match["value"]
    inside = _inside(value)
    understood = field.read(inside) if field else None
    if field and understood:
        yield FieldFilter(field, understood)
        return
    if field:
        notes.append(f"«{inside}» برای «{field.name}» شناخته نشد و مانند واژه جست‌وجو شد.")
    # An unknown name («ساعت:۱۰», «https:…») is no field: it stays as it was typed.
    if value == inside:
        yield Words(match[0])
    else:
        yield Words(f"{match['name']}:")
        yield _with_words(Phrase, value, analyzer)


def _joined(parts: Iterator[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, Words) and joined and isinstance(joined[-1], Words):
            joined[-1] = Words(f"{joined[-1].text} {part.text}".strip())
        elif str(part):
            joined.append(part)
    return tuple(joined)


def sentence_of(part: Part) -> str:
    """How a part that is more than words was read, for people; empty for words."""
    match part:
        case Phrase(text):
            return f"درست همین عبارت: «{text}»"
        case Excluded(text):
            return f"بدون «{text}»"
        case FieldFilter(field, value):
            shown = value.shown
            if isinstance(value.condition, Between) and ".." in shown:
                first, last = shown.split("..")
                shown = " ".join(filter(None, (first and f"از {first}", last and f"تا {last}")))
            return f"{field.name}: {shown}"
        case _:
            return ""
