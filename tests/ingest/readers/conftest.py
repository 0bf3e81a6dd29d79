"""Files that the readers' tests share: made here, or the real ones beside the repository."""

import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.readers import ocr
from ingest.readers.blocks import Reading
from ingest.readers.sandbox import ReaderLimits, read_file

Read = Callable[..., Reading]
Draw = Callable[[Sequence[str]], Image.Image]
Convert = Callable[[Path, str], Path]
Compound = Callable[[Mapping[str, bytes]], Path]

FONT = Path(__file__).resolve().parents[3] / "api" / "static" / "fonts" / "vazirmatn-arabic-wght-normal.woff2"


@pytest.fixture
def read() -> Read:
    """Reads a file the way the program does: in a child process, with the limits of production."""
    limits_of_production = ReaderLimits()

    def read_whole(path: Path, file_name: str | None = None, limits: ReaderLimits = limits_of_production) -> Reading:
        with read_file(path, file_name or path.name, limits) as reading:
            return reading

    return read_whole


@pytest.fixture
def real_files(shared_data: Path) -> Path:
    return shared_data / "documents" / "files"


@pytest.fixture
def draw() -> Draw:
    """Draws lines of Persian on an A4 page at 300 dots an inch."""
    font = ImageFont.truetype(FONT, 54)

    def draw_page(lines: Sequence[str]) -> Image.Image:
        page = Image.new("L", (2480, 3508), "white")
        pen = ImageDraw.Draw(page)
        for place, line in enumerate(lines):
            pen.text((2200, 300 + 120 * place), line, fill="black", font=font, anchor="ra", direction="rtl")
        return page

    return draw_page


@pytest.fixture
def without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Programs are looked for in a folder that holds none."""
    ocr._tesseract.cache_clear()
    monkeypatch.setattr(ocr, "PROGRAM_PATH", str(tmp_path))
    yield
    ocr._tesseract.cache_clear()


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    """Saves a file in another kind, as people do in LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")

    def save_as(path: Path, suffix: str) -> Path:
        command = [program, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
        command += ["--convert-to", suffix, "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return tmp_path / f"{path.stem}.{suffix}"

    return save_as


@pytest.fixture
def compound(tmp_path: Path) -> Compound:
    """Writes a file of the old Office container that holds these streams; «a/b» is stream b of storage a."""
    numbers = count(1)

    def write(streams: Mapping[str, bytes]) -> Path:
        path = tmp_path / f"compound-{next(numbers)}"
        path.write_bytes(compound_file(streams))
        return path

    return write


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The container [MS-CFB], version 3, for files of a few megabytes."""
    sector, small, end, free = 512, 4096, 0xFFFFFFFE, 0xFFFFFFFF
    storages = {path[:at] for path in streams for at, sign in enumerate(path) if sign == "/"}
    paths = ["", *sorted(storages), *streams]
    small_streams = {path: data for path, data in streams.items() if len(data) < small}

    def chained(data: bytes, unit: int, table: list[int]) -> tuple[int, bytes]:
        """Where the data begins in a table of sectors, and the data filled up to whole sectors."""
        length = -(-len(data) // unit)
        if not length:
            return end, b""
        first = len(table)
        table.extend([*range(first + 1, first + length), end])
        return first, data.ljust(length * unit, b"\0")

    small_table: list[int] = []
    placed = {path: chained(data, 64, small_table) for path, data in small_streams.items()}
    small_data = b"".join(data for _, data in placed.values())
    # The table of sectors itself comes first; 128 sectors a sector of it, with room to spare.
    table_sectors = 1 + (sum(map(len, streams.values())) + 256 * len(paths)) // (sector * 100)
    table = [0xFFFFFFFD] * table_sectors
    body = []
    for path, data in streams.items():
        if path not in placed:
            placed[path] = chained(data, sector, table)
            body.append(placed[path][1])
    small_start, data = chained(small_data, sector, table)
    body.append(data)
    packed_table = struct.pack(f"<{len(small_table)}I", *small_table)
    packed_table = packed_table.ljust(-(-len(packed_table) // sector) * sector, b"\xff")
    small_table_start, data = chained(packed_table, sector, table)
    body.append(data)

    children = {parent: [p for p in paths[1:] if p.rpartition("/")[0] == parent] for parent in ["", *paths[1:]]}
    following = {child: after for family in children.values() for child, after in pairwise(family)}
    entries = []
    for path in paths:
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le") + b"\0\0"
        kind = 5 if not path else 2 if path in streams else 1
        start, size = (placed[path][0], len(streams[path])) if path in streams else (0, 0)
        if not path:
            start, size = small_start, len(small_data)
        links = (free, *(paths.index(other) if other else free for other in (following.get(path), *children[path][:1])))
        head = name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name), kind, 1, *links, *[free] * (3 - len(links)))
        entries.append(head.ljust(116, b"\0") + struct.pack("<IQ", start, size))
    directory_start, data = chained(b"".join(entries), sector, table)
    body.append(data)
    table += [free] * (table_sectors * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    counts = (0, table_sectors, directory_start, 0, small, small_table_start, len(packed_table) // sector, end, 0)
    header += struct.pack("<HHHHH6x9I", 62, 3, 0xFFFE, 9, 6, *counts)
    header += struct.pack("<109I", *range(table_sectors), *[free] * (109 - table_sectors))
    return header.ljust(sector, b"\0") + struct.pack(f"<{len(table)}I", *table) + b"".join(body)
