"""Reading one file at the command line: what was understood of it, as text or as JSON. Nothing of the site is touched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.settings import Settings
from corpus.text.display import display_text
from corpus.types import ReadingMethod
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.sandbox import ReaderLimits, read_file

# What a reader may write out; a book's worth of text is far below it.
OUTPUT_BYTES = 256 << 20


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
