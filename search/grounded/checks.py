"""What a language model wrote is held against the passages that it cites, sentence by sentence.

A sentence stays only if it cites a passage that there is, says no figure that the cited passages do not, and shares
enough of its words with them. Whoever made the model write something else, a document included, gets no further.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.text.dates import find_dates
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.text.numbers import level
from corpus.types import JalaliDate
from search.differences import differing_figures
from search.grounded.answer import Sentence, Source
from search.grounded.prompt import heading

MOST_SENTENCES = 8
MOST_CHARACTERS = 600
# Of thirty resolutions put in other words by people (`bench/precedent_drafts.py`), twenty-nine share as much with what
# they repeat, and three in a thousand with another resolution; a model stays closer to the text than people do.
LEAST_SHARED = 0.4

# «[1]», «[۱، ۲]», «[1][2]», «【1】».
_CITATION = re.compile(r"[\[【][ \t]*(\d{1,2}(?:[ \t]*[,،][ \t]*\d{1,2})*)[ \t]*[\]】]")
_CITATIONS = rf"(?:[ \t]*{_CITATION.pattern})"
# A sentence ends with its stop and what it cites after that, or with its line.
_SENTENCE = re.compile(rf".+?(?:[.!؟?…]+(?=\s|[\[【]|$){_CITATIONS}*|$)", re.MULTILINE)
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*•–]|\d{1,2}[.)-])[ \t]+", re.MULTILINE)
_DIGITS = re.compile(r"\d+")
_HALF_SPACE = "\u200c"


def supported(written: str, sources: Sequence[Source], analyzer: Analyzer) -> tuple[tuple[Sentence, ...], int]:
    """The sentences that their sources bear out, and how many others there were."""
    known = {source.number: source for source in sources}
    kept: list[Sentence] = []
    dropped = 0
    for text, numbers in _sentences(written):
        cited = tuple(known[number] for number in dict.fromkeys(numbers) if number in known)
        if len(kept) < MOST_SENTENCES and cited and _borne_out(text, cited, analyzer):
            kept.append(Sentence(text, cited))
        else:
            dropped += 1
    return tuple(kept), dropped


def _sentences(written: str) -> Iterator[tuple[str, list[int]]]:
    """Each sentence without its citations, and the numbers that those name."""
    for match in _SENTENCE.finditer(_LIST_MARK.sub("", _printable(written))):
        numbers = [int(number) for found in _CITATION.finditer(match[0]) for number in _DIGITS.findall(found[1])]
        text = " ".join(_CITATION.sub("", match[0]).split())
        text = display_text(re.sub(r"[ \t]+(?=[.!؟?…،؛])", "", text)).strip()
        if any(character.isalnum() for character in text):
            yield text, numbers


def _printable(text: str) -> str:
    """Without control characters and those that turn the direction of writing; the half-space stays."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or character == _HALF_SPACE or unicodedata.category(character) not in ("Cc", "Cf", "Co")
    )


def _borne_out(text: str, cited: Sequence[Source], analyzer: Analyzer) -> bool:
    if len(text) > MOST_CHARACTERS:
        return False
    said = "\n".join(f"{heading(source)}\n{source.passage.text}" for source in cited)
    return _figures_stand(text, said) and _words_shared(text, said, analyzer) >= LEAST_SHARED


def _figures_stand(text: str, said: str) -> bool:
    """Whether every figure is in what was said; a date may be written in another way."""
    days = [mention.date for mention in find_dates(said)]
    rest, position = [], 0
    for mention in find_dates(text):
        if any(_same_day(mention.date, day) for day in days):
            rest.append(text[position : mention.start])
            position = mention.end
    difference = differing_figures(" ".join([*rest, text[position:]]), said)
    return difference is None or all(_stands_in(figure, _squeezed(said)) for figure in difference.draft)


def _stands_in(figure: str, squeezed: str) -> bool:
    """Whether the figure is written there with some ending: «۲۰ سانتی‌متر» in «۲۰ سانتی‌متری»."""
    return re.search(rf"(?<![\d.,٫٬/]){re.escape(_squeezed(figure))}(?!\d|[.,٫٬]\d)", squeezed) is not None


def _squeezed(text: str) -> str:
    return "".join(level(text).split())


def _same_day(one: JalaliDate, other: JalaliDate) -> bool:
    """Whether the first says nothing that the second does not: «خرداد ۱۴۰۲» for «۵ خرداد ۱۴۰۲»."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(mine is None or mine == theirs for mine, theirs in pairs)


def _words_shared(text: str, said: str, analyzer: Analyzer) -> float:
    """The share of the sentence's words that are in what was said; words that only tie others together do not count."""
    words = {stem for stem in analyzer.stems(text) if not analyzer.is_stop(stem)}
    return len(words & set(analyzer.keys(said))) / len(words) if words else 0.0
