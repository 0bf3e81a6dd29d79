"""The site's secret: made once, kept in the data folder for its owner's eyes alone."""

import os
from contextlib import suppress
from hashlib import sha256
from hmac import digest
from pathlib import Path
from secrets import token_hex, token_urlsafe

NAME = "secret.key"


def site_secret(data_dir: Path) -> str:
    """The secret of the site in that folder; the first who asks makes it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / NAME
    if not path.exists():
        incoming = data_dir / f"{NAME}.{token_hex(4)}"
        with open(os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(token_urlsafe(48))
        # A link, unlike a rename, leaves what another process has made in the meantime.
        with suppress(FileExistsError):
            os.link(incoming, path)
        incoming.unlink()
    return path.read_text(encoding="ascii").strip()


def hashed(token: str) -> str:
    """A random token as it is kept: 64 hexadecimal digits. Nothing for passwords, which people think up."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def derived(secret: str, purpose: str) -> str:
    """A secret for one purpose out of the site's; who has it cannot reckon the site's from it."""
    return digest(secret.encode("utf-8"), purpose.encode("utf-8"), "sha256").hex()
