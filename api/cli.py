"""The command line. Only light modules are imported here; what a command needs is imported when it runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.modelling.cli import models_app
from api.needs.cli import digest_app
from api.people.cli import users_app
from api.terminal import FAILED, NOT_READ, AsJson, make_services, print_result, progress_line, reporting
from corpus.types import ReadingMethod

if TYPE_CHECKING:
    from api.services import Services

app = typer.Typer(
    name="tajrobe",
    help="A Persian knowledge base with semantic search over what cities have learned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(models_app)
app.add_typer(users_app)
app.add_typer(digest_app)


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
    with reporting(as_json=False), make_services().owning() as services:
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
    with reporting(as_json):
        from api.ingestion import files_in, ingest_files

        with _services_of(owner_needed=False) as (services, owning), progress_line(quiet=as_json) as progress:
            summary = ingest_files(services, files_in(paths), owning=owning, progress=progress)
        print_result(summary.as_json() if as_json else summary.as_text(), as_json)
        if summary.failed:
            raise typer.Exit(NOT_READ)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The file.", exists=True, dir_okay=False)],
    method: Annotated[
        ReadingMethod | None, typer.Option(help="How its pages are read; what suits each page best otherwise.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what is understood of a file, without taking it in. Exit status 3 when it is refused."""
    with reporting(as_json):
        from api.reading import read_to_json, reading_text
        from api.settings import load_settings

        body = read_to_json(file, load_settings(), method)
        print_result(body if as_json else reading_text(body), as_json)


@app.command()
def minutes(
    file: Annotated[Path, typer.Argument(help="The file.", exists=True, dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Print the sessions and resolutions that minutes hold. Exit status 3 when the file is refused, 4 when it is none."""
    with reporting(as_json):
        from api.minutes.file import minutes_in, minutes_json, minutes_text
        from api.settings import load_settings

        sessions = minutes_in(file, load_settings())
        print_result(minutes_json(sessions) if as_json else minutes_text(sessions), as_json)


@app.command()
def lesson(
    file: Annotated[Path, typer.Argument(help="The file.", exists=True, dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Print the lesson that a file tells, of a spreadsheet its rows. Exit status 3 when it is refused, 4 when it is none."""
    with reporting(as_json):
        from api.lessons.file import lesson_in, lesson_json, lesson_text
        from api.settings import load_settings

        found = lesson_in(file, load_settings())
        print_result(lesson_json(found) if as_json else lesson_text(found), as_json)


@app.command()
def ocr(as_json: AsJson = False) -> None:
    """Read the scans and photographs that came in before tesseract was installed. Exit status 3 when some failed."""
    with reporting(as_json):
        from api.recognition import recognise_waiting

        with _services_of(owner_needed=False) as (services, owning), progress_line(quiet=as_json) as progress:
            summary = recognise_waiting(services, owning=owning, progress=progress)
        print_result(summary.as_json() if as_json else summary.as_text(), as_json)
        if summary.failed:
            raise typer.Exit(NOT_READ)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="The question, in everyday Persian.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many results to print.")] = 10,
    weak: Annotated[bool, typer.Option("--weak", help="Print what comes nearest, even if nothing fits.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search, and print the same body as the API."""
    with reporting(as_json):
        from api.asking import answer_text, ask

        with _services_of(owner_needed=False) as (services, owning):
            body = ask(services, query, limit, owning=owning, weak=weak)
        print_result(body if as_json else answer_text(body), as_json)


@app.command()
def mcp(
    url: Annotated[str, typer.Option(help="A site that runs elsewhere; this machine's data folder otherwise.")] = "",
    token: Annotated[
        str, typer.Option(help="A personal token: only what that person may see; TAJROBE_MCP_TOKEN otherwise.")
    ] = "",
) -> None:
    """Give assistants search, texts and precedents as tools, over the Model Context Protocol on standard input and output."""
    with reporting(as_json=False):
        from api.mcp.doors import FolderDoor, RemoteDoor
        from api.mcp.server import make_server

        services = make_services()
        shown = token or services.settings.mcp_token
        make_server(RemoteDoor(url, shown) if url else FolderDoor(services, shown)).run()


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
    unanswerable: Annotated[
        bool, typer.Option("--unanswerable", help="The passages answer no query: only count those that nothing fits.")
    ] = False,
    expand: Annotated[bool, typer.Option("--expand/--no-expand", help="Search synonyms too, as people do.")] = True,
    as_json: AsJson = False,
) -> None:
    """Measure search on judged queries in a scratch index; no data of the site is touched."""
    with reporting(as_json):
        from api.modelling.evaluation import evaluate_files, legs_to_measure

        services = make_services()
        dense = services.encoders.dense
        chosen = legs_to_measure(legs, dense, answerable=not unanswerable)
        report = evaluate_files(
            passages,
            queries,
            chosen,
            perturb,
            services.analyzer,
            dense,
            answerable=not unanswerable,
            thesaurus=services.thesaurus if expand else None,
        )
        print_result(report.as_json() if as_json else report.as_text(), as_json)


@app.command()
def judgements(
    to: Annotated[Path, typer.Option(help="The folder to write to, new or empty.")],
    as_json: AsJson = False,
) -> None:
    """Write what people opened and found useful as judged queries, for `evaluate` and `models adapt`."""
    with reporting(as_json):
        from api.search_log.judgements import export_judgements

        with _services_of(owner_needed=False) as (services, _owning):
            exported = export_judgements(services, to)
        print_result(exported.as_json() if as_json else exported.as_text(), as_json)


@app.command()
def gaps(
    limit: Annotated[int, typer.Option(min=1, help="How many questions to print.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the questions that nothing fitted, the most asked first: what the corpus lacks."""
    with reporting(as_json):
        from api.schemas.search import GapBody
        from api.search_log.gaps import gaps_text, most_asked

        with _services_of(owner_needed=False) as (services, _owning):
            found = most_asked(services, limit)
        if as_json:
            print_result({"gaps": [GapBody.from_domain(gap).model_dump() for gap in found]}, as_json)
        else:
            print_result(gaps_text(found), as_json)


@app.command()
def rebuild(as_json: AsJson = False) -> None:
    """Build a fresh index beside the one in force and change over to it; a running server goes on meanwhile."""
    with reporting(as_json), _services_of(owner_needed=False) as (services, owning):
        with progress_line(quiet=as_json) as progress:
            generation = services.rebuild(owning=owning, progress=progress)
        done = {"index": generation, "passages": services.count_passages()}
        print_result(done if as_json else f"نمایهٔ تازه با {done['passages']} قطعه ساخته شد و به کار افتاد.", as_json)


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the record's schema to the newest version."""
    with reporting(as_json), make_services().owning() as services:
        current, _newest = services.database.revision()
        print_result({"revision": current} if as_json else f"پایگاه داده در نسخهٔ {current} است.", as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Examine this site and say what is wrong and which command mends it. Exit status 1 when something is."""
    with reporting(as_json):
        from api.modelling.examination import examine_site

        with _services_of(owner_needed=False) as (services, owning):
            findings = examine_site(services, owning=owning)
        if as_json:
            print_result({"findings": [finding.as_json() for finding in findings]}, as_json)
        else:
            print_result("\n".join(finding.as_text() for finding in findings), as_json)
        if not all(finding.good for finding in findings):
            raise typer.Exit(FAILED)


@contextmanager
def _services_of(*, owner_needed: bool) -> "Iterator[tuple[Services, bool]]":
    """The services, and whether this process owns the data folder; a running server may own it instead."""
    from corpus.errors import IndexInUse

    services = make_services()
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
    from api.samples import publish_sample_lessons, publish_samples
    from corpus.samples.corpus import sample_files

    if services.count_documents():
        return
    typer.echo("پوشهٔ داده خالی است؛ نمونه‌ها بار می‌شوند …")
    with progress_line(quiet=False) as progress:
        summary = ingest_files(services, sample_files(), owning=True, progress=progress)
    typer.echo(summary.as_text())
    typer.echo(f"مصوبه‌های {publish_samples(services)} نشست ثبت شد؛ صورتجلسهٔ نشست آخر در انتظار بازبینی است.")
    typer.echo(f"{publish_sample_lessons(services)} تجربه منتشر شد.")
    services.indexer.run_until_idle()


def command_names() -> Sequence[str]:
    """Every command as it is typed, for the test that looks for each in the documentation."""
    return sorted(
        f"{prefix}{command.name or command.callback.__name__}"
        for prefix, group in (("", app), ("", digest_app), ("models ", models_app), ("users ", users_app))
        for command in group.registered_commands
        if command.callback
    )
