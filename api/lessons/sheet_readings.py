"""Spreadsheets as they were read. The last few are kept, since a preview of thousands of rows is turned page by page."""

from collections import OrderedDict
from threading import Lock

from corpus.files import FileStore
from corpus.submissions import Attachment
from ingest.readers.blocks import Reading
from ingest.readers.sandbox import ReaderLimits, read_file

MOST_KEPT = 4


class SheetReadings:
    """Reads stored spreadsheets; safe to call from many threads."""

    def __init__(self, files: FileStore, limits: ReaderLimits) -> None:
        self.files = files
        self.limits = limits
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        self._lock = Lock()

    def read(self, attachment: Attachment) -> Reading:
        """Raises `UnreadableFile`, and `NotFound` where the file is not kept."""
        with self._lock:
            if known := self._kept.get(attachment.file_sha256):
                self._kept.move_to_end(attachment.file_sha256)
                return known
        path = self.files.path(attachment.file_sha256)
        with read_file(path, attachment.file_name, self.limits) as reading:
            found = reading
        with self._lock:
            self._kept[attachment.file_sha256] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found
