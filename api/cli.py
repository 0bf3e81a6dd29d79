"""The command line. Only light modules are imported here; what a command needs is imported when it runs."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import TajrobeError

if TYPE_CHECKING:
    from api.services import Services

app = typer.Typer(
    name="tajrobe",
    help="A Persian knowledge base with semantic search over what cities have learned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

FAILED = 1
SOME_FILES_FAILED = 3


def main() -> None:
    """The console script."""
    app()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; TAJROBE_HOST otherwise.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, 0 for any; TAJROBE_PORT otherwise.")] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="Load the sample corpus into an empty data folder.")
    ] = False,
) -> None:
    """Bring the record up to date and serve pages and API until stopped."""
    with _reporting(as_json=False), _services().owning() as services:
        from api.serving import bind, serve_on

        settings = services.settings
        listener = bind(settings.host if host is None else host, settings.port if port is None else port)
        if samples:
            _load_samples(services)
        serve_on(services, listener, say=typer.echo)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders to be read whole.", exists=True)],
    as_json: AsJson = False,
) -> None:
    """Take files in, wait until each is searchable or failed, and sum up. Exit status 3 when some failed."""
    with _reporting(as_json):
        from api.ingestion import files_in, ingest_files

        with _services_of(owner_needed=False) as (services, owning), _progress(quiet=as_json) as progress:
            summary = ingest_files(services, files_in(paths), owning=owning, progress=progress)
        _print(summary.as_json() if as_json else summary.as_text(), as_json)
        if summary.failed:
            raise typer.Exit(SOME_FILES_FAILED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="The question, in everyday Persian.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many results to print.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Search, and print the same body as the API."""
    with _reporting(as_json):
        from api.asking import answer_text, ask

        with _services_of(owner_needed=False) as (services, owning):
            body = ask(services, query, limit, owning=owning)
        _print(body if as_json else answer_text(body), as_json)


@app.command()
def evaluate(
    passages: Annotated[
        Path, typer.Argument(help="Passages {id, text}, one JSON object a line; gz or plain.", exists=True)
    ],
    queries: Annotated[Path, typer.Argument(help="Queries {query, relevant: {id: grade}}, likewise.", exists=True)],
    legs: Annotated[
        str, typer.Option(help="lexical, dense, hybrid, or several with commas; all that can run otherwise.")
    ] = "",
    perturb: Annotated[bool, typer.Option("--perturb", help="Also run each query misspelt in five ways.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure search on judged queries in a scratch index; no data of the site is touched."""
    with _reporting(as_json):
        from api.evaluation import evaluate_files

        services = _services()
        dense = services.encoders.dense
        chosen = legs.split(",") if legs else ["lexical", *(("dense", "hybrid") if dense else ())]
        report = evaluate_files(passages, queries, chosen, perturb, services.analyzer, dense)
        _print(report.as_json() if as_json else report.as_text(), as_json)


@app.command()
def rebuild(as_json: AsJson = False) -> None:
    """Build a fresh index beside the one in force and change over to it; a running server goes on meanwhile."""
    with _reporting(as_json), _services_of(owner_needed=False) as (services, owning):
        with _progress(quiet=as_json) as progress:
            generation = services.rebuild(owning=owning, progress=progress)
        done = {"index": generation, "passages": services.count_passages()}
        _print(done if as_json else f"نمایهٔ تازه با {done['passages']} قطعه ساخته شد و به کار افتاد.", as_json)


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the record's schema to the newest version."""
    with _reporting(as_json), _services().owning() as services:
        current, _newest = services.database.revision()
        _print({"revision": current} if as_json else f"پایگاه داده در نسخهٔ {current} است.", as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Examine this site and say what is wrong and which command mends it. Exit status 1 when something is."""
    with _reporting(as_json):
        from api.examination import examine_site

        with _services_of(owner_needed=False) as (services, owning):
            findings = examine_site(services, owning=owning)
        if as_json:
            _print({"findings": [finding.as_json() for finding in findings]}, as_json)
        else:
            _print("\n".join(finding.as_text() for finding in findings), as_json)
        if not all(finding.good for finding in findings):
            raise typer.Exit(FAILED)


def _services() -> "Services":
    from api.services import Services
    from api.settings import load_settings

    settings = load_settings()
    _log(settings.log_level)
    return Services(settings)


@contextmanager
def _services_of(*, owner_needed: bool) -> "Iterator[tuple[Services, bool]]":
    """The services, and whether this process owns the data folder; a running server may own it instead."""
    from corpus.errors import IndexInUse

    services = _services()
    try:
        services.ownership.take()
    except IndexInUse:
        if owner_needed:
            raise
        owning = False
    else:
        owning = True
    try:
        if owning:
            services.migrate()
        yield services, owning
    finally:
        services.close()
        services.ownership.release()


def _load_samples(services: "Services") -> None:
    from api.ingestion import ingest_files
    from corpus.samples.corpus import sample_files

    if services.count_documents():
        return
    typer.echo("پوشهٔ داده خالی است؛ نمونه‌ها بار می‌شوند …")
    with _progress(quiet=False) as progress:
        summary = ingest_files(services, sample_files(), owning=True, progress=progress)
    typer.echo(summary.as_text())


@contextmanager
def _reporting(as_json: bool) -> Iterator[None]:
    """Errors of ours end the command with a sentence, or with a typed JSON body; never with a traceback."""
    try:
        yield
    except TajrobeError as error:
        if as_json:
            _print({"error": {"type": error.type, "message": str(error)}}, as_json)
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
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


def _print(result: Any, as_json: bool) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2, default=str) if as_json else str(result)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def _log(level: str) -> None:
    import logging

    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # When a pipeline fails Haystack tries to write down its inputs, and complains of each that it cannot.
    logging.getLogger("haystack.utils.base_serialization").setLevel(logging.ERROR)


def command_names() -> Sequence[str]:
    """Every command, for the test that looks for each in the documentation."""
    return sorted(command.callback.__name__ for command in app.registered_commands if command.callback)
