"""A right-to-left Word document, written piece by piece as Persian offices set it."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import docx
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from corpus.samples.noise import Noise, unchanged

AUTHOR = "دبیرخانه نشست‌های فنی و عمرانی"

_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
_RUNS = re.compile(r"[0-9۰-۹٠-٩/٫.]+|[^0-9۰-۹٠-٩/٫.]+")
_SHOWN_STYLES = {"Normal": 12, "Title": 16, "Heading 1": 14, "Heading 2": 13, "Heading 3": 12}


class Paper:
    """A document being written; every text passes through `noise` on its way in."""

    def __init__(self, font: str = "B Nazanin", noise: Noise = unchanged) -> None:
        self.document = docx.Document()
        self._noise = noise
        self._list_ids = count(100)
        _drop_ballast(self.document)
        for name, size in _SHOWN_STYLES.items():
            _set_font(self.document.styles[name], font, size)

    def describe(self, title: str, moment: datetime) -> None:
        """Fill in the file's own properties, so that no clock and no machine gets in."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.last_modified_by = self._noise(title), AUTHOR, AUTHOR
        properties.created = properties.modified = moment
        properties.comments, properties.language = "", "fa-IR"

    def page_header(self, text: str) -> None:
        """Write a line at the head of every page."""
        self._write(self.document.sections[0].header.paragraphs[0], text)

    def page_footer(self, text: str = "صفحه ") -> None:
        """Write a line and the page's number at the foot of every page."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        self._write(paragraph, text, centred=True)
        page = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(page))

    def title(self, text: str) -> None:
        self._write(self.document.add_paragraph(style="Title"), text, centred=True)

    def heading(self, text: str, level: int = 1) -> None:
        self._write(self.document.add_heading(level=level), text)

    def bold_line(self, text: str, *, centred: bool = False) -> None:
        """Write a heading as most people do: a bold line without a style."""
        self._write(self.document.add_paragraph(), text, bold=True, centred=centred)

    def line(self, text: str, *, style: str | None = None) -> None:
        self._write(self.document.add_paragraph(style=style), text)

    def lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text)

    def labelled(self, *pairs: tuple[str, str]) -> None:
        """Write «label: text» pairs on one line, the labels bold."""
        paragraph = self.document.add_paragraph()
        for label, text in pairs:
            self._write(paragraph, f"{label}: ", bold=True)
            self._write(paragraph, text if (label, text) == pairs[-1] else f"{text}    ")

    def bulleted(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text, style="List Bullet")

    def new_list(self, marker: str = "%1-") -> int:
        """Begin a list that Word numbers itself; `marker` is Word's pattern."""
        list_id = next(self._list_ids)
        numbering = self.document.part.numbering_part.element
        numbering.insert(0, _abstract_list(list_id, marker))
        numbering.append(_list(list_id))
        return list_id

    def list_item(self, text: str, list_id: int) -> None:
        paragraph = self.document.add_paragraph(style="List Paragraph")
        numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val, numbers.get_or_add_numId().val = 0, list_id
        self._write(paragraph, text)

    def numbered(self, texts: Iterable[str], marker: str = "%1-") -> None:
        """Write a whole list that Word numbers itself."""
        list_id = self.new_list(marker)
        for text in texts:
            self.list_item(text, list_id)

    def table(self, rows: Sequence[Sequence[str]], *, header: bool = True) -> None:
        """Write a bordered table whose first column is the rightmost; a cell's lines become paragraphs."""
        table = self.grid(len(rows), len(rows[0]))
        for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            self.fill_row(row.cells, texts, bold=header and index == 0)

    def grid(self, rows: int, columns: int) -> Any:
        """Add an empty bordered table whose first column is the rightmost."""
        table = self.document.add_table(rows, columns, style="Table Grid")
        table.table_direction = WD_TABLE_DIRECTION.RTL
        return table

    def fill(self, cell: Any, text: str, *, bold: bool = False) -> None:
        first, *others = text.split("\n")
        self._write(cell.paragraphs[0], first, bold=bold)
        for line in others:
            self._write(cell.add_paragraph(), line, bold=bold)

    def fill_row(self, cells: Iterable[Any], texts: Iterable[str], *, bold: bool = False) -> None:
        for cell, text in zip(cells, texts, strict=True):
            self.fill(cell, text, bold=bold)

    def span(self, table: Any, row: int, columns: tuple[int, int], text: str, *, bold: bool = False) -> None:
        """Merge a row's cells from the first to the last of `columns` and fill the one that comes of it."""
        first, last = columns
        self.fill(table.cell(row, first).merge(table.cell(row, last)), text, bold=bold)

    def _write(self, paragraph: Any, text: str, *, bold: bool = False, centred: bool = False) -> None:
        _turn_right_to_left(paragraph)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for piece in _RUNS.findall(self._noise(text)):
            font = paragraph.add_run(piece).font
            font.rtl = True
            if bold:
                font.bold = font.cs_bold = True


def _turn_right_to_left(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def _set_font(style: Any, font: str, size: int) -> None:
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
    for stale in properties.findall(qn("w:szCs")):
        properties.remove(stale)
    properties.find(qn("w:sz")).addnext(_valued("w:szCs", str(size * 2)))


def _valued(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element


def _drop_ballast(document: Any) -> None:
    """The template's thumbnail, second style sheet and hundred table styles would be most of every file."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del relations[key]
    for style in list(document.styles):
        if style.element.get(qn("w:type")) == "table" and style.name not in ("Normal Table", "Table Grid"):
            style.delete()


def _abstract_list(list_id: int, marker: str) -> Any:
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{marker}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
    )


def _list(list_id: int) -> Any:
    return parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>')
