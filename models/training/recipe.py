"""From a data folder to a model folder, in one go and seeded. Two cores need about twenty minutes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from models.training.contrast import Contrast, Example, Rows, Vectors, batches
from models.training.folder import write_model
from models.training.skipgram import WordVectors, skip_gram
from models.training.sources import DataFolder, Pair, pairs_of_asked, pairs_of_concept
from models.training.words import INSIDE, Words, choose_words

DIMENSION = 320
SKIP_GRAM_EPOCHS = 5
CONTRAST_EPOCHS = 4
BATCH = 512
RATE = 1e-3
# What was written for the project is seen so many times an epoch; a word list only now and then.
TIMES_WRITTEN = 3
WRITTEN = frozenset({"query", "wording", "concept"})
SYNONYM_SHARE = 0.25
# Our own notes and the thesaurus are read so many times as plain text.
TIMES_READ = 2

# A stretch of a paragraph asks for the rest of it (inverse cloze task, Lee et al. 2019).
CLOZE_PAIRS = 30_000
CLOZE_LEAST_WORDS = 40
CLOZE_QUERY_WORDS = (5, 20)
CLOZE_PASSAGE_WORDS = 150
# Longer stretches are cut: gensim reads at most ten thousand words at once, and a batch should hold many texts.
SKIP_GRAM_WORDS = 800
PAIR_WORDS = 300


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned from, for the card."""

    words: int
    pieces: int
    tokens: int
    pairs: int


def train(data: DataFolder, folder: Path, analyzer: Analyzer, *, seed: int, workers: int, say: Say) -> Trained:
    """Train on the data folder and write the model to `folder`. `say` is told of each step."""
    say("خواندن متن‌ها …")
    sentences = list(_sentences(data, analyzer))
    tokens = sum(map(len, sentences))
    say(f"بردار واژه‌ها از {tokens} واژه …")
    known = skip_gram(sentences, dimension=DIMENSION, epochs=SKIP_GRAM_EPOCHS, seed=seed, workers=workers)
    words = choose_words(known.words, _rare(sentences, known))
    examples, paragraphs = _examples(data, words, analyzer), _long(sentences, words)
    say(f"یادگیری از {len(examples)} جفت …")
    vectors = learn(
        _first_vectors(words, known), words, examples, paragraphs, epochs=CONTRAST_EPOCHS, seed=seed, say=say
    )
    write_model(folder, words, vectors)
    return Trained(len(known.words), len(words.tokens) - len(known.words) - 1, tokens, len(examples))


def learn(
    vectors: Vectors,
    words: Words,
    examples: Sequence[Example],
    paragraphs: Sequence[Rows],
    *,
    epochs: int,
    seed: int,
    say: Say,
    rate: float = RATE,
) -> Vectors:
    """The vectors after contrastive training on the examples and on stretches of the paragraphs."""
    random = Random(seed)
    plans = [batches([*_seen(examples, random), *_cloze(paragraphs, random)], BATCH, random) for _ in range(epochs)]
    contrast = Contrast(vectors, words.pieces_of(), rate=rate, steps=sum(map(len, plans)), random=random)
    for epoch, plan in enumerate(plans, 1):
        losses = [contrast.learn(batch) for batch in plan]
        say(f"دور {epoch} از {epochs}: خطا {sum(losses) / max(1, len(losses)):.3f}")
    learned: Vectors = contrast.vectors.detach().numpy()
    return learned


def stems(text: str, analyzer: Analyzer) -> list[str]:
    """What the model reads of a text."""
    return [token.stem for token in analyzer.tokens(display_text(text))]


def examples_of(pairs: Iterable[Pair], words: Words, analyzer: Analyzer) -> list[Example]:
    """The pairs as rows; those with nothing to read are left out."""
    listed = list(pairs)
    texts = [" ".join(stems(text, analyzer)[:PAIR_WORDS]) for pair in listed for text in (pair.a, pair.b)]
    rows = words.rows_of(texts)
    sides = zip(listed, rows[::2], rows[1::2], strict=True)
    return [Example(pair.source, a, b, pair.group) for pair, a, b in sides if a and b]


def _sentences(data: DataFolder, analyzer: Analyzer) -> Iterator[list[str]]:
    for paragraph in data.paragraphs():
        words = stems(paragraph, analyzer)
        for start in range(0, len(words), SKIP_GRAM_WORDS):
            yield words[start : start + SKIP_GRAM_WORDS]
    for asked in data.asked():
        for _ in range(TIMES_READ):
            yield stems(asked.passage, analyzer)
    for concept in read_concepts():
        for _ in range(TIMES_READ):
            yield stems(" . ".join((*concept.labels, concept.definition)), analyzer)


def _rare(sentences: Iterable[Sequence[str]], known: WordVectors) -> Counter[str]:
    counts = Counter(word for sentence in sentences for word in sentence)
    for word in known.words:
        del counts[word]
    return counts


def _first_vectors(words: Words, known: WordVectors) -> Vectors:
    """The words' own vectors; a piece that is no word begins as the mean of the words that end in it."""
    vectors = np.zeros((words.row_count, DIMENSION), dtype=np.float32)
    vectors[1 : len(known.words) + 1] = known.vectors
    first_piece = len(known.words) + 1
    row_of = {
        token.removeprefix(INSIDE): row
        for token, row in zip(words.tokens, words.rows, strict=True)
        if row >= first_piece
    }
    longest = max(map(len, row_of), default=0)
    counts: Counter[int] = Counter()
    for word, vector in zip(known.words, known.vectors, strict=True):
        for length in range(1, min(longest, len(word) - 1) + 1):
            row = row_of.get(word[-length:])
            if row is not None:
                vectors[row] += vector
                counts[row] += 1
    for row, count in counts.items():
        vectors[row] /= count
    return vectors


def _examples(data: DataFolder, words: Words, analyzer: Analyzer) -> list[Example]:
    queries = data.concept_queries()
    pairs = [
        *data.public_pairs(),
        *(pair for asked in data.asked() if not asked.held_back for pair in pairs_of_asked(asked)),
        *(pair for concept in read_concepts() for pair in pairs_of_concept(concept, queries.get(concept.id, []))),
    ]
    return examples_of(pairs, words, analyzer)


def _long(sentences: Iterable[Sequence[str]], words: Words) -> list[Rows]:
    return list(words.rows_of([" ".join(s[:SKIP_GRAM_WORDS]) for s in sentences if len(s) >= CLOZE_LEAST_WORDS]))


def _seen(examples: Iterable[Example], random: Random) -> Iterator[Example]:
    for example in examples:
        if example.source in WRITTEN:
            yield from [example] * TIMES_WRITTEN
        elif example.source != "synonym" or random.random() < SYNONYM_SHARE:
            yield example


def _cloze(paragraphs: Sequence[Rows], random: Random) -> Iterator[Example]:
    for paragraph in random.sample(paragraphs, min(CLOZE_PAIRS, len(paragraphs))):
        length = random.randint(*CLOZE_QUERY_WORDS)
        start = random.randrange(max(1, len(paragraph) - length))
        asked, rest = paragraph[start : start + length], [*paragraph[:start], *paragraph[start + length :]]
        if asked and rest:
            yield Example("cloze", asked, rest[:CLOZE_PASSAGE_WORDS])
