"""Archives: their files come out as they are, and nothing gets out that should not."""

import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from corpus.errors import DamagedFile, EncryptedFile, NoText, UnsafeFile, UnsupportedFile
from ingest.readers.archive import ArchiveReader
from ingest.readers.blocks import Reading
from ingest.readers.media_type import sniff
from ingest.readers.workspace import Workspace

Members = Callable[[Path], list[tuple[str, bytes]]]


@pytest.fixture
def members(tmp_path: Path) -> Members:
    """The names and contents of what comes out of an archive."""

    def read(path: Path) -> list[tuple[str, bytes]]:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        reading = ArchiveReader().read(path, Workspace(folder))
        assert all(member.path.is_relative_to(folder) for member in reading.members)
        return [(member.file_name, member.path.read_bytes()) for member in reading.members]

    return read


def packed(path: Path, files: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def letter(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "گزارش"
    message.set_content("متن نامه")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{name}.bin")
    return message.as_bytes()


def test_files_come_out_with_their_own_names(tmp_path: Path, members: Members) -> None:
    path = packed(
        tmp_path / "a.zip",
        {
            "سال ۱۴۰۲/": "",
            "سال ۱۴۰۲/گزارش پل.txt": "متن",
            "b.txt": "دو",
            "خالی.txt": "",
            "__MACOSX/._b.txt": "x",
            "Thumbs.db": "x",
            "~$b.docx": "x",
        },
    )
    assert members(path) == [("گزارش پل.txt", "متن".encode()), ("b.txt", "دو".encode())]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "unicode-path"])
def test_names_in_old_encodings_are_read(tmp_path: Path, members: Members, encoding: str) -> None:
    name = "گزارش پايش پل مياني.txt"
    entry = zipfile.ZipInfo("x" * len(name.encode("cp1256" if encoding == "unicode-path" else encoding)))
    raw = b"?" * len(entry.filename) if encoding == "unicode-path" else name.encode(encoding)
    if encoding == "unicode-path":
        entry.extra = struct.pack("<HHBI", 0x7075, 5 + len(name.encode()), 1, 0) + name.encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "متن")
    data = (tmp_path / "a.zip").read_bytes().replace(entry.filename.encode(), raw)
    (tmp_path / "a.zip").write_bytes(data)
    assert [found for found, _ in members(tmp_path / "a.zip")] == [name]


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path, members: Members) -> None:
    deepest = packed(tmp_path / "deepest.zip", {"c.txt": "سه"}).read_bytes()
    inner = packed(tmp_path / "inner.zip", {"b.txt": "دو", "deepest.zip": deepest}).read_bytes()
    outer = packed(tmp_path / "outer.zip", {"a.txt": "یک", "inner.zip": inner})
    assert members(outer) == [("a.txt", "یک".encode()), ("b.txt", "دو".encode()), ("deepest.zip", deepest)]


def test_what_is_attached_to_a_letter_inside_comes_beside_it(tmp_path: Path, members: Members) -> None:
    outer = letter(one=b"1", two=b"2")
    path = packed(tmp_path / "a.zip", {"نامه.eml": outer})
    assert members(path) == [("نامه.eml", outer), ("one.bin", b"1"), ("two.bin", b"2")]


def test_what_cannot_be_opened_inside_stays_as_it_is(tmp_path: Path, members: Members) -> None:
    broken = b"PK\x03\x04" + bytes(100)
    assert members(packed(tmp_path / "a.zip", {"x.zip": broken, "y.exe": b"MZ", "z.txt": "سه"})) == [
        ("x.zip", broken),
        ("y.exe", b"MZ"),
        ("z.txt", "سه".encode()),
    ]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "a/../../b.txt", "..\\a.txt", "C:\\a.txt"])
def test_names_that_lead_out_are_refused(tmp_path: Path, members: Members, name: str) -> None:
    with pytest.raises(UnsafeFile, match="بیرون"):
        members(packed(tmp_path / "a.zip", {"good.txt": "x", name: "x"}))


def test_links_are_refused(tmp_path: Path, members: Members) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UnsafeFile):
        members(tmp_path / "a.zip")


def test_bombs_and_crowds_are_refused(tmp_path: Path, members: Members) -> None:
    with pytest.raises(UnsafeFile, match="بزرگ‌تر"):
        members(packed(tmp_path / "one.zip", {"a.txt": bytes(30 << 20)}))
    with pytest.raises(UnsafeFile, match="بزرگ‌تر"):
        members(packed(tmp_path / "many.zip", {f"{number}.txt": bytes(1 << 20) for number in range(201)}))
    with pytest.raises(UnsafeFile, match="۲۰۰۰"):
        members(packed(tmp_path / "crowd.zip", {f"{number}.txt": "x" for number in range(2001)}))


def test_bombs_in_parts_are_counted_together(tmp_path: Path, members: Members) -> None:
    inner = packed(tmp_path / "inner.zip", {f"{number}.txt": bytes(1 << 20) for number in range(100)}).read_bytes()
    with pytest.raises(UnsafeFile, match="بزرگ‌تر"):
        members(packed(tmp_path / "a.zip", {f"{number}.zip": inner for number in range(3)} | {"z.txt": b"x" * 100}))


def test_locked_empty_and_broken_archives_say_so(tmp_path: Path, members: Members) -> None:
    with pytest.raises(NoText):
        members(packed(tmp_path / "a.zip", {"folder/": ""}))
    path = packed(tmp_path / "b.zip", {"a.txt": "متن"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(EncryptedFile):
        members(path)
    path = packed(tmp_path / "c.zip", {"a.txt": "متن" * 1000})
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    with pytest.raises(DamagedFile):
        members(path)


@pytest.mark.parametrize("mark", ["META-INF/container.xml", "[Content_Types].xml", "xl/workbook.bin"])
def test_other_packages_are_no_archives(tmp_path: Path, mark: str) -> None:
    with pytest.raises(UnsupportedFile):
        sniff(packed(tmp_path / "a.zip", {mark: "x"}), "a.zip")


@pytest.mark.slow
def test_members_last_as_long_as_the_reading(tmp_path: Path) -> None:
    from ingest.readers.sandbox import ReaderLimits, read_file

    path = packed(tmp_path / "a.zip", {"a.txt": "متن"})
    with read_file(path, "a.zip", ReaderLimits()) as reading:
        assert isinstance(reading, Reading)
        assert reading.pages == ()
        (member,) = reading.members
        assert member.path.read_text(encoding="utf-8") == "متن"
    assert not member.path.exists()
