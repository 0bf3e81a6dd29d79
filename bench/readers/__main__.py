"""Measure and print: python -m bench.readers [articles] [probes] [gate] [ocr] [throughput] [mutations] [--data FOLDER]

`--files N` and `--kinds .pdf …` bound the mutated files; `--json FILE` also writes the figures to that file.
"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bench.__main__ import DATA
from bench.readers.parts import MUTATIONS, PARTS, tables


def main() -> None:
    arguments = _arguments()
    measured: dict[str, object] = {}
    for table in tables(arguments.data, arguments.parts, arguments.files, arguments.kinds):
        print(table.as_text(), flush=True)
        measured[table.title] = table.as_json()
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, ensure_ascii=False, indent=2), encoding="utf-8")


def _arguments() -> Namespace:
    parser = ArgumentParser(
        prog="python -m bench.readers", description="What the tables of docs/readers.md are made with."
    )
    parts = (*PARTS, MUTATIONS)
    parser.add_argument(
        "parts", nargs="*", choices=[*parts, []], metavar="part", help=f"{', '.join(parts)}; all when none"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of real Persian files")
    parser.add_argument("--files", type=int, help="how many mutated files of each kind")
    parser.add_argument("--kinds", nargs="*", default=(), help="mutate only these kinds, by extension")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
