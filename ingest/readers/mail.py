"""Electronic letters (EML, MSG): the letter is the document, what is attached to it are files of their own."""

from collections.abc import Iterator
from pathlib import Path

from corpus.text.dates import format_jalali, jalali
from corpus.types import BlockKind
from ingest.readers.archive import Unpacker
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.html import read_html
from ingest.readers.letter import Letter, parse_letter
from ingest.readers.lines import line_block
from ingest.readers.titles import declared_title
from ingest.readers.workspace import Workspace

READER_NAME = "email"


class MailReader:
    """Reads a letter as one page: its subject, who wrote when to whom, and its text."""

    def __init__(self, media_type: str) -> None:
        self.media_types: tuple[str, ...] = (media_type,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        (media_type,) = self.media_types
        letter = parse_letter(path, media_type)
        page = Page(1, READER_NAME, tuple(_blocks(letter)))
        members = Unpacker(workspace.folder).attachments(letter)
        return Reading(media_type, (page,), declared_title(letter.subject), letter.warnings, members)


def _blocks(letter: Letter) -> Iterator[Block]:
    if letter.subject:
        yield Block(BlockKind.HEADING, letter.subject, level=1)
    sent = letter.sent and f"{format_jalali(jalali(letter.sent.date()))}، ساعت {letter.sent:%H:%M}"
    headers = (("از", letter.sender), ("به", letter.recipients), ("رونوشت", letter.copies), ("تاریخ", sent))
    if lines := [f"{label}: {value}" for label, value in headers if value]:
        yield Block(BlockKind.PARAGRAPH, "\n".join(lines))
    body = read_html(letter.html)[1] if letter.html else ()
    yield from body or (line_block(line) for line in letter.text.splitlines() if line.strip())
