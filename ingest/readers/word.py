"""Word documents (DOCX): body, tables, notes, headers and footers in the order in which they are read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.container import check_package
from ingest.readers.kinds import DOCX
from ingest.readers.lines import line_block
from ingest.readers.numbering import Numbering, W
from ingest.readers.numerals import persian_if_with
from ingest.readers.styles import Styles
from ingest.readers.tables import in_reading_order, table_block
from ingest.readers.titles import declared_title
from ingest.readers.workspace import Workspace

# Word itself allows no wider table.
MOST_COLUMNS = 63

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NOTES = (("footnoteReference", "footnotes"), ("endnoteReference", "endnotes"))

# What was deleted or moved away under tracked changes, and what is no text of the line itself.
_LEFT_OUT = frozenset((f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}txbxContent", _FALLBACK))
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class WordReader:
    """Reads DOCX as one page."""

    media_types: tuple[str, ...] = (DOCX,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        import docx

        check_package(path)
        document = docx.Document(str(path))
        blocks = tuple(_DocumentWalk(document.part).blocks())
        if not blocks:
            raise NoText("این سند Word متنی ندارد؛ شاید همهٔ آن تصویر است.")
        title = declared_title(document.core_properties.title)
        return Reading(DOCX, (Page(1, "python-docx", blocks),), title)


class _DocumentWalk:
    """One pass over a document in reading order, as automatic numbers depend on everything before them."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._related = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in part.rels.values()}
        self._styles = Styles(self._root("styles"))
        self._numbering = Numbering(self._root("numbering"))
        self._notes = {reference: self._note_elements(part_name) for reference, part_name in _NOTES}

    def blocks(self) -> Iterator[Block]:
        """Every block that has text: page headers first, page footers last."""
        body = self._part.element.body
        yield from self._running("headerReference", BlockKind.HEADER)
        yield from self._container(body)
        yield from self._running("footerReference", BlockKind.FOOTER)

    def _root(self, name: str) -> Any | None:
        from docx.oxml.parser import parse_xml

        relation = self._related.get(name)
        return None if relation is None or relation.is_external else parse_xml(relation.target_part.blob)

    def _note_elements(self, part_name: str) -> dict[str, Any]:
        root = self._root(part_name)
        notes = () if root is None else root.iterchildren()
        # The ones with a type are the lines that part notes from text.
        return {note.get(f"{W}id"): note for note in notes if not note.get(f"{W}type")}

    def _running(self, reference: str, kind: BlockKind) -> Iterator[Block]:
        shown = set()
        for element in self._part.element.body.iter(f"{W}{reference}"):
            part = self._part.related_parts[element.get(_RELATION_ID)]
            text = "\n".join(block.text for block in self._container(part.element))
            if text and text not in shown:
                shown.add(text)
                yield Block(kind, text)

    def _container(self, container: Any) -> Iterator[Block]:
        for element in container.iterchildren():
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self._container(element)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        text, marker = self._marked_text(element)
        level = self._styles.heading_level(element)
        if text and level:
            yield Block(BlockKind.HEADING, _joined(marker, " ".join(text.split())), level)
        elif text and marker:
            yield Block(BlockKind.LIST_ITEM, _joined(marker, text), self._styles.list_level(element) + 1)
        else:
            yield from (line_block(line) for line in text.split("\n") if line.strip())
        yield from self._attached(element)

    def _marked_text(self, element: Any) -> tuple[str, str]:
        text = _inline_text(element).strip()
        if not text and element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            return "", ""
        instance_id = self._styles.list_instance(element)
        marker = self._numbering.next_marker(instance_id, self._styles.list_level(element)) if instance_id else ""
        return text, persian_if_with(marker, text)

    def _attached(self, element: Any) -> Iterator[Block]:
        """The text boxes and notes that hang on a paragraph."""
        for box in element.iter(f"{W}txbxContent"):
            # Every box is there twice: for new programs and, as a fallback, for old ones.
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield from self._container(box)
        for reference, notes in self._notes.items():
            for mark in element.iter(f"{W}{reference}"):
                note = notes.pop(mark.get(f"{W}id"), None)
                text = "" if note is None else "\n".join(block.text for block in self._container(note))
                if text:
                    yield Block(BlockKind.FOOTNOTE, text)

    def _table(self, table: Any) -> Iterator[Block]:
        rows = list(_rows(table))
        if all(len(list(_cells(row))) <= 1 for row in rows):
            # A frame around text, as letters and minutes often have.
            for row in rows:
                for cell in _cells(row):
                    yield from self._container(cell)
            return
        notes: list[Block] = []
        grid = [self._row(row, notes) for row in rows]
        width = max(map(len, grid))
        cells = [tuple(row + [""] * (width - len(row))) for row in grid if any(row)]
        if cells:
            drawn_from_right = table.find(f"{W}tblPr/{W}bidiVisual") is not None
            yield table_block(in_reading_order(cells, drawn_from_right=drawn_from_right))
        yield from notes

    def _row(self, row: Any, notes: list[Block]) -> list[str]:
        texts = [""] * _span(row.find(f"{W}trPr/{W}gridBefore"), default=0)
        for cell in _cells(row):
            text = self._cell_text(cell, notes)
            texts.append("" if _continues_above(cell) else text)
            texts.extend([""] * (_span(cell.find(f"{W}tcPr/{W}gridSpan"), default=1) - 1))
        return texts

    def _cell_text(self, cell: Any, notes: list[Block]) -> str:
        lines = []
        for element in _paragraphs_and_tables(cell):
            if element.tag == f"{W}p":
                text, marker = self._marked_text(element)
                lines.append(_joined(marker, text))
                notes.extend(self._attached(element))
            else:
                lines.extend(block.text for block in self._table(element))
        return "\n".join(line for line in lines if line)


def _inline_text(element: Any) -> str:
    pieces = []
    for child in element.iterchildren():
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in (f"{W}t", _MATH_TEXT):
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        else:
            pieces.append(_inline_text(child))
    return "".join(pieces)


def _joined(marker: str, text: str) -> str:
    return f"{marker} {text}".strip()


def _within(parent: Any, name: str) -> Iterator[Any]:
    """The children of that name, looking through wrappers."""
    for element in parent.iterchildren():
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in _WRAPPERS:
            yield from _within(element, name)


def _paragraphs_and_tables(parent: Any) -> Iterator[Any]:
    for element in parent.iterchildren():
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _paragraphs_and_tables(element)


def _rows(table: Any) -> Iterator[Any]:
    return (row for row in _within(table, "tr") if row.find(f"{W}trPr/{W}del") is None)


def _cells(row: Any) -> Iterator[Any]:
    return _within(row, "tc")


def _continues_above(cell: Any) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _span(element: Any | None, *, default: int) -> int:
    text = "" if element is None else element.get(f"{W}val") or ""
    return min(int(text), MOST_COLUMNS) if re.fullmatch(r"\d{1,9}", text) else default
