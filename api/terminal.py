"""What all commands share at the terminal: services, errors as sentences, progress, and results as text or JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import NotLesson, NotMinutes, TajrobeError, UnreadableFile, UnusableSheet, UploadRefused

if TYPE_CHECKING:
    from api.services import Services

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

FAILED = 1
NOT_READ = 3
NOT_AS_ASKED = 4


def make_services() -> "Services":
    """The services of this process, as the environment sets them. Raises `ConfigurationError`."""
    from api.services import Services
    from api.settings import load_settings

    settings = load_settings()
    _log(settings.log_level)
    return Services(settings)


@contextmanager
def reporting(as_json: bool) -> Iterator[None]:
    """Errors of ours end the command with a sentence, or with a typed JSON body; never with a traceback.

    The exit status tells a file that cannot be read, or is not what was asked for, from everything else.
    """
    try:
        yield
    except TajrobeError as error:
        if as_json:
            print_result({"error": {"type": error.type, "message": str(error)}}, as_json)
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(_status(error)) from error


def _status(error: TajrobeError) -> int:
    if isinstance(error, NotMinutes | NotLesson | UnusableSheet):
        return NOT_AS_ASKED
    return NOT_READ if isinstance(error, UnreadableFile | UploadRefused) else FAILED


@contextmanager
def progress_line(*, quiet: bool) -> Iterator[Any]:
    """A progress line on a terminal, called with (done, total, what); silent where nobody looks."""
    terminal = sys.stderr.isatty() and not quiet

    def show(done: int, total: int, what: str = "") -> None:
        if terminal:
            typer.echo(f"\r\033[K{done}/{total}  {what}", err=True, nl=False)

    try:
        yield show
    finally:
        if terminal:
            typer.echo("\r\033[K", err=True, nl=False)


def print_result(result: Any, as_json: bool) -> None:
    """Print in UTF-8 whatever the terminal says of itself."""
    text = json.dumps(result, ensure_ascii=False, indent=2, default=str) if as_json else str(result)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def _log(level: str) -> None:
    import logging

    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # When a pipeline fails Haystack tries to write down its inputs, and complains of each that it cannot.
    logging.getLogger("haystack.utils.base_serialization").setLevel(logging.ERROR)
