"""Taking files in from the command line: handed in, waited for, summed up."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any

from api.services import Services
from corpus.errors import TajrobeError
from corpus.repository.uploads import UploadRepository
from corpus.types import Failure, Upload, UploadState
from ingest.ingestor import settled
from ingest.worker import READERS

SECONDS_BETWEEN_LOOKS = 0.3
IDS_A_LOOK = 400

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Summary:
    """What became of the files: read anew, known before, failed with a reason."""

    read: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    failed: list[tuple[str, Failure]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        failed = [{"file_name": name, "type": why.type, "message": why.message} for name, why in self.failed]
        return {"read": self.read, "known": self.known, "failed": failed}

    def as_text(self) -> str:
        lines = [f"خوانده شد: {len(self.read)}   پیش‌تر بود: {len(self.known)}   خوانده نشد: {len(self.failed)}"]
        lines += [f"  ✗ {name}: {why.message}" for name, why in self.failed]
        return "\n".join(lines)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all those in the folders named; hidden ones are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if not any(part.startswith(".") for part in p.relative_to(path).parts))
            found += sorted(p for p in inside if p.is_file())
        else:
            found.append(path)
    return found


def ingest_files(services: Services, paths: Sequence[Path], *, owning: bool, progress: Progress) -> Summary:
    """Hand the files in and wait until each is searchable or failed.

    The owner of the data folder does the work itself; any other process leaves it to the owner and waits.
    """
    summary = Summary()
    waiting: dict[str, str] = {}
    for path in paths:
        _hand_in(services, path, summary, waiting)
    if owning:
        _work(services, waiting, progress)
    uploads = _await(services, list(waiting), progress)
    for upload in uploads:
        if upload.state is UploadState.FAILED and upload.failure:
            summary.failed.append((waiting[upload.id], upload.failure))
        else:
            summary.read.append(waiting[upload.id])
    return summary


def _hand_in(services: Services, path: Path, summary: Summary, waiting: dict[str, str]) -> None:
    try:
        with path.open("rb") as stream:
            arrival = services.ingestor.accept(stream, path.name)
    except TajrobeError as error:
        summary.failed.append((path.name, Failure(error.type, str(error))))
    except OSError as error:
        summary.failed.append((path.name, Failure("UnreadablePath", f"پرونده باز نشد: {error.strerror}")))
    else:
        if arrival.known and arrival.upload.state.settled:
            summary.known.append(path.name)
        else:
            waiting[arrival.upload.id] = path.name


def _work(services: Services, waiting: dict[str, str], progress: Progress) -> None:
    services.ingestor.recover()
    services.indexer.recover()
    done = 0

    def read_all() -> None:
        nonlocal done
        while upload := services.ingestor.process_next():
            done += 1
            progress(done, max(len(waiting), done), upload.file_name)

    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read_all) for _ in range(READERS)]
        # What is read already is indexed while the child processes read on.
        while not all(reader.done() for reader in reading):
            if not services.indexer.step():
                wait(reading, timeout=SECONDS_BETWEEN_LOOKS)
        for reader in reading:
            reader.result()
    services.indexer.run_until_idle()


def _await(services: Services, ids: Sequence[str], progress: Progress) -> list[Upload]:
    while True:
        uploads: list[Upload] = []
        with services.database.reading() as connection:
            for start in range(0, len(ids), IDS_A_LOOK):
                uploads += UploadRepository(connection).by_ids(ids[start : start + IDS_A_LOOK])
        if settled(uploads):
            return uploads
        progress(sum(upload.state.settled for upload in uploads), len(uploads), "")
        sleep(SECONDS_BETWEEN_LOOKS)
