"""Web pages: the main content's headings, paragraphs, lists and tables, without what surrounds it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus.errors import DamagedFile, NoText, UnsafeFile
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.kinds import HTML
from ingest.readers.lines import line_block
from ingest.readers.numerals import persian_if_with
from ingest.readers.tables import table_block
from ingest.readers.text import BYTE_ORDER_MARKS, UNKNOWN_ENCODING, decode
from ingest.readers.titles import declared_title
from ingest.readers.workspace import Workspace

# The parser's time grows with the square of the depth: 200 000 nested tags take minutes.
MOST_DEPTH = 5000
MOST_SPAN = 100
READER_NAME = "selectolax"
LEAST_MAIN_SHARE = 0.3
META_BYTES = 4096

TOO_DEEP = "برچسب‌های این صفحه بیش از اندازه تودرتو هستند و برای ایمنی خوانده نشد."
NO_TEXT = "این صفحهٔ وب متنی ندارد؛ شاید متن آن را مرورگر می‌سازد. صفحه را در مرورگر باز و با قالب PDF ذخیره کنید."

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_NOT_CONTENT = (
    "script style noscript template svg math iframe object embed canvas audio video nav aside head button select input "
    "textarea dialog"
)
BLOCK_TAGS = frozenset((*_BLOCKS.split(), *HEADINGS))
SKIPPED_TAGS = frozenset(_NOT_CONTENT.split())
SKIPPED_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"))
# Tags that never nest in themselves: left open, the next one closes them.
_NOT_NESTING = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th thead tbody tfoot "
    "colgroup"
)
SELF_CLOSING = frozenset(_NOT_NESTING.split())
# Only names that pages really declare: Python knows codecs that no page may choose.
DECLARED_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "windows-1256": "cp1256",
    "cp1256": "cp1256",
    "iso-8859-6": "iso8859_6",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
}

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class HtmlReader:
    """Reads HTML as one page."""

    media_types: tuple[str, ...] = (HTML,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        title, blocks = read_html(decode_html(path.read_bytes()))
        if not blocks:
            raise NoText(NO_TEXT)
        return Reading(HTML, (Page(1, READER_NAME, blocks),), declared_title(title))


def read_html(text: str) -> tuple[str | None, tuple[Block, ...]]:
    """The page's title and the blocks of its main content. Raises `UnsafeFile`."""
    from selectolax.lexbor import LexborHTMLParser

    if nesting_depth(text) > MOST_DEPTH:
        raise UnsafeFile(TOO_DEEP)
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    return title.text() if title else None, tuple(_Composer().compose(_main_content(tree)))


def decode_html(data: bytes) -> str:
    """The page's text by its mark, its declaration, or what the bytes look like. Raises `DamagedFile`."""
    if not data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) and (encoding := _declared(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            # Pages that were saved anew often keep a declaration that is no longer true.
            pass
    text = decode(data)
    if text is None:
        raise DamagedFile(UNKNOWN_ENCODING)
    return text


def nesting_depth(text: str) -> int:
    """How deep the page's tags may nest at most, told without parsing."""
    still_open: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name in _TAG.findall(text):
        name = name.lower()
        if name in SELF_CLOSING:
            continue
        if not closing:
            still_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return deepest


def _declared(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:META_BYTES])
    return DECLARED_ENCODINGS.get(match[1].decode("ascii", "replace").lower()) if match else None


def _main_content(tree: Any) -> Any:
    body = tree.body or tree.root
    articles = tree.css("article")
    candidates = [*tree.css("main, [role=main]"), *(articles if len(articles) == 1 else ())]
    whole = len(body.text())
    for node in candidates:
        if len(node.text()) >= LEAST_MAIN_SHARE * whole:
            return node
    return body


def _is_skipped(node: Any) -> bool:
    if node.tag in SKIPPED_TAGS or node.tag.startswith("-comment"):
        return True
    if node.tag.startswith("-"):
        return False
    if _is_hidden(node.attributes) or node.attributes.get("role") in SKIPPED_ROLES:
        return True
    # An article's own header holds its title; the site's holds its menu.
    return node.tag in ("header", "footer") and node.parent is not None and node.parent.tag in ("body", "div", "form")


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _walk(root: Any, is_leaf: Callable[[Any], bool]) -> Iterator[tuple[bool, Any]]:
    """Every node under `root` in order, as (True, node) on entering and (False, node) on leaving.

    Without recursion, as pages may nest deeper than Python's stack.
    """
    stack = [(True, child) for child in _children(root)][::-1]
    while stack:
        entering, node = stack.pop()
        if entering and _is_skipped(node):
            continue
        yield entering, node
        if entering:
            stack.append((False, node))
            if not is_leaf(node):
                stack.extend((True, child) for child in reversed(_children(node)))


def _children(node: Any) -> list[Any]:
    return list(node.iter(include_text=True))


class _Composer:
    """Collects inline text and closes a block wherever a block tag begins or ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._heading: int | None = None
        self._lists: list[_List] = []
        self._marker: str | None = None

    def compose(self, root: Any) -> Iterator[Block]:
        for entering, node in _walk(root, is_leaf=_is_data_table):
            if node.tag == "-text":
                if entering:
                    self._pieces.append(_SPACES.sub(" ", node.text_content or ""))
            elif node.tag == "br":
                self._pieces.append("\n" if entering else "")
            elif node.tag in BLOCK_TAGS:
                yield from self._close()
                if entering and _is_data_table(node):
                    yield from _table(node)
                self._turn(entering, node)
        yield from self._close()

    def _turn(self, entering: bool, node: Any) -> None:
        if node.tag in HEADINGS:
            self._heading = HEADINGS[node.tag] if entering else None
        elif node.tag in ("ol", "ul"):
            if entering:
                self._lists.append(_List(node))
            elif self._lists:
                self._lists.pop()
        elif node.tag == "li":
            self._marker = self._lists[-1].next_marker(node) if entering and self._lists else None

    def _close(self) -> Iterator[Block]:
        text = _tidy("".join(self._pieces))
        self._pieces.clear()
        if not text:
            return
        if self._heading:
            yield Block(BlockKind.HEADING, text.replace("\n", " "), level=self._heading)
        elif self._marker:
            marker, self._marker = persian_if_with(self._marker, text), None
            yield Block(BlockKind.LIST_ITEM, f"{marker} {text}", level=len(self._lists))
        else:
            yield from (line_block(line) for line in text.split("\n"))


class _List:
    """An open list and the number of its next item."""

    def __init__(self, node: Any) -> None:
        self._ordered = node.tag == "ol"
        self._next = _whole(node.attributes.get("start"), default=1)

    def next_marker(self, item: Any) -> str:
        if not self._ordered:
            return "•"
        number = _whole(item.attributes.get("value"), default=self._next)
        self._next = number + 1
        return f"{number}."


def _whole(text: str | None, *, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text.strip()) else default


def _tidy(text: str) -> str:
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in text.split("\n")) if line)


def _is_data_table(node: Any) -> bool:
    """Whether the table holds rows of cells, and is not the frame of a page."""
    if node.tag != "table" or node.attributes.get("role") in ("presentation", "none"):
        return False
    if node.css_first("td table, th table") is not None:
        return False
    rows = node.css("tr")
    return len(rows) > 1 and any(len(_cells(row)) > 1 for row in rows)


def _cells(row: Any) -> list[Any]:
    return [node for node in row.iter() if node.tag in ("td", "th")]


def _table(node: Any) -> Iterator[Block]:
    caption = node.css_first("caption")
    if caption is not None and (text := _tidy(caption.text())):
        yield Block(BlockKind.PARAGRAPH, text)
    rows = [row for row in _grid(node.css("tr")) if any(row)]
    if rows:
        yield table_block(rows)


def _grid(rows: list[Any]) -> Iterator[tuple[str, ...]]:
    """The rows with spans laid out: a spanning cell's text stands once, the places it covers are empty."""
    covered: Counter[int] = Counter()
    for row in rows:
        texts: list[str] = []
        for cell in _cells(row):
            _fill_covered(texts, covered)
            width, height = (_span(cell, name) for name in ("colspan", "rowspan"))
            for column in range(len(texts), len(texts) + width):
                covered[column] = height - 1
            texts.extend((_cell_text(cell), *[""] * (width - 1)))
        _fill_covered(texts, covered)
        yield tuple(texts)


def _fill_covered(texts: list[str], covered: Counter[int]) -> None:
    while covered[len(texts)] > 0:
        covered[len(texts)] -= 1
        texts.append("")


def _span(cell: Any, name: str) -> int:
    return min(max(_whole(cell.attributes.get(name), default=1), 1), MOST_SPAN)


def _cell_text(cell: Any) -> str:
    pieces = []
    for entering, node in _walk(cell, is_leaf=lambda _: False):
        if node.tag == "-text" and entering:
            pieces.append(_SPACES.sub(" ", node.text_content or ""))
        elif node.tag in BLOCK_TAGS or node.tag == "br":
            pieces.append("\n")
    return _tidy("".join(pieces))
