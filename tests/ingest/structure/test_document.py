"""What is read off the head of a recognised page is to be confirmed."""

import pytest

from corpus.types import BlockKind
from ingest.readers.blocks import Block, Page, Reading
from ingest.structure.document import UNCONFIRMED_DATE, UNCONFIRMED_SESSION, structure_document

HEAD = "صورت‌جلسهٔ نشست ۲۰ کمیسیون فنی و عمرانی، ۱۴ مرداد ۱۴۰۲"


def reading(reader: str, text: str = HEAD) -> Reading:
    return Reading("application/pdf", (Page(1, reader, (Block(BlockKind.PARAGRAPH, text),)),))


@pytest.mark.parametrize(
    ("file_name", "warnings"),
    [
        ("اسکن.pdf", (UNCONFIRMED_DATE, UNCONFIRMED_SESSION)),
        ("نشست ۲۰.pdf", (UNCONFIRMED_DATE,)),
        ("نشست ۲۰ - ۱۴۰۲-۰۵-۱۴.pdf", ()),
    ],
)
def test_what_only_a_picture_tells_is_to_be_confirmed(file_name: str, warnings: tuple[str, ...]) -> None:
    structure = structure_document(reading("tesseract"), file_name, ())
    assert structure.session_number == 20 and structure.date is not None and structure.date.year == 1402
    assert structure.pages[0].recognised
    assert structure.warnings == warnings


def test_written_text_is_its_own_confirmation() -> None:
    structure = structure_document(reading("pdfminer"), "سند.pdf", ())
    assert structure.session_number == 20 and not structure.pages[0].recognised
    assert structure.warnings == ()


def test_a_picture_that_tells_of_neither_is_not_warned_of() -> None:
    structure = structure_document(reading("tesseract", "گزارش بازدید از پل میانی"), "سند.pdf", ())
    assert structure.warnings == ()
