"""How fast text is made ready: MB for each second of CPU on a real text, and seconds on inputs that break careless patterns.

python -m bench.text [FILE.txt or FILE.txt.gz]
"""

import gzip
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from corpus.text.display import display_text
from corpus.text.keys import Analyzer

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "text" / "isna4k_news.txt.gz"
LENGTH = 3_000_000
NASTY = {
    "letters": "م" * 200_000,
    "half-spaces": "\u200c" * 100_000,
    "blank half-space": " \u200c" * 100_000,
    "tatweel": "ـ" * 100_000,
    "stretched": "مـ" * 100_000,
    "می": "می " * 60_000,
    "ها": "ها " * 60_000,
    "slashes": "۱/" * 60_000,
    "dashes": "a-" * 60_000,
    "controls": "😀\x00" * 30_000,
    "endings": "هایهای" * 20_000,
}


def main(path: Path = DEFAULT) -> None:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    raw = content.decode("utf-8")[:LENGTH]
    began = process_time()
    analyzer = Analyzer()
    print(f"analyzer ready in {process_time() - began:.1f} s, keys {analyzer.version}")
    shown = display_text(raw)
    passages = shown.split("\n")
    _report("display", raw, lambda: display_text(raw))
    _report("display, nothing to change", shown, lambda: display_text(shown))
    _report("terms, cold", shown, lambda: _each(analyzer.terms, passages))
    _report("terms, warm", shown, lambda: _each(analyzer.terms, passages))
    _report("keys, warm", shown, lambda: _each(analyzer.keys, passages))
    print(f"\n{'seconds':<18}{'display':>9}{'x10':>9}{'terms':>9}{'x10':>9}")
    for name, text in NASTY.items():
        spent = [_seconds(step, text * times) for step in (display_text, analyzer.terms) for times in (1, 10)]
        print(f"{name:<18}" + "".join(f"{seconds:9.3f}" for seconds in spent))


def _each(step: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        step(text)


def _report(name: str, text: str, work: Callable[[], object]) -> None:
    began = process_time()
    work()
    print(f"{name:<28}{len(text.encode('utf-8', 'replace')) / 1e6 / (process_time() - began):7.1f} MB/s")


def _seconds(step: Callable[[str], object], text: str) -> float:
    began = process_time()
    step(text)
    return process_time() - began


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
