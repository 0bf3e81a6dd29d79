"""The `tajrobe models` commands. Only light modules are imported here, as in `api/cli.py`."""

from pathlib import Path
from typing import Annotated

import typer

from api.terminal import AsJson, make_services, print_result, reporting

models_app = typer.Typer(name="models", help="Embedding models: what there is, what is used.", no_args_is_help=True)

Model = Annotated[str, typer.Argument(help="A model by name, as `tajrobe models list` has it, or by folder.")]


@models_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the models of the catalogue, which are here already, and which is in force."""
    with reporting(as_json):
        from api.modelling.modelling import list_models, listing_text
        from api.settings import load_settings

        models = list_models(load_settings())
        print_result({"models": [model.as_json() for model in models]} if as_json else listing_text(models), as_json)


@models_app.command()
def fetch(
    model: Model,
    to: Annotated[Path, typer.Option(help="The folder to bring it into; a new or empty one.", file_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Bring a model into a folder that can be carried to a machine without network."""
    with reporting(as_json):
        from api.modelling.modelling import fetch_model
        from api.settings import load_settings

        fetched = fetch_model(load_settings(), model, to)
        print_result(fetched.as_json() if as_json else fetched.as_text(), as_json)


@models_app.command()
def use(
    model: Annotated[str, typer.Argument(help="A model by name or folder; none: search by words alone.")],
    as_json: AsJson = False,
) -> None:
    """Look a model over and choose it; one that is refused leaves the old choice as it was."""
    with reporting(as_json):
        from api.modelling.modelling import use_model

        choice = use_model(make_services(), model)
        print_result(choice.as_json() if as_json else choice.as_text(), as_json)


@models_app.command()
def evaluate(
    passages: Annotated[
        Path, typer.Argument(help="Passages {id, text}, one JSON object a line; gz or plain.", exists=True)
    ],
    queries: Annotated[Path, typer.Argument(help="Queries {query, relevant: {id: grade}}, likewise.", exists=True)],
    model: Annotated[str, typer.Option(help="The model by name or folder; the one in force otherwise.")] = "",
    legs: Annotated[
        str, typer.Option(help="lexical, dense, hybrid, or several with commas; all that can run otherwise.")
    ] = "",
    expand: Annotated[bool, typer.Option("--expand/--no-expand", help="Search synonyms too, as people do.")] = True,
    as_json: AsJson = False,
) -> None:
    """Measure a model on judged queries in a scratch index, whether the site uses it or not."""
    with reporting(as_json):
        from api.modelling.evaluation import evaluate_files, legs_to_measure

        services = make_services()
        dense = services.dense_encoder(model) if model else services.encoders.dense
        report = evaluate_files(
            passages,
            queries,
            legs_to_measure(legs, dense),
            False,
            services.analyzer,
            dense,
            thesaurus=services.thesaurus if expand else None,
        )
        print_result(report.as_json() if as_json else report.as_text(), as_json)


@models_app.command()
def train(
    data: Annotated[Path, typer.Option(help="The folder to learn from.", exists=True, file_okay=False)],
    to: Annotated[Path, typer.Option(help="The folder to write the model to; a new or empty one.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="Runs with one seed differ only by the order in which threads finish.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Train our own Persian model from the beginning, fit its weight and floor, and write its card."""
    with reporting(as_json):
        from api.modelling.training import train_model

        trained = train_model(make_services(), data, to, seed=seed, say=lambda step: typer.echo(step, err=True))
        print_result(trained.as_json() if as_json else trained.as_text(), as_json)


@models_app.command()
def adapt(
    to: Annotated[
        Path | None,
        typer.Option(help="The folder to write the model to, new or empty; one in the data folder otherwise."),
    ] = None,
    judged: Annotated[
        Path | None,
        typer.Option(help="A folder of judged queries, as `tajrobe judgements` writes it, to learn from as well."),
    ] = None,
    seed: Annotated[int, typer.Option(help="What is drawn at random is drawn alike for one seed.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Let our model learn from this site's own texts; kept only if it then finds more of what was held back."""
    with reporting(as_json):
        from api.modelling.adaptation import adapt_model

        adapted = adapt_model(
            make_services(), to, seed=seed, judged=judged, say=lambda step: typer.echo(step, err=True)
        )
        print_result(adapted.as_json() if as_json else adapted.as_text(), as_json)
