"""Office files are zip archives; here they are written so that the same content gives the same bytes."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)")


def office_bytes(file: Any) -> bytes:
    """The bytes of a `docx.Document` or an `openpyxl.Workbook`, free of the clock."""
    drafted, settled = BytesIO(), BytesIO()
    file.save(drafted)
    with ZipFile(drafted) as draft, ZipFile(settled, "w") as archive:
        for name in draft.namelist():
            _add(archive, name, draft.read(name))
    return settled.getvalue()


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    if name == "docProps/core.xml":
        content = _last_changed_when_made(content)
    entry = ZipInfo(name, EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, content, compresslevel=9)


def _last_changed_when_made(properties: bytes) -> bytes:
    made = _CREATED.search(properties)
    return _MODIFIED.sub(rb"\g<1>" + made[1], properties) if made else properties
