"""Pages printed to PDF by the programs that offices and web sites print with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench.readers import BENCH

SHIPPED_FONTS = BENCH.parent / "api" / "static" / "fonts"
SHIPPED_FAMILY, SHIPPED_LATIN = "Vazirmatn", "Vazirmatn Latin"
# (what people call it, the family to ask for); the Debian packages fonts-noto-core and fonts-farsiweb have the others.
FAMILIES = (SHIPPED_FAMILY, "Noto Naskh Arabic", "Nazli")
SECONDS = 120

Print = Callable[[Path, Path], None]


def producers() -> dict[str, Print | None]:
    """For each producer what prints an HTML file to a PDF file, or None where it is not installed."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return {
        "LibreOffice": _with_libreoffice if shutil.which("soffice") else None,
        "WeasyPrint": _with_weasyprint if find_spec("weasyprint") else None,
        "Chromium": partial(_with_chromium, chromium) if chromium else None,
    }


def install_fonts(folder: Path) -> None:
    """Make the font that we ship known to the programs that are started from here on."""
    folder.mkdir()
    _write_shipped_fonts(folder)
    configuration = folder / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(configuration)


def installed_families() -> list[str]:
    """Those of FAMILIES that a program would find."""
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    names = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return [family for family in FAMILIES if family in names]


def convert_with_libreoffice(source: Path, extension: str, folder: Path, *options: str) -> Path:
    """The file in another format, in the folder under its own name. Raises `FileNotFoundError` without LibreOffice."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *options]
    subprocess.run(
        [*command, "--convert-to", extension, "--outdir", str(folder), str(source)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    return folder / f"{source.stem}.{extension}"


def _with_libreoffice(page: Path, pdf: Path) -> None:
    # As a document: the editor of web pages prints no margins, and half a first line.
    convert_with_libreoffice(page, "pdf", pdf.parent, "--infilter=HTML (StarWriter)").replace(pdf)


def _with_weasyprint(page: Path, pdf: Path) -> None:
    subprocess.run([sys.executable, "-m", "weasyprint", "--quiet", page, pdf], check=True, timeout=SECONDS)


def _with_chromium(chromium: str, page: Path, pdf: Path) -> None:
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--user-data-dir={pdf.parent}/chromium", f"--print-to-pdf={pdf}", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )


def _write_shipped_fonts(folder: Path) -> None:
    """The shipped font is one of variable weight in parts, for the web; printing programs want a file of one weight."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    for script, family in (("arabic", SHIPPED_FAMILY), ("latin", SHIPPED_LATIN)):
        font = TTFont(SHIPPED_FONTS / f"vazirmatn-{script}-wght-normal.woff2")
        font.flavor = None
        font = instantiateVariableFont(font, {"wght": 400})
        for record in font["name"].names:
            # The names of a font by which programs tell it from another.
            if record.nameID in (1, 4, 6, 16):
                record.string = family if record.nameID != 6 else family.replace(" ", "")
        font.save(folder / f"{script}.ttf")
