"""Right-to-left Word files on A4: what letters and lessons are written with."""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from corpus.text.display import display_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What Iranian offices write their letters in; where it is missing the office program takes another Persian one.
FONT = "B Nazanin"
TEXT_POINTS = 13


def prepare(document: Any) -> None:
    """A4 upright, from right to left, in our font."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    section._sectPr.append(OxmlElement("w:bidi"))
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:cs"), FONT)
    document.core_properties.language = "fa-IR"


def write(
    into: Any,
    text: str,
    *,
    points: int = TEXT_POINTS,
    bold: bool = False,
    centred: bool = False,
    left: bool = False,
    together: bool = False,
) -> None:
    """Add a paragraph; one that is kept `together` stands on the page of the next."""
    paragraph = into.add_paragraph()
    fill(paragraph, text, points, bold=bold)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = together
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif left:
        # In a right-to-left paragraph Word's "right" is the end of the line, on the left.
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def fill(paragraph: Any, text: str, points: int, *, bold: bool = False) -> None:
    """One right-to-left run; Word takes size, weight and font of Persian from the properties for complex scripts."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    run = paragraph.add_run(display_text(text))
    run.font.size = Pt(points)
    run.bold = bold
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:cs"), FONT)
    for name, value in (("w:szCs", str(points * 2)), ("w:bCs", None), ("w:rtl", None)):
        if name == "w:bCs" and not bold:
            continue
        element = OxmlElement(name)
        if value:
            element.set(qn("w:val"), value)
        properties.append(element)
    language = OxmlElement("w:lang")
    language.set(qn("w:bidi"), "fa-IR")
    properties.append(language)
