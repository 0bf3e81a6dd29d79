"""Electronic letters as mail programs (EML) and Outlook (MSG) keep them: who wrote to whom, the text, what is attached."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from ingest.readers.html import DECLARED_ENCODINGS, decode_html
from ingest.readers.kinds import MSG
from ingest.readers.text import decode

HEAD_BYTES = 8192
# Any letter has so many of these at its top.
LEAST_HEADERS = 3

NO_NAME = "پیوست"
NOT_INSIDE = "پیوست «{}» درون خود نامه نیست یا از نوعی است که از نامه بیرون نمی‌آید."

_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|x-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FIRST_LINE = re.compile(rb"[!-9;-~]+:")
_RAW_BYTES = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter."""

    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`html` and `text` are forms of one body; each may be empty."""

    subject: str
    sender: str
    recipients: str
    copies: str
    sent: datetime | None
    html: str
    text: str
    attachments: tuple[Attachment, ...]
    warnings: tuple[str, ...] = ()


def is_letter(data: bytes) -> bool:
    """Whether the file begins as a letter does, with the headers of one."""
    head = data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(_FIRST_LINE.match(head)) and len(_HEADER.findall(_BLANK_LINE.split(head)[0])) >= LEAST_HEADERS


def parse_letter(path: Path, media_type: str) -> Letter:
    """The letter, by its kind."""
    return parse_msg(path) if media_type == MSG else parse_eml(path.read_bytes())


def parse_eml(data: bytes) -> Letter:
    """The letter that a mail program has kept as it was sent."""
    from email import message_from_bytes

    message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    parts = list(_parts(message))
    bodies = [part for part in parts if part.get_content_maintype() == "text" and not _is_attached(part)]
    html = "\n".join(_text(part) for part in bodies if part.get_content_subtype() == "html")
    attachments = [_attachment(part) for part in parts if part not in bodies and not _is_shown_in(html, part)]
    return Letter(
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipients=_header(message, "To"),
        copies=_header(message, "Cc"),
        sent=_moment(_header(message, "Date")),
        html=html,
        text="\n".join(_text(part) for part in bodies if part.get_content_subtype() != "html"),
        attachments=tuple(attachments),
    )


def parse_msg(path: Path) -> Letter:
    """The letter that Outlook has kept."""
    import oxmsg
    from oxmsg.domain import constants

    message = oxmsg.Message.load(str(path))
    html = _outlook_html(message)
    attachments, warnings = [], []
    for found in message.attachments:
        name = found.file_name or found.properties.str_prop_value(constants.PID_DISPLAY_NAME) or NO_NAME
        shown = found.properties.str_prop_value(constants.PID_ATTACH_CONTENT_ID)
        if found.file_bytes is None:
            warnings.append(NOT_INSIDE.format(name))
        elif not (shown and f"cid:{shown}" in html):
            attachments.append(Attachment(name, found.file_bytes))
    return Letter(
        subject=message.subject,
        sender=_decoded(message.sender or ""),
        recipients=message.properties.str_prop_value(constants.PID_DISPLAY_TO) or "",
        copies=message.properties.str_prop_value(constants.PID_DISPLAY_CC) or "",
        sent=message.sent_date,
        html=html,
        text=message.body or "",
        attachments=tuple(attachments),
        warnings=tuple(warnings),
    )


def _parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that hold something; a letter inside the letter is one."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _is_attached(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_shown_in(html: str, part: "Message[str, str]") -> bool:
    """Whether the part is a picture in the text, such as the logo of a signature."""
    content_id = (part["Content-ID"] or "").strip(" <>")
    return bool(content_id) and f"cid:{content_id}" in html


def _attachment(part: "Message[str, str]") -> Attachment:
    name = _decoded(part.get_filename() or "")
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return Attachment(name or f"{_header(payload[0], 'Subject') or NO_NAME}.eml", payload[0].as_bytes())
    data = part.get_payload(decode=True)
    return Attachment(name or NO_NAME, data if isinstance(data, bytes) else b"")


def _text(part: "Message[str, str]") -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    encoding = DECLARED_ENCODINGS.get((part.get_content_charset() or "").lower())
    if encoding:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return decode_html(data) if part.get_content_subtype() == "html" else decode(data) or ""


def _header(message: "Message[str, str]", name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _decoded(raw)


def _decoded(raw: str) -> str:
    """A header's value as people see it: encoded words decoded, bytes of old programs too."""
    if _RAW_BYTES.search(raw):
        raw = decode(raw.encode("utf-8", "surrogateescape")) or raw.encode("ascii", "ignore").decode()
    else:
        with suppress(MessageError, LookupError, ValueError):
            raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def _moment(text: str) -> datetime | None:
    with suppress(TypeError, ValueError, IndexError):
        return parsedate_to_datetime(text)
    return None


def _outlook_html(message: Any) -> str:
    from oxmsg.domain import constants

    # Its own decoding trusts the code page that the letter names, which is often another.
    data: bytes | None = message.properties.binary_prop_value(constants.PID_HTML)
    return decode_html(data) if data else message.properties.str_prop_value(constants.PID_BODY_HTML) or ""
