# SPDX-License-Identifier: Apache-2.0
"""Which commands there are. What a command needs is imported when it runs, so that --help is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from shiage.cli.bench import bench
from shiage.cli.color import color
from shiage.cli.dataset import dataset
from shiage.cli.demo import demo
from shiage.cli.doctor import doctor
from shiage.cli.engine import engine
from shiage.cli.evaluate import evaluate
from shiage.cli.farm import farm
from shiage.cli.finetune import finetune
from shiage.cli.key import key
from shiage.cli.palette import palette
from shiage.cli.production import production
from shiage.cli.report import report
from shiage.cli.review import correct, review
from shiage.cli.setup import setup
from shiage.cli.train import train
from shiage.cli.weights import weights
from shiage.cli.xdts import xdts
from shiage.version import __version__

app = typer.Typer(
    name="shiage",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ink and paint for 2D animation: colour a few keys, get the shot back in the exact palette.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shiage {__version__}")
        raise typer.Exit


@app.callback()
def shiage(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Ink and paint for 2D animation: colour a few keys, get the shot back in the exact palette."""


app.command()(color)
app.command()(key)
app.command()(review)
app.command()(correct)
app.command()(demo)
app.command()(evaluate)
app.command()(farm)
app.command()(report)
app.command()(finetune)
app.command()(xdts)
app.command()(doctor)
app.add_typer(bench, name="bench")
app.add_typer(dataset, name="dataset")
app.add_typer(engine, name="engine")
app.add_typer(palette, name="palette")
app.add_typer(production, name="production")
app.add_typer(setup, name="setup")
app.add_typer(train, name="train")
app.add_typer(weights, name="weights")
