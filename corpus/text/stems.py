"""Stems: an inflected word becomes the word that a dictionary holds, guarded by the lexicon.

The guard is what keeps «تهران», «میدان» and «شهرداری» whole: an ending comes off only where what is left is a known
word and the whole is not a commoner one. Where the text has a half-space before the ending, that is taken as its word.
"""

from collections.abc import Iterator

from corpus.text.folding import fold_word
from corpus.text.lexicon import Lexicon
from corpus.text.lists import read_list

_LONGEST = 48
_PREVERBS = ("بر", "در", "باز", "فرا", "فرو", "وا")


class Stemmer:
    """Finds stems with one lexicon and the list of irregular forms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._forms = dict(_forms())
        self._irregular: dict[str, list[str]] = {}
        for form, stem in self._forms.items():
            if form != stem:
                self._irregular.setdefault(stem, []).append(form)
        self._plurals = _endings("plural")
        self._possessives = _endings("possessive")
        self._after_silent_h = _endings("after silent ه")
        self._after_half_space = frozenset((*self._plurals, *self._possessives, *_endings("after half-space")))
        self._apart = frozenset((*self._plurals, *_endings("apart")))
        # What makes a noun of the word before it, in one piece or two: «شیارشدگی», «شیار شدگی».
        self.compound_endings = _endings("compound")
        # «دهیاری» is an office, not some village helper: ی after these makes a noun of its own.
        self._agents = _endings("agent")

    def stem(self, word: str, tail: str = "") -> str:
        """The stem of a folded word; `tail` is what stands after its last half-space, if it has one."""
        known = self._forms.get(word) or self._verb(word, tail)
        if known or len(word) > _LONGEST:
            return known or word
        if self._comes_off(word, tail):
            return self.stem(word[: -len(tail)])
        for rule in (self._plural, self._persons, self._comparative, self._silent_h, self._ezafe, self._possessive):
            left = rule(word)
            if left:
                return self.stem(left) if left != word else left
        return word

    def irregular_forms(self, word: str) -> list[str]:
        """The forms that the list has for a stem, without itself."""
        return self._irregular.get(word, [])

    def learn(self, form: str, stem: str) -> None:
        """From now on the folded form has this stem."""
        self._forms.setdefault(form, stem)

    def is_verb(self, word: str) -> bool:
        """Whether the folded word is a finite form with می or نمی."""
        return self._verb(word, "") is not None and word.startswith(("می", "نمی"))

    def is_ending(self, word: str) -> bool:
        """Whether the folded word may be an ending that stands apart."""
        return word in self._apart

    def is_plural(self, ending: str) -> bool:
        return ending in self._plurals

    def takes(self, word: str, stem: str, ending: str) -> bool:
        """Whether a folded word with this stem and the ending that stands after it are one word."""
        if ending in self._plurals:
            return len(word) > 1
        if ending in ("تر", "ترین"):
            return stem in self._lexicon.adjectives
        # «نامه ی», «شورا ی»; «خانه ام», «شده اند».
        return len(word) > 2 and word.endswith(("ه", "ا", "و") if ending == "ی" else "ه")

    def _comes_off(self, word: str, tail: str) -> bool:
        if tail not in self._after_half_space or len(word) - len(tail) < 2:
            return False
        # «تن‌ها» are bodies, but «بیش‌تر» is «بیشتر».
        return tail in self._plurals or not self._lexicon.is_common(word)

    def _verb(self, word: str, tail: str) -> str | None:
        infinitive = self._lexicon.verbs.get(word)
        if infinitive:
            # «میدان» and «میدانی» are of a square; «می‌دانی» is a verb.
            noun = self._lexicon.is_common(word) or self._lexicon.is_common(word.removesuffix("ی"))
            return None if noun and not tail and word.startswith("می") else self._forms.get(infinitive, infinitive)
        for preverb in _PREVERBS:
            rest = word.removeprefix(preverb)
            if rest != word and rest.startswith(("می", "نمی")) and rest in self._lexicon.verbs:
                return preverb + self._lexicon.verbs[rest]
        return None

    def _knows(self, word: str) -> bool:
        return word in self._lexicon.frequency or word in self._forms

    def _plural(self, word: str) -> str | None:
        for ending in self._plurals:
            if not word.endswith(ending):
                continue
            left = word[: -len(ending)]
            # «تنهایی» is no plural of «تن», because «تنها» is a word.
            if len(left) < 2 or self._lexicon.is_common(left + "ها"):
                return None
            if ending in ("های", "هایم") and self._is_silent_h(left):
                return left + "ه"
            if self._knows(left) or (len(left) >= 4 and not self._knows(word)):
                return left
        return None

    def _is_silent_h(self, left: str) -> bool:
        """«برنامهای» is «برنامه‌ای», but «نشستهای» is «نشست‌های», for «نشسته» is only a participle."""
        return self._is_commoner(left + "ه", left) and left + "ن" not in self._lexicon.verbs

    def _is_commoner(self, one: str, other: str) -> bool:
        return self._lexicon.frequency.get(one, -1) > self._lexicon.frequency.get(other, -1)

    def _persons(self, word: str) -> str | None:
        if self._knows(word) or self._is_possessive(word):
            return None
        if word.endswith("گان") and len(word) > 5 and self._lexicon.is_common(word[:-3] + "ه"):
            return word[:-3] + "ه"
        if word.endswith("یان") and word[-4:-3] in ("ا", "و") and word[:-3] in self._lexicon.nouns:
            return word[:-3]
        if word.endswith("ان") and len(word) >= 6 and word[:-2] in self._lexicon.nouns:
            return word[:-2]
        return None

    def _is_possessive(self, word: str) -> bool:
        """«کارتان» is of «کار» rather than «کارت»."""
        return word.endswith(("شان", "مان", "تان")) and self._is_commoner(word[:-3], word[:-2])

    def _comparative(self, word: str) -> str | None:
        if word.endswith("ترین"):
            if self._lexicon.is_common(word[:-2]):
                return word[:-2]
            word = word[:-2]
        elif not word.endswith("تر") or self._lexicon.is_common(word):
            return None
        left = word[:-2]
        return left if len(left) >= 3 and left in self._lexicon.adjectives else None

    def _silent_h(self, word: str) -> str | None:
        """«شدهاند», «پروژهی» and «پروژهای», whose half-space was lost."""
        if self._knows(word):
            return None
        for ending in self._after_silent_h:
            left = word.removesuffix(ending)
            if left != word and left.endswith("ه") and left[-2:-1] not in ("ا", "و") and self._knows(left):
                return left
        if word.endswith("هی") and word[-3:-2] not in ("ا", "و") and self._lexicon.is_common(word[:-1]):
            return word[:-1]
        return None

    def _ezafe(self, word: str) -> str | None:
        """«شورای», «نیروی» and «طرحی»."""
        left = word[:-1]
        if not word.endswith("ی") or len(left) < 3:
            return None
        if left.endswith(("ا", "و")):
            frequency = self._lexicon.frequency
            return left if frequency.get(word, 0) * 20 < frequency.get(left, 0) else None
        if self._knows(word):
            return None
        if left in self._forms or self._persons(left):
            return left
        return left if left in self._lexicon.nouns and not left.endswith(self._agents) else None

    def _possessive(self, word: str) -> str | None:
        if self._knows(word):
            return None
        if word.endswith("ون") and self._lexicon.is_common(word[:-2] + "ان"):
            # «خیابون» is how people say «خیابان».
            return word[:-2] + "ان"
        for ending in (*self._possessives, "ش"):
            left = word.removesuffix(ending)
            if left != word and len(left) >= 3 and left in self._lexicon.nouns:
                return left
        return None


def _endings(kind: str) -> tuple[str, ...]:
    entries = dict(line.split(": ") for line in read_list("endings.txt"))
    return tuple(map(fold_word, entries[kind].split()))


def _forms() -> Iterator[tuple[str, str]]:
    for line in read_list("forms.txt"):
        word, _colon, forms = line.partition(":")
        stem = fold_word(word)
        yield stem, stem
        for form in forms.split():
            yield fold_word(form), stem
