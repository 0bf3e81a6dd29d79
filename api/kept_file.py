"""A file that was brought here on its way out: looked at in the browser where that can do no harm, else saved.

What is shown are kinds of file that run nothing: by what they say they are and by the first bytes alike. A page of the web or
a drawing in SVG could act in the reader's name and is never among them; office files are nothing to a browser.
"""

from codecs import getincrementaldecoder
from collections.abc import Sequence
from pathlib import Path, PurePath
from urllib.parse import quote

from fastapi.responses import FileResponse

from api.services import Services
from corpus.errors import NotFound
from corpus.submissions import Attachment
from ingest.readers.kinds import JPEG, PDF, PNG, TEXT, accepted_kinds

WEBP = "image/webp"
PHOTOGRAPHS = (JPEG, PNG, WEBP)
CHUNK_BYTES = 1 << 20

_BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", WEBP: b"RIFF", TEXT: b""}
_ENDS = {end: kind.media_type for kind in accepted_kinds() for end in kind.extensions} | {".webp": WEBP}
_UNSHOWN = "application/octet-stream"
# Whatever a browser makes of the file, it has no scripts, no forms and nothing of this site. Chromium's own reader of PDFs
# does not work in a sandbox; it runs what a PDF brings with it apart from any page.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox"
_OF_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def is_shown(media_type: str) -> bool:
    """Whether browsers show such a file, where it is what it says."""
    return media_type in _BEGINNINGS


def is_photograph(file_name: str) -> bool:
    """Whether its name says that it is a picture that browsers show."""
    return _by_name(file_name) in PHOTOGRAPHS


def kept_file(services: Services, sha256: str, file_name: str, media_type: str | None = None) -> FileResponse:
    """The file, shown where it can be; without its `media_type` the end of its name says what it is.

    Raises `NotFound` where it is not kept.
    """
    path = services.files.path(sha256)
    kind = _by_name(file_name) if media_type is None else media_type
    if not _is_what_it_says(path, kind):
        return saved_file(services, sha256, file_name)
    return _response(path, file_name, "inline", f"{TEXT}; charset=utf-8" if kind == TEXT else kind)


def saved_file(services: Services, sha256: str, file_name: str) -> FileResponse:
    """The file as a download, whatever it is. Raises `NotFound` where it is not kept."""
    return _response(services.files.path(sha256), file_name, "attachment", _UNSHOWN)


def attached_file(services: Services, attachments: Sequence[Attachment], sha256: str) -> FileResponse:
    """The one of these files that has the digest. Raises `NotFound`."""
    attachment = next((one for one in attachments if one.file_sha256 == sha256), None)
    if attachment is None:
        raise NotFound("این پیوست پیدا نشد.")
    return kept_file(services, sha256, attachment.file_name)


def _response(path: Path, file_name: str, how: str, media_type: str) -> FileResponse:
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file_name, safe='')}",
        "Content-Security-Policy": _OF_PDF if media_type == PDF else _ALONE,
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, media_type=media_type, headers=headers)


def _by_name(file_name: str) -> str:
    return _ENDS.get(PurePath(file_name).suffix.lower(), _UNSHOWN)


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
