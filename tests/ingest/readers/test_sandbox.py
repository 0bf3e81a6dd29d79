"""Strangers' files: each is read or refused for its own reason, and this process outlives them all."""

import random
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

import docx
import openpyxl
import pytest
from PIL import Image

from corpus.errors import (
    ConfigurationError,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    Interrupted,
    NoText,
    ReaderLimit,
    TajrobeError,
    UnsafeFile,
    UnsupportedFile,
)
from ingest.readers.blocks import Block, BlockKind, Page, Reading
from ingest.readers.sandbox import ReaderLimits, _run_child, _Watch, read_file
from ingest.readers.wire import dump_failure, dump_reading, load_outcome
from ingest.readers.workspace import Progress

pytestmark = pytest.mark.slow

Read = Callable[..., Reading]
Draw = Callable[[Sequence[str]], Image.Image]
Rewrite = Callable[[str, bytes], bytes]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture
def good_docx(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("صورتجلسه کمیسیون فنی و عمرانی")
    document.save(str(tmp_path / "good.docx"))
    return tmp_path / "good.docx"


def repacked(source: Path, rewrite: Rewrite, extra: dict[str, bytes] | None = None) -> Path:
    """A copy of a package with each part rewritten and some added."""
    target = source.with_name(f"changed-{source.name}")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, rewrite(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return target


def unchanged(name: str, data: bytes) -> bytes:
    return data


def in_body(text: str) -> Rewrite:
    def rewrite(name: str, data: bytes) -> bytes:
        return data.replace("صورتجلسه".encode(), text.encode()) if name == "word/document.xml" else data

    return rewrite


def declaring(encoding: str) -> Rewrite:
    declaration = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'

    def rewrite(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        text = data.decode().split("?>", 1)[1].replace("صورتجلسه", "&x;&a;")
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{text}'.encode(encoding)

    return rewrite


def with_directory_flag(source: Path) -> Path:
    """The package with every entry marked as encrypted."""
    data = bytearray(source.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    target = source.with_name("locked.docx")
    target.write_bytes(data)
    return target


def test_a_good_file_is_read(good_docx: Path, read: Read) -> None:
    reading = read(good_docx)
    assert reading.pages[0].blocks[0].text == "صورتجلسه کمیسیون فنی و عمرانی"
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda p: repacked(p, in_body("م" * 30_000_000)), UnsafeFile, "بزرگ‌تر"),
        (lambda p: repacked(p, unchanged, {f"word/{n}.dat": bytes(1 << 20) for n in range(201)}), UnsafeFile, "بزرگ‌تر"),
        (lambda p: repacked(p, declaring("utf-8")), UnsafeFile, "DOCTYPE"),
        (lambda p: repacked(p, declaring("utf-16")), UnsafeFile, "DOCTYPE"),
        (lambda p: repacked(p, unchanged, {f"word/x{n}.xml": b"<a/>" for n in range(2001)}), UnsafeFile, "۲۰۰۰"),
        (lambda p: repacked(p, unchanged, {"word/a.bin": p.read_bytes()}), UnsafeFile, "بایگانی"),
        (lambda p: repacked(p, unchanged, {"word/vbaProject.bin": OLE}), UnsafeFile, "ماکرو"),
        (
            lambda p: repacked(
                p, unchanged, {"word/embeddings/oleObject1.bin": OLE + b"This program cannot be run in DOS mode"}
            ),
            UnsafeFile,
            "اجرایی",
        ),
        (with_directory_flag, EncryptedFile, "رمز"),
    ],
    ids=["bomb", "many-small-bombs", "entities", "entities-in-utf16", "crowd", "nested", "macro", "program", "locked"],
)
def test_packages_that_no_office_makes_are_refused(
    good_docx: Path, read: Read, make: Callable[[Path], Path], error: type[TajrobeError], says: str
) -> None:
    with pytest.raises(error, match=says):
        read(make(good_docx))


def test_a_package_that_lies_about_its_sizes_is_counted(good_docx: Path, read: Read) -> None:
    bomb = repacked(good_docx, in_body("م" * 30_000_000))
    data = bytearray(bomb.read_bytes())
    size = struct.pack(
        "<I", next(e.file_size for e in zipfile.ZipFile(bomb).infolist() if e.filename == "word/document.xml")
    )
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
    bomb.write_bytes(data)
    with pytest.raises((UnsafeFile, DamagedFile)):
        read(bomb)


def test_charts_may_carry_their_figures(good_docx: Path, read: Read, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "figures.xlsx")
    figures = {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": (tmp_path / "figures.xlsx").read_bytes()}
    assert read(repacked(good_docx, unchanged, figures)).pages[0].blocks


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("گزارش.docx", b"MZ\x90\x00" + bytes(300), UnsupportedFile, r"EXE.*پذیرفته.*\.docx"),
        ("a.pdf", random.Random(1).randbytes(5000), DamagedFile, "PDF نیست"),
        ("a.docx", b"PK\x03\x04" + bytes(300), DamagedFile, "آسیب"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(300), DamagedFile, "PDF"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), DamagedFile, "آسیب"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(60), DamagedFile, "تصویر"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00" + bytes(60), UnsupportedFile, "JPEG"),
        ("a.rar", b"Rar!\x1a\x07\x00" + bytes(60), UnsupportedFile, "بایگانی"),
        ("a.html", b"<div>" * 200_000, UnsafeFile, "تودرتو"),
        ("a.txt", b" \n ", NoText, "متنی ندارد"),
    ],
    ids=["exe", "noise", "zip", "pdf", "doc", "png", "gif", "rar", "nesting", "blank"],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, read: Read, name: str, data: bytes, error: type[TajrobeError], says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=says):
        read(tmp_path / name)


def test_an_empty_file_is_refused_at_once(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.pdf").touch()
    with pytest.raises(EmptyFile):
        read(tmp_path / "a.pdf", limits=ReaderLimits(memory_bytes=0))


def test_a_name_that_disagrees_is_warned_of(good_docx: Path, read: Read) -> None:
    reading = read(good_docx, "سند.pdf")
    assert reading.pages[0].blocks
    assert reading.warnings == ("پسوند نام این پرونده «.pdf» است ولی محتوای آن Word است و با همان قالب خوانده شد.",)


def test_odd_names_do_no_harm(good_docx: Path, read: Read) -> None:
    for name in ("", "--help", "a\0b.docx", "\ud800.docx", "../../etc/passwd", "م" * 5000):
        assert read(good_docx, name).pages[0].blocks


@pytest.fixture
def heavy_xlsx(tmp_path: Path) -> Path:
    """A few hundred bytes that stand for 17 thousand million cells."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "یک"
    workbook.active["XFD1048576"] = "آخر"
    workbook.save(tmp_path / "heavy.xlsx")
    return tmp_path / "heavy.xlsx"


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    path = tmp_path / "long.txt"
    path.write_text("مصوبه\n" * 400_000, encoding="utf-8")
    return path


def test_a_reader_that_eats_memory_is_stopped(heavy_xlsx: Path, read: Read) -> None:
    with pytest.raises((ReaderLimit, DamagedFile)):
        read(heavy_xlsx, limits=ReaderLimits(memory_bytes=512 << 20))


def test_memory_time_and_output_have_limits_of_their_own(long_text: Path, read: Read) -> None:
    with pytest.raises(ReaderLimit, match="حافظه"):
        read(long_text, limits=ReaderLimits(memory_bytes=128 << 20))
    with pytest.raises(ReaderLimit, match="زمان"):
        read(long_text, limits=ReaderLimits(cpu_seconds=1))
    with pytest.raises(ReaderLimit, match="زمان"):
        read(long_text, limits=ReaderLimits(wall_seconds=0.3))
    with pytest.raises(ReaderLimit, match="متن"):
        read(long_text, limits=ReaderLimits(output_bytes=1 << 20))


def test_a_limit_too_small_to_start_is_no_fault_of_the_file(good_docx: Path, read: Read) -> None:
    with pytest.raises(ConfigurationError):
        read(good_docx, limits=ReaderLimits(memory_bytes=8 << 20))


def test_nothing_is_left_behind(
    tmp_path: Path, good_docx: Path, heavy_xlsx: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    read(good_docx)
    for limits in (ReaderLimits(wall_seconds=0.05), ReaderLimits(memory_bytes=512 << 20)):
        with pytest.raises(TajrobeError):
            read(heavy_xlsx, limits=limits)
    assert list(scratch.iterdir()) == []


@pytest.fixture
def long_scan(tmp_path: Path, draw: Draw, recogniser: None) -> Path:
    """A picture of so many pages that reading them takes minutes."""
    page = draw(["در نشست کمیسیون فنی و عمرانی گزارش نگهداری پل‌های شهری خوانده شد"] * 24).convert("1")
    page.save(tmp_path / "scan.tiff", save_all=True, append_images=[page] * 99, compression="group4")
    return tmp_path / "scan.tiff"


def test_a_stop_breaks_off_what_is_being_read(long_scan: Path) -> None:
    stopping = Event()
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        stopping.set()

    with (
        pytest.raises(Interrupted),
        read_file(long_scan, "scan.tiff", ReaderLimits(), on_progress=stop, stopping=stopping),
    ):
        pass
    assert len(seen) == 1 and seen[0].total == 100


def test_steps_may_take_more_processor_time_in_all_than_one_of_them(
    tmp_path: Path, draw: Draw, recogniser: None, read: Read
) -> None:
    page = draw(["گزارش نگهداری پل‌های شهری"]).convert("1")
    page.save(tmp_path / "a.tiff", save_all=True, append_images=[page] * 5, compression="group4")
    assert len(read(tmp_path / "a.tiff", limits=ReaderLimits(cpu_seconds=2)).pages) == 6
    with pytest.raises(ReaderLimit, match="زمان"):
        read(tmp_path / "a.tiff", limits=ReaderLimits(most_seconds=1))


STEPS = """
import sys, time
from pathlib import Path
from ingest.readers.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
for step in range(8):
    time.sleep(1)
    if sys.argv[2] == "telling":
        workspace.report(step, 8)
"""


def test_only_silence_is_timed(tmp_path: Path) -> None:
    """Steps of a second, eight in all, against a limit of five: no real page takes so evenly long on a busy machine."""
    limits = ReaderLimits(wall_seconds=5)
    (tmp_path / "workspace").mkdir()

    def run(manner: str) -> int:
        watch = _Watch(tmp_path / "workspace", None, None)
        return _run_child([sys.executable, "-c", STEPS, str(tmp_path / "workspace"), manner], tmp_path, limits, watch)

    assert run("telling") == 0
    with pytest.raises(ReaderLimit, match="زمان"):
        run("silent")


READ = """
import sys
from pathlib import Path
from ingest.readers.sandbox import ReaderLimits, read_file
with read_file(Path(sys.argv[1]), "scan.tiff", ReaderLimits(), on_progress=lambda progress: print(progress, flush=True)):
    pass
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not tell of a process's children")
def test_nothing_reads_on_when_this_process_is_killed(long_scan: Path) -> None:
    command = [sys.executable, "-c", READ, str(long_scan)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reading:
        assert reading.stdout is not None
        # It has come as far as the program that it calls.
        assert reading.stdout.readline()
        (child,) = Path(f"/proc/{reading.pid}/task/{reading.pid}/children").read_text().split()
        assert is_group_alive(int(child))
        reading.kill()
    deadline = time.monotonic() + 30
    while is_group_alive(int(child)):
        assert time.monotonic() < deadline, "the child or what it started reads on"
        time.sleep(0.05)


def is_group_alive(leader: int) -> bool:
    """Whether any process of a group is there, one that nobody has taken note of not counted."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, group = status.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                return True
    return False


def test_no_network_is_within_reach() -> None:
    code = """
import socket, sys
from ingest.readers.limits import leave_network
server = socket.create_server(("127.0.0.1", 0))
if not leave_network():
    sys.exit(77)
try:
    socket.create_connection(server.getsockname(), timeout=5)
except OSError:
    sys.exit(0)
sys.exit("there still is a network")
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)
    if done.returncode == 77:
        pytest.skip("this system lets nobody leave its network")
    assert done.returncode == 0


def test_the_child_sees_nothing_of_our_environment(
    good_docx: Path, read: Read, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # A process that inherits this reports on its own loading, and what a child says is logged.
    monkeypatch.setenv("LD_DEBUG", "statistics")
    assert read(good_docx).pages
    assert caplog.records == []


def test_mutated_files_never_end_otherwise_than_in_a_reading_or_a_refusal(
    tmp_path: Path, good_docx: Path, read: Read
) -> None:
    noise = random.Random(7)
    for attempt in range(6):
        data = bytearray(good_docx.read_bytes())
        for _ in range(noise.choice((3, 30, 300))):
            data[noise.randrange(len(data))] = noise.randrange(256)
        (tmp_path / "fuzz.docx").write_bytes(data[: noise.randrange(len(data))] if attempt % 3 == 0 else data)
        try:
            read(tmp_path / "fuzz.docx")
        except TajrobeError as error:
            assert str(error)


def test_a_reading_crosses_the_border_whole() -> None:
    table = Block(BlockKind.TABLE, "الف | ب", cells=(("الف", "ب\ud800"),))
    page = Page(1, "reader", (Block(BlockKind.HEADING, "\ud83d تیتر\0", 2), table), 0.5, ("هشدار",))
    reading = Reading("text/plain", (page,), "عنوان", ("هشدار",))
    assert load_outcome(dump_reading(reading)) == reading
    with pytest.raises(NoText, match="متن"):
        load_outcome(dump_failure(NoText("متن نیست")))


def test_a_locked_pdf_asks_for_its_password(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.pdf").write_bytes(locked_pdf())
    with pytest.raises(EncryptedFile, match="رمز"):
        read(tmp_path / "a.pdf")


def locked_pdf() -> bytes:
    """A PDF that only opens with a password which nobody has."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/O<%b>/U<%b>/P -4>>" % (b"41" * 32, b"42" * 32),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%b\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF" % (
        b"43" * 16,
        b"43" * 16,
        len(body),
    )
    return body + table + trailer
