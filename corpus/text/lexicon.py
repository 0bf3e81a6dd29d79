"""What hazm knows about Persian words, folded to the spelling of keys."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.text.display import HALF_SPACE
from corpus.text.folding import fold, fold_word
from corpus.text.numbers import number_from_words

# Second parts that make phrases rather than words, as in «ارسال‌شده».
_LOOSE_ENDS = frozenset(map(fold_word, ("شده", "نشده", "کننده", "شونده", "گرفته", "یافته", "خورده", "کردن", "شدن")))
_LOOSE_STARTS = frozenset(map(fold_word, ("به", "از", "در", "بر", "هم", "این", "آن", "هیچ", "هر", "همه", "قابل", "بی")))
_PERSONS = ("ند", "یم", "ید", "د")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their folded spelling.

    `frequency` is 0 for words that only dictionaries hold. `verbs` maps finite forms and infinitives to the
    infinitive of their present stem. `spelling` has the commonest spelling of each word that folding changes.
    `compounds` are words that hazm writes with a half-space, in parts.
    """

    frequency: dict[str, int]
    nouns: frozenset[str]
    adjectives: frozenset[str]
    verbs: dict[str, str]
    spelling: dict[str, str]
    compounds: tuple[tuple[str, ...], ...]
    version: str

    def is_common(self, word: str) -> bool:
        return self.frequency.get(word, 0) > 0


def load_lexicon() -> Lexicon:
    """Read hazm's word list and conjugate its verbs: about three seconds, once a process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from importlib.metadata import version

        import hazm
        from hazm.utils import words_list

        words = words_list()
        forms = hazm.Lemmatizer(joined_verb_parts=False).verbs
    frequency: dict[str, int] = {}
    spelling: dict[str, str] = {}
    tagged: dict[str, set[str]] = {"N": set(), "AJ": set()}
    for word, count, tags in words:
        folded = fold_word(word)
        if count and count >= frequency.get(folded, 0) and word != folded:
            spelling[folded] = word
        frequency[folded] = max(frequency.get(folded, 0), count)
        for tag in tags:
            if count and tag in tagged:
                tagged[tag].add(folded)
    return Lexicon(
        frequency,
        frozenset(tagged["N"]),
        frozenset(tagged["AJ"]),
        _verbs(forms, frequency),
        spelling,
        tuple(_compounds((word for word, count, _tags in words if count), frequency)),
        version("hazm"),
    )


def dictionary() -> tuple[frozenset[str], frozenset[str]]:
    """Common words, and all words, of hazm's list by their folded spelling: a third of a second, without hazm itself."""
    from importlib.util import find_spec

    found = find_spec("hazm")
    folders = found.submodule_search_locations if found else None
    if not folders:
        raise ModuleNotFoundError("hazm", name="hazm")
    rows = [line.split("\t") for line in Path(folders[0], "data", "words.dat").read_text("utf-8").splitlines()]
    # Folded at once: a call a word would cost ten times as much.
    words = fold("\n".join(row[0] for row in rows)).split("\n")
    return frozenset(word for word, row in zip(words, rows, strict=True) if row[1] != "0"), frozenset(words)


def _verbs(forms: dict[str, str], frequency: dict[str, int]) -> dict[str, str]:
    stems = {form: lemma.split("#") for form, lemma in forms.items() if " " not in form and lemma[0] != "#"}
    infinitives = _infinitives(((past, present) for past, present in stems.values()), frequency)
    verbs = {fold_word(past) + "ن": fold_word(past) + "ن" for past, _present in stems.values()}
    finite: dict[str, str] = {}
    for form, (past, present) in stems.items():
        folded, perfect = fold_word(form), "ه" + HALF_SPACE in form
        # «برید» is of بریدن; «برد» may be of بردن as well, which is the commoner.
        infinitive = fold_word(past) + "ن" if past in form else infinitives[present]
        if form.startswith(("می" + HALF_SPACE, "نمی" + HALF_SPACE)):
            verbs[folded] = infinitive
        elif len(folded) >= 4 and folded.endswith(_PERSONS) and not frequency.get(folded) and not perfect:
            # «کلید» and «ساخت» are nouns first; «سازند» can only be a verb; «شده‌اند» is «شده» with an ending.
            finite[folded] = infinitive
    return finite | verbs


def _infinitives(stems: Iterable[tuple[str, str]], frequency: dict[str, int]) -> dict[str, str]:
    """For each present stem the commonest infinitive: «کن» is کردن before کندن."""
    infinitives: dict[str, str] = {}
    for past, present in stems:
        infinitive = fold_word(past) + "ن"
        known = infinitives.setdefault(present, infinitive)
        if frequency.get(infinitive, 0) > frequency.get(known, 0):
            infinitives[present] = infinitive
    return infinitives


def _compounds(words: Iterable[str], frequency: dict[str, int]) -> Iterable[tuple[str, ...]]:
    for word in words:
        if HALF_SPACE not in word:
            continue
        parts = tuple(map(fold_word, word.split(HALF_SPACE)))
        known = all(len(part) >= 3 and frequency.get(part) for part in parts)
        loose = parts[0] in _LOOSE_STARTS or parts[-1] in _LOOSE_ENDS or number_from_words(parts[0]) is not None
        if len(parts) == 2 and known and not loose:
            yield parts
