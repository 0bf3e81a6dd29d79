"""Keys (simple first version; signatures are final)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class TermKind(StrEnum):
    STEM = "stem"
    SURFACE = "surface"
    COMPOUND = "compound"
    DESIGNATOR = "designator"


class Term(NamedTuple):
    key: str
    start: int
    end: int
    kind: TermKind


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    surface: str
    stem: str


_FOLDED: dict[int, str] = dict.fromkeys(
    [*range(0x64B, 0x660), 0x670, 0x621, 0x200C, 0x640, *range(0x610, 0x61B), *range(0x6D6, 0x6DD)], ""
)
_FOLDED |= {ord(a): b for a, b in zip("أإآٱؤئةۀيىك", "ااااییههییک", strict=True)}
_FOLDED |= {ord(d): str(i) for ds in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for i, d in enumerate(ds)}
_WORD = re.compile(r"\d+(?:[/.٫٬:\-]\d+)*|[^\W_](?:[^\W_]|[\u200c\u064b-\u065f\u0670\u0640])*")
_SUFFIX = re.compile(r"(?<=..)(?:هایشان|هایی|های|ها)$")
_STOP = frozenset(["و", "در", "به", "از", "که", "را", "با", "برای", "این", "ان", "است", "شد"])


def fold(text: str) -> str:
    return text.translate(_FOLDED).lower()


class Analyzer:
    version = "0"

    def __init__(self, cache_size: int = 200_000) -> None:
        self.cache_size = cache_size

    def tokens(self, text: str) -> list[Token]:
        return [
            Token(m.start(), m.end(), m[0], _SUFFIX.sub("", fold(m[0]))) for m in _WORD.finditer(text) if fold(m[0])
        ]

    def terms(self, text: str) -> list[Term]:
        out = []
        for token in self.tokens(text):
            out.append(Term(token.stem, token.start, token.end, TermKind.STEM))
            if fold(token.surface) != token.stem:
                out.append(Term("=" + fold(token.surface), token.start, token.end, TermKind.SURFACE))
        return out

    def is_stop(self, stem: str) -> bool:
        return stem in _STOP
