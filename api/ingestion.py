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
    """Hand the files in and wait until each is searchable or failed."""
    summary = Summary()
    waiting: dict[str, str] = {}
    for path in paths:
        _hand_in(services, path, summary, waiting)
    finished = finish(services, waiting, owning=owning, progress=progress)
    summary.read += finished.read
    summary.known += finished.known
    summary.failed += finished.failed
    return summary


def finish(services: Services, waiting: dict[str, str], *, owning: bool, progress: Progress) -> Summary:
    """Wait until each of these uploads, given with their names, and each file in them is searchable or failed.

    The owner of the data folder does the work itself; any other process leaves it to the owner.
    """
    if owning:
        _work(services, list(waiting), progress)
    summary = Summary()
    names = waiting
    while names:
        for upload in _await(services, list(names), progress):
            if upload.state is UploadState.FAILED and upload.failure:
                summary.failed.append((names[upload.id], upload.failure))
            elif upload.state is UploadState.DUPLICATE:
                summary.known.append(names[upload.id])
            else:
                summary.read.append(names[upload.id])
        names = _names_inside(services, names)
    return summary


def _names_inside(services: Services, names: dict[str, str]) -> dict[str, str]:
    """The files that came in these archives and letters, as «archive › file»; known once those are settled."""
    with services.database.reading() as connection:
        members = [member for ids in _in_looks(list(names)) for member in UploadRepository(connection).members(ids)]
    return {member.id: f"{names[member.parent_id or '']} › {member.file_name}" for member in members}


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


def _work(services: Services, ids: Sequence[str], progress: Progress) -> None:
    services.ingestor.recover()
    services.indexer.recover()

    def read_all() -> None:
        while services.ingestor.process_next():
            pass

    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read_all) for _ in range(READERS)]
        # What is read already is indexed while the child processes read on.
        while not all(reader.done() for reader in reading):
            _look(services, ids, progress)
            if not services.indexer.step():
                wait(reading, timeout=SECONDS_BETWEEN_LOOKS)
        for reader in reading:
            reader.result()
    services.indexer.run_until_idle()


def _await(services: Services, ids: Sequence[str], progress: Progress) -> list[Upload]:
    while not settled(uploads := _look(services, ids, progress)):
        sleep(SECONDS_BETWEEN_LOOKS)
    return uploads


def _look(services: Services, ids: Sequence[str], progress: Progress) -> list[Upload]:
    """Where the uploads stand now; tells how many are through and what is being read."""
    uploads: list[Upload] = []
    with services.database.reading() as connection:
        for some in _in_looks(ids):
            uploads += UploadRepository(connection).by_ids(some)
    reading = "  ".join(_place(upload) for upload in uploads if upload.state is UploadState.READING)
    progress(sum(upload.state.settled for upload in uploads), len(uploads), reading)
    return uploads


def _in_looks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + IDS_A_LOOK] for start in range(0, len(ids), IDS_A_LOOK)]


def _place(upload: Upload) -> str:
    if upload.pages_total is None:
        return upload.file_name
    return f"{upload.file_name} ({upload.pages_done}/{upload.pages_total})"
