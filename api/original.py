"""A document's original file on its way out: looked at in the browser where that can do no harm, else saved.

What is shown are kinds of file that run nothing: by the first bytes and what ingestion found them to be alike. A page of
the web or a drawing in SVG could act in the reader's name and is never among them; office files are nothing to a browser.
"""

from codecs import getincrementaldecoder
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import FileResponse

from api.services import Services
from corpus.types import Document
from ingest.readers.kinds import JPEG, PDF, PNG, TEXT

_BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", TEXT: b""}
# Whatever a browser makes of the file, it has no scripts, no forms and nothing of this site. Chromium's own reader of PDFs
# does not work in a sandbox; it runs what a PDF brings with it apart from any page.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox"
_OF_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
CHUNK_BYTES = 1 << 20


def shown_as(media_type: str) -> str | None:
    """The type that such a file is shown with; None where it is only to be saved."""
    if media_type not in _BEGINNINGS:
        return None
    return f"{TEXT}; charset=utf-8" if media_type == TEXT else media_type


def original_response(services: Services, document: Document) -> FileResponse:
    """Raises `NotFound` where the file is not kept."""
    path = services.files.path(document.file_sha256)
    shown = shown_as(document.media_type) if _is_what_it_says(path, document.media_type) else None
    name = quote(document.file_name, safe="")
    headers = {
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": _OF_PDF if document.media_type == PDF else _ALONE,
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, media_type=shown or "application/octet-stream", headers=headers)


def _is_what_it_says(path: Path, media_type: str) -> bool:
    if media_type not in _BEGINNINGS:
        return False
    with path.open("rb") as file:
        if not file.read(16).startswith(_BEGINNINGS[media_type]):
            return False
    return media_type != TEXT or _is_utf8(path)


def _is_utf8(path: Path) -> bool:
    """Older texts are in other encodings, which a browser would show as nonsense."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
