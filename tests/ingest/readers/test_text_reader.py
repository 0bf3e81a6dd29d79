"""Plain text in every encoding that Persian files come in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DamagedFile, NoText, UnreadableFile
from corpus.types import BlockKind
from ingest.readers.blocks import Reading
from ingest.readers.text import TextReader, decode
from ingest.readers.workspace import Workspace

# These readers leave nothing in it.
WORKSPACE = Workspace(Path("nowhere"))

# With the letters of windows-1256, which has neither ی nor ک nor Persian digits.
OLD_LETTERS = (
    "وظايف اصلي دبيرخانه كميسيون فني و عمراني: برنامه\u200cريزي براي 12 كلانشهر، نشست\u200cها و پيگيري مصوبات."
)
MODERN = "وظایف اصلی دبیرخانهٔ کمیسیون فنی و عمرانی: برنامه‌ریزی برای ۱۲ کلان‌شهر و پیگیری مصوبات."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", MODERN),
        ("utf-8-sig", MODERN),
        ("utf-16", MODERN),
        ("utf-16-le", MODERN),
        ("utf-16-be", MODERN),
        ("cp1256", OLD_LETTERS),
        ("utf-8", "Plain English, no Persian at all."),
        ("utf-16-le", "Plain English, no Persian at all."),
    ],
)
def test_the_encoding_is_told_from_the_bytes(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_short_old_text_is_read_too() -> None:
    assert decode("صورتجلسه كميسيون فني".encode("cp1256")) == "صورتجلسه كميسيون فني"


def test_one_broken_byte_does_not_turn_utf8_into_another_encoding() -> None:
    data = bytearray((MODERN * 20).encode())
    data[301] = 0xFF
    decoded = decode(bytes(data))
    assert decoded is not None and decoded.startswith(MODERN) and "\ufffd" in decoded


def test_noise_is_no_text() -> None:
    assert decode(bytes(range(256)) * 8) is None


def test_lines_become_blocks_and_markers_list_items(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("مقدمه\n\n1ـ تدوین برنامه\n۲- پیگیری\n1402/05/14 تاریخ\n۳.۵ متر\f\nصفحهٔ دوم", encoding="utf-8")
    first, second = TextReader().read(path, WORKSPACE).pages
    assert [(block.kind, block.text) for block in first.blocks] == [
        (BlockKind.PARAGRAPH, "مقدمه"),
        (BlockKind.LIST_ITEM, "1ـ تدوین برنامه"),
        (BlockKind.LIST_ITEM, "۲- پیگیری"),
        (BlockKind.PARAGRAPH, "1402/05/14 تاریخ"),
        (BlockKind.PARAGRAPH, "۳.۵ متر"),
    ]
    assert (second.number, second.blocks[0].text) == (2, "صفحهٔ دوم")


def test_blank_text_and_noise_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n\n ")
    with pytest.raises(NoText):
        TextReader().read(path, WORKSPACE)
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(DamagedFile):
        TextReader().read(path, WORKSPACE)


def test_the_commission_s_own_description_is_read(shared_data: Path) -> None:
    blocks = TextReader().read(shared_data / "documents" / "commission.txt", WORKSPACE).pages[0].blocks
    assert blocks[0].text == "کمیسیون فنی و عمرانی"
    duties = [block.text for block in blocks if block.kind is BlockKind.LIST_ITEM]
    assert len(duties) == 5 and duties[0].startswith("1ـ تدوین برنامه راهبردی")


def test_a_stray_control_character_does_not_make_a_text_binary(tmp_path: Path, read: Callable[..., Reading]) -> None:
    text = "گزارش پایش پل میانی و درز انبساط آن. " * 100
    path = tmp_path / "گزارش.txt"
    path.write_text(text[:500] + "\x08" + text[500:], encoding="utf-8")
    assert "درز انبساط" in read(path).pages[0].blocks[0].text
    path.write_bytes(bytes(range(32)) * 50 + text.encode())
    with pytest.raises(UnreadableFile):
        read(path)
