"""Which words get a vector of their own, and what an unknown word is taken apart into.

A text is read as the stems of our own keys, so spelling and inflection are gone before the model sees it. A stem that
has no vector is read as WordPiece does it: the longest known beginning, then the longest known pieces. Pieces that are
words share the word's vector: «آسفالت‌ریزی» is read as «آسفالت» and «ریزی».
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import WhitespaceSplit

UNKNOWN = "[UNK]"
INSIDE = "##"
PIECES = 6_000
LEAST_PIECE_COUNT = 5
LEAST_BEGINNING = 3
LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens in the order of their ids, and the row of the vectors that each reads; row 0 is the unknown's, all zero.

    The first rows are the words' own, in their order; pieces that are no words come after them.
    """

    tokens: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def row_count(self) -> int:
        return max(self.rows) + 1

    def tokenizer(self) -> Tokenizer:
        """Reads stems with spaces between them."""
        vocabulary = {token: number for number, token in enumerate(self.tokens)}
        tokenizer = Tokenizer(
            WordPiece(
                vocabulary, unk_token=UNKNOWN, continuing_subword_prefix=INSIDE, max_input_chars_per_word=LONGEST_WORD
            )
        )
        tokenizer.pre_tokenizer = WhitespaceSplit()
        return tokenizer

    def rows_of(self, texts: Sequence[str]) -> list[list[int]]:
        """The rows that each text's stems are read by; unknown letters are left out."""
        encoded = self.tokenizer().encode_batch(list(texts), add_special_tokens=False)
        return [[row for token in text.ids if (row := self.rows[token])] for text in encoded]

    def pieces_of(self) -> dict[int, list[int]]:
        """By the row of each word, the rows that it would be read by if it were unknown."""
        row_of = dict(zip(self.tokens, self.rows, strict=True))
        taken_apart = {}
        for word, row in row_of.items():
            if not word.startswith((INSIDE, UNKNOWN)) and (rows := _taken_apart(word, row_of)):
                taken_apart[row] = rows
        return taken_apart


def choose_words(known: Sequence[str], rare: Mapping[str, int]) -> Words:
    """`known` are the words with vectors, the most frequent first; `rare` those without, with their counts."""
    row_of = {word: row for row, word in enumerate(known, 1)}
    pieces = _pieces(row_of, rare)
    tokens = [UNKNOWN, *known]
    rows = [0, *row_of.values()]
    fresh = len(tokens)
    for piece in pieces:
        tokens.append(INSIDE + piece)
        if piece in row_of:
            rows.append(row_of[piece])
        else:
            rows.append(fresh)
            fresh += 1
    for letter in sorted({letter for word in (*known, *rare) for letter in word} - row_of.keys()):
        tokens.append(letter)
        rows.append(fresh)
        fresh += 1
    return Words(tuple(tokens), tuple(rows))


def _taken_apart(word: str, row_of: Mapping[str, int]) -> list[int]:
    """The rows of the word's longest proper beginning and of the pieces after it; none when it has no such pieces."""
    rows: list[int] = []
    start, longest = 0, len(word) - 1
    while start < len(word):
        mark = INSIDE if start else ""
        end = next((end for end in range(longest, start, -1) if mark + word[start:end] in row_of), 0)
        if not end:
            return []
        rows.append(row_of[mark + word[start:end]])
        start, longest = end, len(word)
    return rows


def _pieces(known: Iterable[str], rare: Mapping[str, int]) -> list[str]:
    """What is left of rare words after their longest known beginning, and every letter."""
    beginnings = {word for word in known if len(word) >= LEAST_BEGINNING}
    left: Counter[str] = Counter()
    letters: set[str] = set()
    for word, count in rare.items():
        letters.update(word)
        end = next((end for end in range(len(word) - 1, LEAST_BEGINNING - 1, -1) if word[:end] in beginnings), 0)
        if end:
            left[word[end:]] += count
    for word in beginnings:
        letters.update(word)
    common = [piece for piece, count in left.most_common(PIECES) if count >= LEAST_PIECE_COUNT]
    return sorted(letters.union(common))
