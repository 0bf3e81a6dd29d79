"""Old and foreign office files, made by LibreOffice from new ones and read back through it."""

import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import docx
import pptx
import pytest

from corpus.errors import DamagedFile, EncryptedFile, NeedsConverter, UnsafeFile
from corpus.types import BlockKind
from ingest.readers import legacy
from ingest.readers.blocks import Reading
from ingest.readers.kinds import DOC
from ingest.readers.legacy import LegacyReader
from ingest.readers.word import WordReader
from ingest.readers.workspace import Workspace

pytestmark = pytest.mark.slow

Read = Callable[..., Reading]
Convert = Callable[[Path, str], Path]
Compound = Callable[[dict[str, bytes]], Path]

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)
ENTRIES = (
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
)
CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.2"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text>
 <text:p>متن سند</text:p>{}</office:text></office:body></office:document-content>"""


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("صورت‌جلسهٔ نشست بیستم", 1)
    document.add_paragraph("بتن C25/30 (نشریه 101) در کلان‌شهرها")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("ردیف", "شرح", "۱", "مهلت ۱۴۰۲/۰۵/۱۴")):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("پایان")
    document.save(str(tmp_path / "minutes.docx"))
    return tmp_path / "minutes.docx"


@pytest.fixture
def slides(tmp_path: Path) -> Path:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "گزارش پیشرفت"
    slide.placeholders[1].text = "روکش آسفالت\nدرز انبساط"
    slide.notes_slide.notes_text_frame.text = "یادداشت سخنران"
    presentation.save(str(tmp_path / "slides.pptx"))
    return tmp_path / "slides.pptx"


def open_document(path: Path, body: str = "", **parts: str) -> Path:
    """An ODT made by hand; parts are named with __ for a slash."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", CONTENT.format(body))
        package.writestr("META-INF/manifest.xml", MANIFEST.format(ENTRIES))
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return path


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_texts_read_as_the_new_one_that_they_come_from(
    minutes: Path, suffix: str, convert: Convert, read: Read
) -> None:
    reading = read(convert(minutes, suffix))
    heading, paragraph, table, end = reading.pages[0].blocks
    assert (heading.kind, heading.text) == (BlockKind.HEADING, "صورت‌جلسهٔ نشست بیستم")
    assert paragraph.text == "بتن C25/30 (نشریه 101) در کلان‌شهرها"
    assert table.cells == (("ردیف", "شرح"), ("۱", "مهلت ۱۴۰۲/۰۵/۱۴"))
    assert end.text == "پایان"
    assert reading.pages[0].reader == "libreoffice"
    assert reading.warnings == ()


@pytest.mark.parametrize("suffix", ["ppt", "odp"])
def test_old_presentations_keep_their_slides(slides: Path, suffix: str, convert: Convert, read: Read) -> None:
    (page,) = read(convert(slides, suffix)).pages
    assert [(block.kind, block.text) for block in page.blocks] == [
        (BlockKind.HEADING, "گزارش پیشرفت"),
        (BlockKind.LIST_ITEM, "• روکش آسفالت"),
        (BlockKind.LIST_ITEM, "• درز انبساط"),
        (BlockKind.FOOTNOTE, "یادداشت سخنران"),
    ]


def test_without_libreoffice_the_file_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "PROGRAM_PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(b"any")
    (tmp_path / "workspace").mkdir()
    reader = LegacyReader(DOC, ".doc", ".docx", WordReader())
    with pytest.raises(NeedsConverter, match=r"LibreOffice.*نگه داشته"):
        reader.read(tmp_path / "a.doc", Workspace(tmp_path / "workspace"))


def test_what_libreoffice_cannot_open_is_damaged(tmp_path: Path, convert: Convert, read: Read) -> None:
    with pytest.raises(DamagedFile, match="LibreOffice"):
        read(open_document(tmp_path / "a.odt", "<text:p>ناتمام"))


def test_nothing_is_fetched_and_no_other_file_is_drawn_in(tmp_path: Path, convert: Convert) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    (tmp_path / "secret.txt").write_text("راز")
    server = HTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    body = (
        '<text:p><draw:frame draw:name="g" text:anchor-type="paragraph" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{address}/picture.png" xlink:type="simple"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{(tmp_path / "secret.txt").as_uri()}"/>'
        "<text:p>کهنه</text:p></text:section>"
    )
    original = open_document(tmp_path / "a.odt", body)
    # In this process, which may reach the network: what is asked for is what the profile lets through.
    folder = tmp_path / "workspace"
    folder.mkdir()
    converted = legacy.convert(original.rename(folder / "original.odt"), ".docx")
    server.shutdown()
    texts = [block.text for block in WordReader().read(converted, Workspace(folder)).pages[0].blocks]
    assert texts == ["متن سند", "کهنه"]
    assert asked == []


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"Basic__Standard__Module1.xml": "<a/>"}, UnsafeFile),
        ({"Scripts__python__run.py": "print()"}, UnsafeFile),
        ({"styles.xml": '<!DOCTYPE d [<!ENTITY x "y">]><a/>'}, UnsafeFile),
        ({"styles.xml": "<a>" + " " * 30_000_000 + "</a>"}, UnsafeFile),
    ],
    ids=["basic", "python", "entities", "bomb"],
)
def test_open_documents_are_checked_like_any_package(
    tmp_path: Path, read: Read, parts: dict[str, str], error: type[Exception]
) -> None:
    path = open_document(tmp_path / "a.odt")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    with pytest.raises(error):
        read(path)


def test_a_locked_open_document_asks_for_its_password(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", bytes(range(256)))
        package.writestr("META-INF/manifest.xml", MANIFEST.format("<manifest:encryption-data/>"))
    with pytest.raises(EncryptedFile):
        read(path)


@pytest.mark.parametrize(
    ("name", "streams", "error"),
    [
        ("a.doc", {"WordDocument": b"\xec\xa5\xc1\0" + bytes(6) + b"\0\x01" + bytes(500)}, EncryptedFile),
        ("a.xls", {"Workbook": b"\x09\x08\x04\0\0\0\0\0" + b"\x2f\0\x02\0\0\0"}, EncryptedFile),
        (
            "a.ppt",
            {"PowerPoint Document": bytes(100), "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3" + bytes(8)},
            EncryptedFile,
        ),
        ("a.docx", {"EncryptedPackage": bytes(100)}, EncryptedFile),
        ("a.doc", {"WordDocument": bytes(500), "Macros/VBA/_VBA_PROJECT": b"\xcc\x61"}, UnsafeFile),
        ("a.xls", {"Workbook": bytes(500), "_VBA_PROJECT_CUR/PROJECT": b"\xcc\x61"}, UnsafeFile),
    ],
    ids=["doc", "xls", "ppt", "docx", "doc-macro", "xls-macro"],
)
def test_old_files_with_passwords_or_macros_are_refused(
    compound: Compound, read: Read, name: str, streams: dict[str, bytes], error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(compound(streams), name)
