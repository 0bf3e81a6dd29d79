"""Files that belong to lessons and submissions, on their way out: photographs to be looked at, all else to be saved."""

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from fastapi.responses import FileResponse

from api.services import Services
from corpus.errors import NotFound
from corpus.submissions import Attachment

# By the first bytes of a file and the end of its name alike: a page that calls itself a picture is none.
_PHOTOGRAPHS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}


def is_photograph(file_name: str) -> bool:
    """Whether its name says that it is a picture that browsers show."""
    return PurePath(file_name).suffix.lower() in _PHOTOGRAPHS


def attachment_response(services: Services, attachments: Sequence[Attachment], sha256: str) -> FileResponse:
    """The one of these files that has the digest. Raises `NotFound`."""
    attachment = next((one for one in attachments if one.file_sha256 == sha256), None)
    if attachment is None:
        raise NotFound("این پیوست پیدا نشد.")
    path = services.files.path(sha256)
    media_type = _PHOTOGRAPHS.get(PurePath(attachment.file_name).suffix.lower(), "")
    with path.open("rb") as file:
        shown = bool(media_type) and file.read(8).startswith(_BEGINNINGS[media_type])
    how = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(attachment.file_name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, media_type=media_type if shown else "application/octet-stream", headers=headers)
