"""Old and foreign office files (DOC, RTF, ODT, PPT, ODP): LibreOffice turns each into a new one, which is then read.

It runs in the child's own process group and under its limits, with a profile made for this one file: no macro runs and
nothing is fetched from a network.
"""

import logging
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from corpus.errors import DamagedFile, NeedsConverter
from ingest.readers.blocks import Reader, Reading
from ingest.readers.container import check_package
from ingest.readers.kinds import ODP, ODT
from ingest.readers.programs import PROGRAM_PATH
from ingest.readers.workspace import Workspace

READER_NAME = "libreoffice"

NEEDS_CONVERTER = (
    "برای خواندن این قالب باید LibreOffice روی سرور نصب شود؛ پرونده نگه داشته شده است و پس از نصب می‌توان دوباره کوشید. "
    "راه دیگر آن است که با قالب DOCX، PPTX یا PDF ذخیره و دوباره بارگذاری شود."
)
NOT_CONVERTED = (
    "LibreOffice این پرونده را باز نکرد؛ آسیب دیده یا رمزدار است. آن را در برنامهٔ خودش باز و دوباره ذخیره کنید."
)

_SETTINGS = (
    ("DisableMacrosExecution", "true"),
    ("MacroSecurityLevel", "3"),
    ("DisableActiveContent", "true"),
    # A picture that lies on a server would tell it that the file was opened.
    ("BlockUntrustedRefererLinks", "true"),
)
_PACKAGES = (ODT, ODP)

_logger = logging.getLogger(__name__)


class LegacyReader:
    """Reads one kind of file as `reader` reads what LibreOffice makes of it, for example a DOC as a DOCX."""

    def __init__(self, media_type: str, suffix: str, target_suffix: str, reader: Reader) -> None:
        self.media_types: tuple[str, ...] = (media_type,)
        self._suffix = suffix
        self._target_suffix = target_suffix
        self._reader = reader

    def read(self, path: Path, workspace: Workspace) -> Reading:
        (media_type,) = self.media_types
        if media_type in _PACKAGES:
            check_package(path)
        original = workspace.folder / f"original{self._suffix}"
        # LibreOffice goes by the name, and leaves a lock beside what it opens.
        shutil.copyfile(path, original)
        reading = self._reader.read(convert(original, self._target_suffix), workspace)
        pages = tuple(replace(page, reader=READER_NAME) for page in reading.pages)
        return replace(reading, media_type=media_type, pages=pages)


def convert(original: Path, target_suffix: str) -> Path:
    """The file in another kind, beside it. Raises `NeedsConverter` without LibreOffice, `DamagedFile` if it gives nothing."""
    program = shutil.which("soffice", path=PROGRAM_PATH)
    if program is None:
        raise NeedsConverter(NEEDS_CONVERTER)
    folder = original.parent
    profile, converted = folder / "profile", folder / "converted"
    _write_settings(profile)
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", target_suffix.removeprefix("."), "--outdir", str(converted), str(original)]
    environment = {"PATH": PROGRAM_PATH, "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    target = converted / original.with_suffix(target_suffix).name
    if done.returncode != 0 or not target.is_file():
        _logger.warning("soffice ended with %d: %r", done.returncode, done.stderr)
        raise DamagedFile(NOT_CONVERTED)
    return target


def _write_settings(profile: Path) -> None:
    items = "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in _SETTINGS
    )
    folder = profile / "user"
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )
