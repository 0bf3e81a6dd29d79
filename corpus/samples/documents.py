"""Longer papers in the formats in which cities keep them: Word, print, web page and plain text."""

from collections.abc import Callable
from html import escape
from typing import Any

from corpus.samples import dates
from corpus.samples.noise import Noise, unchanged
from corpus.samples.numerals import ordinal, persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenDocument

Shape = Callable[[Paper, WrittenDocument], None]

_OLD_CODE_PAGE = str.maketrans("یک۰۱۲۳۴۵۶۷۸۹٫٪ۀ", "يك0123456789/%ه")


def owner(document: WrittenDocument) -> str:
    """Whose paper it is."""
    return f"شهرداری {document.city}" if document.city else "کمیسیون فنی و عمرانی مجمع شهرداران کلان‌شهرهای ایران"


def particulars(document: WrittenDocument) -> dict[str, str]:
    """Kind, owner and date by their labels."""
    return {
        "نوع سند": document.kind,
        "تهیه‌کننده": owner(document),
        "تاریخ": dates.named(document.date_jalali),
    }


def report(paper: Paper, document: WrittenDocument) -> None:
    """A title, a table of particulars and styled headings."""
    paper.page_header(owner(document))
    paper.page_footer()
    paper.title(document.title)
    paper.table(list(particulars(document).items()), header=False)
    for section in document.sections:
        paper.heading(section.heading)
        paper.line(section.text)


def articles(paper: Paper, document: WrittenDocument) -> None:
    """An instruction in articles («ماده ۱- …»)."""
    paper.page_header(document.title)
    paper.bold_line(owner(document), centred=True)
    paper.title(document.title)
    paper.labelled(("نوع سند", document.kind), ("تاریخ ابلاغ", dates.slashed(document.date_jalali)))
    for number, section in enumerate(document.sections, 1):
        paper.heading(f"ماده {persian_digits(number)}- {section.heading}", 2)
        paper.line(section.text)


def letter(paper: Paper, document: WrittenDocument) -> None:
    """A note without styles: bold lines for headings."""
    paper.labelled(("تاریخ", dates.slashed(document.date_jalali)), ("از", owner(document)))
    paper.bold_line(f"{document.kind}: {document.title}")
    for number, section in enumerate(document.sections, 1):
        paper.bold_line(f"{persian_digits(number)}) {section.heading}")
        paper.line(section.text)


def chapters(paper: Paper, document: WrittenDocument) -> None:
    """Headings that Word does not number, with a chapter's number in words above each."""
    paper.page_footer(f"{document.kind} | ")
    paper.title(document.title)
    paper.line(f"{owner(document)}، {dates.named_month(document.date_jalali)}، {document.kind}")
    for number, section in enumerate(document.sections, 1):
        paper.heading(f"بخش {ordinal(number)}: {section.heading}", 1)
        paper.line(section.text)


SHAPES: tuple[Shape, ...] = (report, articles, chapters, letter)


def render_document(document: WrittenDocument, shape: Shape, noise: Noise = unchanged) -> Any:
    """The paper as a `docx.Document` in one of `SHAPES`."""
    paper = Paper("B Zar", noise)
    shape(paper, document)
    paper.describe(document.title, dates.midday(document.date_jalali))
    return paper.document


def site_page(document: WrittenDocument) -> str:
    """The paper as a page of a city's site, with the menu, script and footer that such pages carry."""
    labels = "".join(
        f"<li><b>{escape(label)}:</b> {escape(text)}</li>" for label, text in particulars(document).items()
    )
    return f"""<!DOCTYPE html>
<html lang="fa" dir="rtl">
<head>
<meta charset="utf-8">
<title>{escape(document.title)} | {escape(owner(document))}</title>
<style>body {{ font-family: Vazirmatn, Tahoma; }} .menu a {{ margin: 4px }}</style>
<script>document.documentElement.className = "js";</script>
</head>
<body>
<nav class="menu"><a href="/">صفحه نخست</a> <a href="/news">اخبار</a> <a href="/contact">تماس با ما</a></nav>
<main>
<article>
<h1>{escape(document.title)}</h1>
<ul class="meta">{labels}</ul>
{_sections(document)}
</article>
</main>
<footer>همه حقوق این پایگاه محفوظ است.</footer>
</body>
</html>
"""


def word_page(document: WrittenDocument) -> str:
    """The paper as Word saves a web page: no headings, and a span around every turn of the text."""
    lines = [f"<p class=MsoTitle align=center dir=RTL><b>{_spans(document.title)}</b></p>"]
    lines += [
        f"<p class=MsoNormal dir=RTL>{_spans(f'{label}: {text}')}</p>" for label, text in particulars(document).items()
    ]
    for section in document.sections:
        lines.append(f"<p class=MsoNormal dir=RTL><b>{_spans(section.heading)}</b></p>")
        lines.append(f"<p class=MsoNormal dir=RTL style='text-align:justify'>{_spans(section.text)}</p>")
    body = "\n\n".join(lines)
    return f"""<html>
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15 (filtered)">
<title>{escape(document.title)}</title>
<style><!-- p.MsoNormal {{margin:0cm; direction:rtl; font-family:"B Nazanin"}} --></style>
</head>
<body lang=EN-US>
<div class=WordSection1>
{body}
</div>
</body>
</html>
"""


def printed_page(document: WrittenDocument, font_address: str) -> str:
    """The paper as a page to be printed: a font of its own, and the page's number at its foot."""
    labels = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in particulars(document).items()
    )
    return f"""<!DOCTYPE html>
<html lang="fa" dir="rtl">
<head>
<meta charset="utf-8">
<title>{escape(document.title)}</title>
<style>
@font-face {{ font-family: Vazirmatn; src: url("{font_address}") format("woff2"); font-weight: 100 900; }}
@page {{ size: A4; margin: 25mm 22mm; @bottom-center {{ content: counter(page, persian); font-family: Vazirmatn; }} }}
body {{ font: 11.5pt/1.9 Vazirmatn; text-align: justify; }}
h1 {{ font-size: 17pt; text-align: center; }}
h2 {{ font-size: 13pt; break-after: avoid; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 0.5pt solid #444; padding: 2mm 3mm; text-align: right; }}
</style>
</head>
<body>
<h1>{escape(document.title)}</h1>
<table>{labels}</table>
{_sections(document)}
</body>
</html>
"""


def plain_text(document: WrittenDocument) -> str:
    """The paper as people type it into Notepad."""
    lines = [document.title, "", *(f"{label}: {text}" for label, text in particulars(document).items())]
    for number, section in enumerate(document.sections, 1):
        lines += ["", f"{persian_digits(number)}- {section.heading}", section.text]
    return "\r\n".join((*lines, ""))


def in_old_code_page(text: str) -> bytes:
    """The text in windows-1256, which has no Persian ی and no Persian digits. Raises `UnicodeEncodeError`."""
    return text.translate(_OLD_CODE_PAGE).encode("windows-1256")


def _sections(document: WrittenDocument) -> str:
    return "\n".join(
        f"<h2>{escape(section.heading)}</h2>\n<p>{escape(section.text)}</p>" for section in document.sections
    )


def _spans(text: str) -> str:
    """Word ends a span anywhere, even in the middle of a word."""
    middle = len(text) // 2
    halves = (text[:middle], text[middle:])
    return "".join(f"<span lang=FA style='font-family:\"B Nazanin\"'>{escape(half)}</span>" for half in halves)
