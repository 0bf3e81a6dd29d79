"""The process in which a file is read: `python -I -m ingest.readers.child REQUEST`, where REQUEST is the JSON that `sandbox` writes.

It limits itself before it touches the file, and leaves either the reading or a typed failure in the outcome file.
"""

import errno
import json
import resource
import sys
import traceback
from dataclasses import replace
from pathlib import Path

from corpus.errors import DamagedFile, ReaderLimit, TajrobeError
from ingest.readers.blocks import Reading
from ingest.readers.media_type import extension_warning, sniff
from ingest.readers.registry import reader_for
from ingest.readers.wire import dump_failure, dump_reading

OUT_OF_MEMORY = "خواندن این پرونده بیش از حافظهٔ مجاز نیاز داشت و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
TOO_MUCH_TEXT = "متن این پرونده از اندازهٔ مجاز بیشتر است؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
BROKEN = "ساختار درونی این پرونده درست نیست و خوانده نشد؛ آن را در برنامهٔ خودش باز و دوباره ذخیره کنید."


def main() -> None:
    """Carry out the one request that the command line holds."""
    request = json.loads(sys.argv[1])
    limit_process(request["memory_bytes"], request["cpu_seconds"], request["output_bytes"])
    outcome = Path(request["outcome"])
    try:
        _write(outcome, _read(Path(request["path"]), request["file_name"]))
    except MemoryError:
        _write(outcome, dump_failure(ReaderLimit(OUT_OF_MEMORY)))


def limit_process(memory_bytes: int, cpu_seconds: int, output_bytes: int) -> None:
    """Bound this process for good: memory, processor time, size of any file it writes, and no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # The soft limit's signal is what tells the parent that it was time; the hard one ends what ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))


def read(path: Path, file_name: str) -> Reading:
    """Find out what the file is and read it. Raises an `UnreadableFile` that says why it cannot be read."""
    media_type = sniff(path, file_name)
    reading = reader_for(media_type).read(path)
    warning = extension_warning(media_type, file_name)
    return replace(reading, warnings=(warning, *reading.warnings)) if warning else reading


def _read(path: Path, file_name: str) -> bytes:
    try:
        return dump_reading(read(path, file_name))
    except TajrobeError as error:
        return dump_failure(error)
    except (MemoryError, ImportError):
        raise
    except Exception:
        # No library says beforehand what a broken file makes it raise; the parent logs this.
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
