"""`tajrobe digest`: send the digests that are due."""

import typer

from api.terminal import FAILED, AsJson, make_services, print_result, reporting

digest_app = typer.Typer()


@digest_app.command()
def digest(as_json: AsJson = False) -> None:
    """Send everybody the digest that is due to them; a running server does so by itself. Exit status 1 when one failed."""
    with reporting(as_json):
        from contextlib import closing

        with closing(make_services()) as services:
            summary = services.digests.send()
        print_result(summary.as_json() if as_json else summary.as_text(), as_json)
        if summary.failed:
            raise typer.Exit(FAILED)
