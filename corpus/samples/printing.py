"""Printing a page to PDF with whatever Chromium the machine has."""

import base64
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FONT = Path(__file__).parents[2] / "api" / "static" / "fonts" / "vazirmatn-arabic-wght-normal.woff2"

_CLOCK = re.compile(rb"\(D:\d{14}")


def browser() -> str | None:
    """The path of a Chromium that can print, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def font_address() -> str:
    """The font as a data address, so that a page carries it along."""
    return f"data:font/woff2;base64,{base64.b64encode(FONT.read_bytes()).decode()}"


def print_pdf(page: str, stamp: str) -> bytes:
    """The HTML page as PDF bytes dated `stamp` («20240614120000»). Raises `FileNotFoundError` without a browser."""
    program = browser()
    if program is None:
        raise FileNotFoundError(f"Printing needs one of these programs: {', '.join(BROWSERS)}")
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}")
        subprocess.run([program, *options, *own, source.as_uri()], check=True, capture_output=True, timeout=120)
        return _CLOCK.sub(b"(D:" + stamp.encode(), target.read_bytes())
