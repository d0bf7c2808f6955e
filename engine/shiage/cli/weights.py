# SPDX-License-Identifier: Apache-2.0
"""`shiage weights`: which weights there are, whether they are whole, and taking in more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import console, fail, readable, show, told

if TYPE_CHECKING:
    from shiage.models.weights import Weights

weights = typer.Typer(no_args_is_help=True, help="Weights of the networks.")


@weights.callback()
def about() -> None:
    """Weights of the networks."""


@weights.command("list")
def list_(as_json: AsJson = False) -> None:
    """List shipped and imported weights with what they say about themselves."""
    with told(as_json):
        from shiage.models.weights import list_weights

        found = list_weights()
        if as_json:
            show({"weights": [_as_dict(each) for each in found]})
        else:
            _print(found)


@weights.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="Name or file; all by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check weights against the SHA-256 they carry."""
    with told(as_json):
        from shiage.models.weights import list_weights, load_weights

        checked = []
        for each in list_weights() if name is None else [load_weights(name)]:
            each.arrays()
            checked.append({"name": each.name, "sha256": each.digest or None})
            if not as_json:
                typer.echo(
                    readable(f"{each.name}: ") + ("whole" if each.digest else "readable; carries no SHA-256")
                )
        if as_json:
            show({"verified": checked})


@weights.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A .safetensors file that Shiage wrote.")],
    name: Annotated[str | None, typer.Option(help="Name to give it; the file's own by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a file of weights and keep a copy for use by name. Pickles are refused: they can run code."""
    with told(as_json):
        from shiage.models.import_weights import import_weights

        taken = import_weights(file, name)
        if as_json:
            show(_as_dict(taken))
        else:
            typer.echo(f"{taken.name} in {taken.path}")


@weights.command()
def mix(
    one: Annotated[str, typer.Argument(help="Name or file.")],
    two: Annotated[str, typer.Argument(help="Name or file of the same network.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="A .safetensors file to write.")],
    share: Annotated[float, typer.Option(help="How much of the second, 0 to 1.")] = 0.5,
) -> None:
    """Write the weighted mean of two trainings' weights."""
    with told(False):
        from shiage.models.mix import mix_weights
        from shiage.models.weights import load_weights

        mix_weights(load_weights(one), load_weights(two), share, out)
        typer.echo(f"{1 - share:g} of {one} and {share:g} of {two} in {out}")


@weights.command()
def vgg19() -> None:
    """Fetch torchvision's VGG19 (575 MB), checked, for perceptual and style loss in training."""
    with told(False):
        from shiage.models.vgg19_weights import PublishedWeightsError, download_vgg19
        from shiage.models.weights import imported_folder

        try:
            typer.echo(f"VGG19 in {download_vgg19(imported_folder())}")
        except PublishedWeightsError as error:
            fail(str(error), as_json=False)


def _as_dict(weights: Weights) -> dict[str, Any]:
    return {
        "name": weights.name,
        "file": str(weights.path),
        "numbers": weights.numbers,
        "bytes": weights.size,
        "sha256": weights.digest or None,
        "config": weights.config,
        "provenance": weights.provenance,
    }


def _print(found: list[Weights]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for head in ("name", "numbers", "MB", "sha256", "made from"):
        table.add_column(head, justify="right" if head in ("numbers", "MB") else "left", overflow="fold")
    for each in found:
        made = "; ".join(
            f"{word} {each.provenance[word]}"
            for word in ("steps", "data", "hours")
            if word in each.provenance
        )
        row = (each.name, f"{each.numbers:,}", f"{each.size / 1e6:.2f}", each.digest[:12], made)
        table.add_row(*(Text(readable(cell)) for cell in row))  # plain: a file's words are no markup
    console().print(table)
