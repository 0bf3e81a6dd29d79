"""What a person typed becomes what is searched."""

from dataclasses import dataclass, field

from corpus.errors import InvalidQuery
from corpus.index.port import Filter
from corpus.text.display import display_text
from corpus.text.keys import Analyzer, Term, TermKind
from corpus.types import Value

MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Query(Value):
    """`terms` are what words are matched by, function words left out unless there are no others."""

    text: str
    terms: tuple[Term, ...]
    where: Filter = field(default_factory=Filter)


def parse_query(text: str, analyzer: Analyzer) -> Query:
    """Read a question. Raises `InvalidQuery` when it holds no word or far too many characters."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidQuery("پرسش از ۲۰۰۰ نویسه بلندتر است؛ چند واژهٔ اصلی آن را جست‌وجو کنید.")
    shown = " ".join(display_text(text).split())
    terms = analyzer.terms(shown)
    if not terms:
        raise InvalidQuery("در پرسش واژه‌ای برای جست‌وجو نیست؛ یک یا چند واژه بنویسید.")
    return Query(shown, without_stop_words(terms, analyzer))


def without_stop_words(terms: list[Term], analyzer: Analyzer) -> tuple[Term, ...]:
    """The terms that say what is asked; a query of nothing but function words keeps them."""
    stops = {(term.start, term.end) for term in terms if term.kind is TermKind.STEM and analyzer.is_stop(term.key)}
    telling = tuple(term for term in terms if (term.start, term.end) not in stops)
    return telling or tuple(terms)
