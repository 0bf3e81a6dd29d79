"""Who owns the data folder: one process at a time reads files and writes the index; the others go through it."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import IndexInUse


@dataclass(frozen=True, slots=True)
class Owner:
    """`url` is where the owner answers, None when it is a command that does not listen."""

    pid: int
    url: str | None


class Ownership:
    """The lock on one data folder."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(data_dir / "owner.lock")
        self._card = data_dir / "owner.json"

    def take(self) -> None:
        """Own the folder until `release`. Raises `IndexInUse` saying who owns it and what to do."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise IndexInUse(_refusal(self.other())) from None
        self.announce(None)

    def announce(self, url: str | None) -> None:
        """Leave word of who owns the folder and where it answers."""
        incoming = self._card.with_suffix(".incoming")
        incoming.write_text(json.dumps(asdict(Owner(os.getpid(), url))), encoding="utf-8")
        os.replace(incoming, self._card)

    def other(self) -> Owner | None:
        """The process that owns the folder now, as far as it left word."""
        with suppress(OSError, ValueError, TypeError):
            return Owner(**json.loads(self._card.read_text(encoding="utf-8")))
        return None

    def release(self) -> None:
        if self._lock.is_locked:
            self._card.unlink(missing_ok=True)
            self._lock.release()


def _refusal(owner: Owner | None) -> str:
    who = f" (شمارهٔ پردازه {owner.pid})" if owner else ""
    if owner and owner.url:
        return (
            f"این پوشهٔ داده را سرور تجربه{who} در دست دارد. از {owner.url} استفاده کنید، آن سرور را ببندید، "
            "یا با TAJROBE_DATA_DIR پوشهٔ دیگری بدهید."
        )
    return (
        f"این پوشهٔ داده را برنامهٔ دیگری{who} در دست دارد. تا پایان کار آن بمانید، آن را ببندید، "
        "یا با TAJROBE_DATA_DIR پوشهٔ دیگری بدهید."
    )
