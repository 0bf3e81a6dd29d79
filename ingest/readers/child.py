"""The process in which a file is read: `python -I -m ingest.readers.child REQUEST`, where REQUEST is the JSON that `sandbox` writes.

It limits itself before it touches the file, and leaves the reading, or a reading that holds nothing but the page's picture
where that is asked for, or a typed failure in the outcome file.
"""

import errno
import json
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import DamagedFile, ReaderLimit, TajrobeError
from corpus.types import ReadingMethod
from ingest.readers.blocks import Member, Reading
from ingest.readers.limits import end_with_parent, leave_network, limit_process
from ingest.readers.media_type import extension_warning, sniff
from ingest.readers.picture import draw_page
from ingest.readers.registry import reader_for
from ingest.readers.wire import dump_failure, dump_reading
from ingest.readers.workspace import Workspace

OUT_OF_MEMORY = "خواندن این پرونده بیش از حافظهٔ مجاز نیاز داشت و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
TOO_MUCH_TEXT = "متن این پرونده از اندازهٔ مجاز بیشتر است؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
BROKEN = "ساختار درونی این پرونده درست نیست و خوانده نشد؛ آن را در برنامهٔ خودش باز و دوباره ذخیره کنید."


def main() -> None:
    """Carry out the one request that the command line holds."""
    request = json.loads(sys.argv[1])
    leave_network()
    limit_process(request["memory_bytes"], request["cpu_seconds"], request["most_cpu_seconds"], request["output_bytes"])
    end_with_parent()
    outcome = Path(request["outcome"])
    try:
        _write(outcome, _outcome(request))
    except MemoryError:
        _write(outcome, dump_failure(ReaderLimit(OUT_OF_MEMORY)))


def read(path: Path, file_name: str, workspace: Workspace) -> Reading:
    """Find out what the file is and read it. Raises an `UnreadableFile` that says why it cannot be read."""
    media_type = sniff(path, file_name)
    reading = reader_for(media_type).read(path, workspace)
    warning = extension_warning(media_type, file_name)
    return replace(reading, warnings=(warning, *reading.warnings)) if warning else reading


def draw(path: Path, file_name: str, workspace: Workspace) -> Reading:
    """The workspace's page as a picture, the reading's only member. Raises `NotFound` or an `UnreadableFile`."""
    media_type, picture = sniff(path, file_name), workspace.folder / "page.jpg"
    draw_page(path, media_type, workspace.page or 1, picture)
    return Reading(media_type, (), members=(Member(picture.name, picture),))


def _workspace(request: dict[str, Any]) -> Workspace:
    method = request["method"]
    return Workspace(
        folder=Path(request["folder"]),
        method=ReadingMethod(method) if method else None,
        page=request["page"],
        step_seconds=request["cpu_seconds"],
    )


def _outcome(request: dict[str, Any]) -> bytes:
    make = draw if request["drawing"] else read
    try:
        return dump_reading(make(Path(request["path"]), request["file_name"], _workspace(request)))
    except TajrobeError as error:
        return dump_failure(error)
    except (MemoryError, ImportError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # No library says beforehand what a broken file makes it raise, and a panic of Rust's is no Exception; the parent
        # logs this.
        traceback.print_exc()
        return dump_failure(DamagedFile(BROKEN))


def _write(outcome: Path, data: bytes) -> None:
    try:
        outcome.write_bytes(data)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        outcome.write_bytes(dump_failure(ReaderLimit(TOO_MUCH_TEXT)))


if __name__ == "__main__":
    main()
