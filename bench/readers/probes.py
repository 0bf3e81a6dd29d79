"""Fifteen lines that common readers turn around, printed in three fonts by three producers and read back."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.readers.grid import Cell, Grid
from bench.readers.printing import FAMILIES, SHIPPED_LATIN, Print, install_fonts, installed_families, producers
from bench.readers.texts import OURS, PdfReader, pdf_readers
from corpus.text.display import display_text

ZWNJ = "\u200c"

# A line counts when it comes out letter for letter.
PROBES = {
    "a date": "جلسه در تاریخ ۱۴۰۲/۰۵/۱۴ در تبریز برگزار شد",
    "a date in ASCII digits": "نامه شماره 4512 مورخ 1402/11/03 رسید",
    "a code": "بتن رده C25/30 با سیمان تیپ دو",
    "brackets around a number": "ضوابط روسازی (نشریه 101) بازنگری شد",
    "a percentage": "حدود 15% از اعتبار هزینه شد",
    "brackets around Latin": "مدیریت کیفیت جامع (TQM) در دستور کار است",
    "a section number": "بند ۲-۳-۱ آیین‌نامه اصلاح شد",
    "thousands": "مبلغ 3,500,000 ریال پرداخت شد",
    "«لا» in words": "کلان‌شهر، اسلامی، مسئولان، علاوه، اطلاعات، انقلاب",
    "half-spaces": "می‌شود، نمی‌تواند، شهرداری‌های بزرگ، آیین‌نامه‌ها",
    "guillemets": "طرح «بهسازی معابر» و «پل‌های شهری» تصویب شد",
    "square brackets": "متن [پیوست ۲] و {یادداشت} را ببینید",
    "an e-mail address": "نشانی info@example.ir برای پاسخ است",
    "a web address": "در https://example.ir/news/12 منتشر شد",
    "two scripts in a line": "لوله PE100 با قطر ۱۱۰ میلی‌متر طبق DIN 8074 نصب شد",
}

_PAGE = """<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>probes</title>
<style>@page {{ size: A4; margin: 2cm }} p {{ font-family: "{family}", "{latin}"; font-size: 13pt; text-align: right }}</style></head>
<body>{paragraphs}</body></html>"""


def tables(_data: Path) -> Iterator[Grid]:
    """For each producer and font how many probes each reader gets right; then what ours gets wrong."""
    readers = pdf_readers()
    rows: list[tuple[Cell, ...]] = []
    wrong: list[tuple[Cell, ...]] = []
    with TemporaryDirectory(prefix="tajrobe-bench-") as name:
        folder = Path(name)
        install_fonts(folder / "fonts")
        for producer, print_page in producers().items():
            for family in FAMILIES:
                if print_page is None or family not in installed_families():
                    missing = producer if print_page is None else family
                    rows.append(
                        (producer, family, f"left out: {missing} is not installed", *[None] * (len(readers) - 1))
                    )
                    continue
                texts = _texts(print_page, family, folder, readers)
                rows.append((producer, family, *map(_right, texts.values())))
                wrong += [
                    (producer, family, probe, _nearest(texts[OURS], line)) for probe, line in _missing(texts[OURS])
                ]
    yield Grid(
        f"Of {len(PROBES)} probe lines, those read letter for letter (in brackets: half-spaces ignored)",
        ("producer", "font", *readers),
        tuple(rows),
    )
    if wrong:
        yield Grid("What ours gets wrong", ("producer", "font", "probe", "read as"), tuple(wrong))


def _texts(print_page: Print, family: str, folder: Path, readers: dict[str, PdfReader]) -> dict[str, str]:
    page, pdf = folder / "probes.html", folder / "probes.pdf"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in PROBES.values())
    page.write_text(_PAGE.format(family=family, latin=SHIPPED_LATIN, paragraphs=paragraphs), encoding="utf-8")
    print_page(page, pdf)
    return {
        name: "\n".join(_plain(line) for line in "\n".join(read(pdf)).splitlines()) for name, read in readers.items()
    }


def _plain(text: str) -> str:
    """What people see of it: letters and signs, one blank between words."""
    return " ".join(display_text(text).split())


def _missing(text: str) -> list[tuple[str, str]]:
    return [(name, line) for name, line in PROBES.items() if _plain(line) not in text]


def _right(text: str) -> str:
    exact = len(PROBES) - len(_missing(text))
    joined = text.replace(ZWNJ, "")
    loose = sum(_plain(line).replace(ZWNJ, "") in joined for line in PROBES.values())
    return f"{exact} ({loose})" if loose > exact else str(exact)


def _nearest(text: str, line: str) -> str:
    """The part of the text that is most like the line."""
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(line, text)
    return " ".join(text[found.dest_start : found.dest_end].split()) if found else ""
