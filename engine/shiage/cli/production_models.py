# SPDX-License-Identifier: Apache-2.0
"""`shiage production models`, `use`, `compare`, `export`: the versions of a production's own model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import bars, readable, show, told

if TYPE_CHECKING:
    from shiage.production.versions import Version

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the production.")]
Name = Annotated[str, typer.Argument(metavar="NNN", help="A version, or shiage: what came with Shiage.")]


def models(folder: Folder, as_json: AsJson = False) -> None:
    """List the versions of a production's model, and which one is used."""
    with told(as_json):
        from shiage.production.folder import open_production
        from shiage.production.settings import SHIPPED
        from shiage.production.versions import chosen_version, name_of, versions

        opened = open_production(folder)
        used = name_of(chosen_version(opened))
        rows = [_row(version) for version in versions(opened)]
        if as_json:
            show({"used": used, "versions": rows})
            return
        for name, words in [(SHIPPED, "what came with Shiage"), *((r["version"], _words(r)) for r in rows)]:
            typer.echo(readable(f"{'*' if name == used else ' '} {name:<7} {words}"))


def use(folder: Folder, name: Name, as_json: AsJson = False) -> None:
    """Colour shots with another version from now on: an earlier one, or what came with Shiage."""
    with told(as_json):
        from shiage.production.folder import open_production
        from shiage.production.versions import choose_version, name_of

        used = name_of(choose_version(open_production(folder), name))
        show({"used": used}) if as_json else typer.echo(f"version {used} is used from now on")


def compare(
    folder: Folder,
    first: Name,
    second: Annotated[
        str | None, typer.Argument(metavar="NNN", help="The other; default: the one used.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Colour what the newer of two versions was not to learn from with both, and count the wrong regions."""
    with told(as_json):
        from shiage.production.folder import open_production
        from shiage.tuning.compare import compare_versions

        with bars(quiet=as_json) as progress:
            task = progress.add_task("held out", total=None)
            done = compare_versions(open_production(folder), first, second, lambda: progress.advance(task))
        if as_json:
            show({"held_out": done.words, "wrong_regions": done.wrong, "loss": done.loss})
            return
        typer.echo(readable(done.words))
        for name, wrong in done.wrong.items():
            typer.echo(f"{name:<7} {wrong} wrong regions, loss {done.loss[name]:.4f}")


def export(
    folder: Folder,
    name: Name,
    out: Annotated[Path, typer.Option("--out", "-o", help="A .safetensors file.")],
    as_json: AsJson = False,
) -> None:
    """Write a version's weights to a file, for another production or another machine."""
    with told(as_json):
        from shiage.cel.beside import write_beside
        from shiage.cel.outside import read_bounded
        from shiage.production.folder import open_production
        from shiage.production.settings import ProductionError
        from shiage.production.versions import version_named, weights_of

        if out.suffix != ".safetensors":
            raise ProductionError(f"{out}: weights are a .safetensors file: give it that ending")
        weights = weights_of(version_named(open_production(folder), name))
        weights.arrays()  # checked against its fingerprint
        write_beside(out, read_bounded(weights.path, 1 << 30))
        show({"file": str(out)}) if as_json else typer.echo(readable(f"{out}: {weights.label}"))


def _row(version: Version) -> dict[str, Any]:
    about = version.about
    return {
        "version": version.name,
        "before": about.get("before"),
        "made": about.get("made"),
        "learned": sorted(about.get("learned") or {}),
        "held_out": sorted(about.get("held_out") or {}),
        "corrections": about.get("corrections"),
        "loss": about.get("loss"),
        "wrong_regions": about.get("wrong_regions"),
        "bytes": version.weights().size,
    }


def _words(row: dict[str, Any]) -> str:
    try:
        wrong, loss = row["wrong_regions"], row["loss"]
        return (
            f"{row['made']}, from {row['before']}: {len(row['learned'])} cuts, "
            f"{row['corrections']} corrections; held out: wrong regions {wrong[0]} -> {wrong[1]}, "
            f"loss {loss[0]:.4f} -> {loss[1]:.4f}"
        )
    except (TypeError, LookupError, ValueError):
        return "says nothing of itself"
