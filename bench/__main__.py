"""Measure and print: python -m bench [SECTION …] [--passages N] [--data FOLDER] [--json FILE]; `--help` names the sections."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bench.figures import Table
from bench.readers.grid import Grid

SECTIONS = (
    "text",
    "model",
    "corpus",
    "desk",
    "minutes",
    "lessons",
    "similar",
    "likes",
    "needs",
    "precedents",
    "near",
    "page",
)
# Takes hours, most of them for the mutated files: only when it is named.
READERS = "readers"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def main() -> None:
    arguments = _arguments()
    measured: dict[str, object] = {}
    for section in arguments.sections or SECTIONS:
        for table in _tables(section, arguments):
            print(table.as_text(), flush=True)
            measured[table.title] = table.as_json()
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, ensure_ascii=False, indent=2), encoding="utf-8")


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description="What the figures in the README are measured with.")
    parser.add_argument(
        "sections",
        nargs="*",
        choices=[*SECTIONS, READERS, []],
        metavar="section",
        help=f"{', '.join(SECTIONS)} or {READERS}; all but {READERS} when none is named",
    )
    parser.add_argument("--passages", type=int, default=100_000, help="how large a corpus to build")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of real Persian text")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser.parse_args()


def _tables(section: str, arguments: Namespace) -> Iterator[Table | Grid]:
    if section == "desk":
        from bench.desk import measured as desk_tables

        yield from desk_tables()
    elif section == "minutes":
        from bench.minutes import tables as minutes_tables

        yield from minutes_tables()
    elif section == "lessons":
        from bench.lessons import tables as lesson_tables

        yield from lesson_tables()
    elif section == "similar":
        from bench.similar_lessons import tables as similar_tables

        yield from similar_tables()
    elif section == "likes":
        from bench.likes import tables as likes_tables

        yield from likes_tables()
    elif section == "needs":
        from bench.needs import tables as needs_tables

        yield from needs_tables()
    elif section == "precedents":
        from bench.precedents import tables as precedent_tables

        yield from precedent_tables()
    elif section == "near":
        from bench.near import tables as near_tables

        yield from near_tables()
    elif section == "page":
        from bench.page import tables as page_tables

        yield from page_tables()
    elif not (arguments.data / "text").is_dir():
        print(f"{section}: skipped, there is no real text in {arguments.data} (see --data)")
    elif section == "corpus":
        from bench.corpus import tables

        yield from tables(arguments.data, arguments.passages)
    elif section == "model":
        from bench.model import tables as model_tables

        yield from model_tables(arguments.data)
    elif section == READERS:
        from bench.readers.parts import tables as reader_tables

        yield from reader_tables(arguments.data)
    elif find_spec("bench.text"):
        import_module("bench.text").main(arguments.data / "text" / "isna4k_news.txt.gz")


if __name__ == "__main__":
    main()
