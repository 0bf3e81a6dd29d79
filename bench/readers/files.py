"""One file of each kind that is read, all with the same text."""

import csv
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from html import escape
from pathlib import Path

from bench.readers.printing import convert_with_libreoffice

Write = Callable[[Path, Sequence[str]], None]

COLUMNS = 3
PARAGRAPHS_A_SLIDE = 5
# What LibreOffice writes, and from which of our files.
CONVERTED = {
    ".doc": ".docx",
    ".odt": ".docx",
    ".rtf": ".docx",
    ".xls": ".xlsx",
    ".ods": ".xlsx",
    ".ppt": ".pptx",
    ".odp": ".pptx",
}
IMAGES = (".png", ".jpg", ".tif")
DOTS_PER_INCH = 200


def write_file(extension: str, folder: Path, paragraphs: Sequence[str], pdf: Path) -> Path | None:
    """A file of this kind with the paragraphs; None where what writes it is not installed, or nothing free writes it.

    A PDF is the given one, an image its middle page.
    """
    path = folder / f"text{extension}"
    if path.exists():
        return path
    if extension == ".pdf":
        shutil.copy(pdf, path)
    elif extension in IMAGES:
        _write_image(path, pdf)
    elif extension in WRITERS:
        WRITERS[extension](path, paragraphs)
    elif extension in CONVERTED and shutil.which("soffice"):
        source = write_file(CONVERTED[extension], folder, paragraphs, pdf)
        return convert_with_libreoffice(source, extension.removeprefix("."), folder) if source else None
    else:
        return None
    return path


def _write_image(path: Path, pdf: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        image = document[len(document) // 2].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    image.save(path, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))


def _write_docx(path: Path, paragraphs: Sequence[str]) -> None:
    import docx

    document = docx.Document()
    document.add_heading("متن آزمون", 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=0, cols=COLUMNS)
    for row in _rows(paragraphs[: 10 * COLUMNS]):
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    document.save(str(path))


def _write_xlsx(path: Path, paragraphs: Sequence[str]) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    for row in (("شرح", "مسئول", "مهلت"), *_rows(paragraphs)):
        workbook.active.append(list(row))
    workbook.save(path)


def _write_pptx(path: Path, paragraphs: Sequence[str]) -> None:
    import pptx

    presentation = pptx.Presentation()
    for start in range(0, len(paragraphs), PARAGRAPHS_A_SLIDE):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"اسلاید {start // PARAGRAPHS_A_SLIDE + 1}"
        slide.placeholders[1].text = "\n".join(paragraphs[start : start + PARAGRAPHS_A_SLIDE])
    presentation.save(str(path))


def _write_html(path: Path, paragraphs: Sequence[str]) -> None:
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    cells = "".join(f"<td>{escape(text)}</td>" for text in paragraphs[:COLUMNS])
    page = f'<html lang="fa"><head><meta charset="utf-8"><title>متن</title></head><body><h1>متن آزمون</h1>{body}'
    path.write_text(f"<!DOCTYPE html>{page}<table>{f'<tr>{cells}</tr>' * 3}</table></body></html>", encoding="utf-8")


def _write_txt(path: Path, paragraphs: Sequence[str]) -> None:
    path.write_text("\n".join(paragraphs), encoding="utf-8")


def _write_csv(path: Path, paragraphs: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows((("شرح", "مسئول", "مهلت"), *_rows(paragraphs)))


def _write_eml(path: Path, paragraphs: Sequence[str]) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "متن آزمون", "a@example.ir", "b@example.ir"
    letter.set_content("\n".join(paragraphs))
    letter.add_attachment("\n".join(paragraphs[:COLUMNS]).encode(), "text", "plain", filename="پیوست.txt")
    path.write_bytes(letter.as_bytes())


def _write_zip(path: Path, paragraphs: Sequence[str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("متن.txt", "\n".join(paragraphs))
        archive.writestr("پوشه/دوم.txt", "\n".join(paragraphs[:COLUMNS]))


def _rows(paragraphs: Sequence[str]) -> Iterator[Sequence[str]]:
    return (paragraphs[start : start + COLUMNS] for start in range(0, len(paragraphs), COLUMNS))


WRITERS: dict[str, Write] = {
    ".docx": _write_docx,
    ".xlsx": _write_xlsx,
    ".pptx": _write_pptx,
    ".html": _write_html,
    ".txt": _write_txt,
    ".csv": _write_csv,
    ".eml": _write_eml,
    ".zip": _write_zip,
}
