"""Web pages: what is content, in what order, with half-spaces and words whole."""

from pathlib import Path

import pytest

from corpus.errors import NoText, UnsafeFile
from corpus.types import BlockKind
from ingest.readers.blocks import Block
from ingest.readers.html import HtmlReader, nesting_depth
from ingest.readers.workspace import Workspace

# These readers leave nothing in it.
WORKSPACE = Workspace(Path("nowhere"))

PAGE = """<!DOCTYPE html><html lang="fa" dir="rtl"><head><title>نگهداری روکش آسفالت</title><style>p{color:red}</style></head>
<body><header><a href="/">خانه</a></header><nav><ul><li>منوی سایت</li></ul></nav>
<main><article><h1>تجربهٔ <b>کلان‌شهرها</b></h1>
<p>این ب<b>ند</b> دربارهٔ شهرداری‌ها است.<br>سطر دوم</p>
<ol start="3"><li>سوم</li><li><p>چهارم</p><ul><li>درونی</li></ul></li></ol>
<table><caption>جدول ۱</caption><tr><th>ردیف</th><th>شرح</th><th>مهلت</th></tr>
<tr><td rowspan="2">۱</td><td>تهیهٔ <i>طرح</i></td><td>۱۴۰۲/۰۶/۳۱</td></tr><tr><td colspan="2">پیوست</td></tr></table>
<script>alert("نه")</script><p hidden>پنهان</p><p style="display: none">پنهان</p></article></main>
<footer>همهٔ حقوق محفوظ است</footer></body></html>"""


def blocks_of(tmp_path: Path, html: str | bytes) -> tuple[Block, ...]:
    path = tmp_path / "page.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    return HtmlReader().read(path, WORKSPACE).pages[0].blocks


def test_the_main_content_is_read_in_order(tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, PAGE)
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "تجربهٔ کلان‌شهرها"),
        (BlockKind.PARAGRAPH, "این بند دربارهٔ شهرداری‌ها است."),
        (BlockKind.PARAGRAPH, "سطر دوم"),
        (BlockKind.LIST_ITEM, "۳. سوم"),
        (BlockKind.LIST_ITEM, "۴. چهارم"),
        (BlockKind.LIST_ITEM, "• درونی"),
        (BlockKind.PARAGRAPH, "جدول ۱"),
        (BlockKind.TABLE, "ردیف | شرح | مهلت\n۱ | تهیهٔ طرح | ۱۴۰۲/۰۶/۳۱\n | پیوست | "),
    ]
    assert blocks[-1].cells == (("ردیف", "شرح", "مهلت"), ("۱", "تهیهٔ طرح", "۱۴۰۲/۰۶/۳۱"), ("", "پیوست", ""))
    assert [block.level for block in blocks[3:6]] == [1, 1, 2]


def test_the_page_s_title_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    assert HtmlReader().read(path, WORKSPACE).title == "نگهداری روکش آسفالت"


def test_tables_that_frame_a_page_are_no_data(tmp_path: Path) -> None:
    html = "<table><tr><td><table><tr><td>یک</td></tr></table></td><td><p>متن اصلی</p></td></tr><tr><td>پا</td></tr></table>"
    assert [(block.kind, block.text) for block in blocks_of(tmp_path, html)] == [
        (BlockKind.PARAGRAPH, "یک"),
        (BlockKind.PARAGRAPH, "متن اصلی"),
        (BlockKind.PARAGRAPH, "پا"),
    ]


@pytest.mark.parametrize(
    ("declared", "written"), [("windows-1256", "cp1256"), ("utf-8", "utf-8"), ("utf-8", "cp1256"), ("zip", "utf-8")]
)
def test_the_encoding_is_the_declared_one_where_that_is_true(tmp_path: Path, declared: str, written: str) -> None:
    sentence = "شهرداري كلانشهرها و برنامه\u200cريزي شهري براي نگهداري"
    html = f'<html><head><meta charset="{declared}"></head><body><p>{sentence}</p></body></html>'
    assert blocks_of(tmp_path, html.encode(written))[0].text == sentence


def test_nesting_beyond_reason_is_refused_before_parsing(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFile):
        blocks_of(tmp_path, "<div>" * 200_000 + "متن")


def test_deep_but_lawful_nesting_is_read(tmp_path: Path) -> None:
    assert blocks_of(tmp_path, "<div>" * 4000 + "متن")[0].text == "متن"


def test_tags_that_are_never_closed_do_not_count_as_nested() -> None:
    assert nesting_depth("<ul>" + "<li>بند" * 9000 + "</ul>" + "<p>متن<br>" * 9000) == 1
    # Closing what was not opened must not hide what was.
    assert nesting_depth("<div></b>" * 9000) == 9000


def test_a_page_that_only_a_browser_fills_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        blocks_of(tmp_path, '<html><body><div id="app"></div><script>draw("متن")</script></body></html>')
