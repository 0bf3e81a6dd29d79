"""Plain text files of real paragraphs, for a site of any size up to about 110,000 passages."""

import gzip
from collections.abc import Iterator
from pathlib import Path

# Running text in whole paragraphs; word lists and titles would make passages that no site has.
SOURCES = (
    "isna_news",
    "legal",
    "minutes_constitution",
    "news_fars_varzesh3_health",
    "qa_passages_nontest",
    "isna4k_news",
    "sentences",
    "wiki_ner_small",
)
PASSAGES_A_FILE = 1_000
# What a passage of running text comes to when it is cut at sentences; how many there are is counted afterwards.
WORDS_A_PASSAGE = 102


def write_corpus(data: Path, folder: Path, passages: int) -> list[Path]:
    """Files for about so many passages, taken from every source in turn; fewer where the text does not suffice."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    words = 0
    for name, paragraphs in _in_turn([_files_of(data / "text" / f"{source}.txt.gz") for source in SOURCES]):
        if words >= passages * WORDS_A_PASSAGE:
            break
        paths.append(folder / f"{len(paths):03}_{name}.txt")
        paths[-1].write_text("\n".join(paragraphs), encoding="utf-8")
        words += sum(len(paragraph.split()) for paragraph in paragraphs)
    return paths


Paragraphs = tuple[str, list[str]]


def _files_of(source: Path) -> Iterator[Paragraphs]:
    name, paragraphs, words = source.name.split(".")[0], list[str](), 0
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            if paragraph := line.strip():
                paragraphs.append(paragraph)
                words += len(paragraph.split())
            if words >= PASSAGES_A_FILE * WORDS_A_PASSAGE:
                yield name, paragraphs
                paragraphs, words = [], 0
    if paragraphs:
        yield name, paragraphs


def _in_turn(sources: list[Iterator[Paragraphs]]) -> Iterator[Paragraphs]:
    while sources:
        for source in tuple(sources):
            if taken := next(source, None):
                yield taken
            else:
                sources.remove(source)
