"""Reading one file of which nothing is kept: at the command line, or to look for what is like it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from api.rendering import to_persian
from api.settings import Settings
from corpus.errors import EmptyFile, FileTooLarge, NoText, ReaderLimit
from corpus.text.display import display_text
from corpus.types import BlockKind, ReadingMethod
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.sandbox import ReaderLimits, read_file

# What a reader may write out; a book's worth of text is far below it.
OUTPUT_BYTES = 256 << 20
# Somebody waits for a file that is read only once, and may be a visitor: so long at most, and so many at a time.
SECONDS_OF_ONE = 60
MOST_AT_A_TIME = 2
CHUNK_BYTES = 1 << 20

BUSY = "اکنون پرونده‌های دیگری در دست خواندن است؛ اندکی دیگر دوباره بفرستید، یا متن را در همین صفحه بگذارید."
NO_TEXT = "از این پرونده متنی به دست نیامد. اگر بایگانی فشرده است پرونده‌های درون آن را جدا بفرستید، یا متن را در همین صفحه بگذارید."


def reader_limits(settings: Settings) -> ReaderLimits:
    """What reading one file may use on this site."""
    return ReaderLimits(
        memory_bytes=settings.reader_memory_mb << 20,
        cpu_seconds=settings.reader_seconds,
        wall_seconds=settings.reader_seconds,
        output_bytes=OUTPUT_BYTES,
    )


def read_to_json(path: Path, settings: Settings, method: ReadingMethod | None) -> dict[str, Any]:
    """The file read as ingestion reads it, texts as people see them. Raises `UploadRefused` or `UnreadableFile`."""
    with read_file(path, path.name, reader_limits(settings), method=method) as reading:
        return _reading(reading)


class PassingReader:
    """Reads files of which nothing is kept; safe to call from many threads."""

    def __init__(self, settings: Settings) -> None:
        limits = reader_limits(settings)
        seconds = min(settings.reader_seconds, SECONDS_OF_ONE)
        self.limits = replace(limits, cpu_seconds=seconds, wall_seconds=seconds, most_seconds=seconds)
        self.max_bytes = settings.max_upload_bytes
        self._free = BoundedSemaphore(MOST_AT_A_TIME)

    def text(self, stream: BinaryIO, file_name: str) -> str:
        """What the file says, a block a line, without what stands at the head and foot of each page.

        Raises `EmptyFile`, `FileTooLarge`, or the `UnreadableFile` that says why it cannot be read.
        """
        with _passing(stream, self.max_bytes) as path:
            if not self._free.acquire(blocking=False):
                raise ReaderLimit(BUSY)
            try:
                with read_file(path, file_name, self.limits) as reading:
                    blocks = [block for page in reading.pages for block in page.blocks]
            finally:
                self._free.release()
        around = (BlockKind.HEADER, BlockKind.FOOTER)
        text = "\n".join(display_text(block.text).strip() for block in blocks if block.kind not in around)
        if not text.strip():
            raise NoText(NO_TEXT)
        return text


@contextmanager
def _passing(stream: BinaryIO, max_bytes: int) -> Iterator[Path]:
    """The stream's bytes as a file for the length of the block."""
    with NamedTemporaryFile(prefix="tajrobe-passing-") as file:
        size = 0
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > max_bytes:
                raise FileTooLarge(f"پرونده از اندازهٔ مجاز ({to_persian(max_bytes >> 20)} مگابایت) بزرگ‌تر است.")
            file.write(chunk)
        if not size:
            raise EmptyFile("پرونده خالی است و چیزی برای خواندن ندارد.")
        file.flush()
        yield Path(file.name)


def reading_text(body: dict[str, Any]) -> str:
    """The JSON body as lines for people."""
    return "\n".join(_lines(body))


def _reading(reading: Reading) -> dict[str, Any]:
    body: dict[str, Any] = {
        "media_type": reading.media_type,
        "warnings": list(reading.warnings),
        "pages": [_page(page) for page in reading.pages],
    }
    if reading.members:
        body["members"] = [display_text(member.file_name) for member in reading.members]
    return body


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "reader": page.reader,
        "quality": page.quality,
        "warnings": list(page.warnings),
        "blocks": [_block(block) for block in page.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": block.kind.value, "text": display_text(block.text).strip()}
    if block.cells is not None:
        body["cells"] = [[display_text(cell).strip() for cell in row] for row in block.cells]
    return body


def _lines(body: dict[str, Any]) -> Iterator[str]:
    yield body["media_type"]
    yield from (f"هشدار: {warning}" for warning in body["warnings"])
    for page in body["pages"]:
        quality = "" if page["quality"] is None else f"، کیفیت {page['quality']:.2f}"
        yield f"\n── صفحهٔ {page['number']} ({page['reader']}{quality}) ──"
        yield from (f"هشدار: {warning}" for warning in page["warnings"])
        yield from (block["text"] for block in page["blocks"])
    if "members" in body:
        yield f"\nپرونده‌های درون آن: {'، '.join(body['members'])}"
