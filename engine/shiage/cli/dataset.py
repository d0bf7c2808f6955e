# SPDX-License-Identifier: Apache-2.0
"""`shiage dataset`: films into shots to train on, and the network that finds their lines."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import bars, console, figures_table, show, told

if TYPE_CHECKING:
    from shiage.training.data.clip import ClipSource
    from shiage.training.data.film.build_dataset import DatasetFolder
    from shiage.training.data.film.extract_lines import Extractor

dataset = typer.Typer(no_args_is_help=True, help="Make data to train on.")


class Lines(str, Enum):
    """Who draws the lines of a film's frames."""

    network = "network"
    xdog = "xdog"


@dataset.command()
def build(
    films: Annotated[list[Path], typer.Argument(help="Films: MP4, MKV, WebM, AVI, MOV or GIF.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder of the data set; go on with what is there.")
    ],
    lines: Annotated[Lines, typer.Option(help="Who draws the lines.")] = Lines.network,
    side: Annotated[int, typer.Option(min=64, max=4096, help="Longest side of a shot in pixels.")] = 512,
    as_json: AsJson = False,
) -> None:
    """Split films into shots with line art and paint, and leave out what teaches nothing.

    Cuts are found where colour histograms jump; shots shorter than 8 frames or without motion and frames too
    dark or too faded are left out (Shi et al., section 4.1). contact.png shows what there is.
    """
    with told(as_json):
        from shiage.training.data.film.build_dataset import DatasetFolder, DatasetSettings
        from shiage.training.data.film.contact_sheet import contact_sheet

        folder = DatasetFolder(out, DatasetSettings(lines.value, side))
        extract = _extractor(lines)
        with bars(quiet=as_json) as progress:
            task = progress.add_task("films", total=None)
            for film in films:
                folder.add(
                    film,
                    extract,
                    lambda what, done, total: progress.update(
                        task, description=what, completed=done, total=total or None
                    ),
                )
        if folder.shots():
            contact_sheet(folder.shots(), out / "contact.png")
        if as_json:
            show(_as_dict(folder))
        else:
            _print(folder)


def _extractor(lines: Lines) -> Extractor:
    from shiage.training.data.film.extract_lines import NetworkLines
    from shiage.training.data.film.xdog import XDoG

    return XDoG() if lines is Lines.xdog else NetworkLines()


def _as_dict(folder: DatasetFolder) -> dict[str, object]:
    return {
        "shots": [str(shot) for shot in folder.shots()],
        "films": {
            name: {
                "frames": film.found.frames,
                "shots": len(film.found.kept),
                "kept": sum(map(len, film.found.kept)),
                "windows": sum(span.windows for span in film.found.kept),
                "dropped": film.found.dropped,
            }
            for name, film in folder.films.items()
        },
    }


def _print(folder: DatasetFolder) -> None:
    columns = ["film", "frames", "shots", "of frames", "windows", "short", "still", "dark", "faded"]
    rows = []
    for name, film in folder.films.items():
        kept = film.found.kept
        counts = (film.found.frames, len(kept), sum(map(len, kept)), sum(span.windows for span in kept))
        rows.append([name, *map(str, (*counts, *film.found.dropped.values()))])
    console().print(figures_table("Shots kept; shots and frames left out", columns, rows))
    if folder.shots():
        typer.echo(f"  contact sheet  {(folder.folder / 'contact.png').absolute()}")


@dataset.command()
def lines(
    source: Annotated[
        str,
        typer.Argument(help="Folder of shots with lines/ and truth/, or a training whose sources to use."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File of weights to write, .safetensors.")],
    steps: Annotated[int, typer.Option(min=1, help="How long to train; 800 take minutes on one core.")] = 800,
) -> None:
    """Train the network that finds the lines of films.

    SOURCE is a folder, or a configuration of `shiage train` by name or file.
    """
    with told(False):
        from shiage.models.weights import save_weights
        from shiage.training.pixel_networks.line_extractor import (
            ExtractorTraining,
            provenance,
            train_extractor,
        )

        clips, data = _clips(source)
        plan = ExtractorTraining(steps)
        with bars(quiet=False) as progress:
            task = progress.add_task("lines", total=steps)
            trained = train_extractor(
                clips,
                plan,
                step=lambda done, loss: progress.update(task, description=f"loss {loss:.3f}", completed=done),
            )
        out.parent.mkdir(parents=True, exist_ok=True)
        save_weights(out, trained.network, trained.network.config, provenance(trained, plan, data))
        typer.echo(f"weights in {out} after {steps} steps, loss {trained.loss:.3f}")


@dataset.command()
def pool(
    config: Annotated[str, typer.Argument(help="A training whose sources are drawn from, by name or file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of clips; go on with what is there.")],
    clips: Annotated[int, typer.Option(min=1, help="How many; each takes half a second and 0.2 MB.")] = 3000,
    seed: Annotated[int, typer.Option(min=0, help="Another one draws other clips, beside those there.")] = 0,
) -> None:
    """Draw clips once for trainings whose source is {"kind": "pool", "path": FOLDER}.

    All clips of every twelfth rig are held out: their files end in h, and no training reads them.
    """
    with told(False):
        from shiage.training.data.clip_pool import fill_pool
        from shiage.training.data.sources import open_sources
        from shiage.training.read_config import read_config

        source = open_sources(read_config(config).sources)
        with bars(quiet=False) as progress:
            task = progress.add_task("clips", total=clips)
            fill_pool(out, source, clips, seed, lambda done, _: progress.update(task, completed=done))


def _clips(source: str) -> tuple[ClipSource, str]:
    """Open a source of clips, and say in words what it is."""
    from shiage.training.data.folder_source import FolderSource
    from shiage.training.data.sources import open_sources
    from shiage.training.read_config import read_config

    if Path(source).is_dir():
        return FolderSource.open(Path(source)), f"folder {Path(source).name}"
    config = read_config(source)
    return open_sources(config.sources), ", ".join(
        f"{s.kind} {Path(s.path).name}".strip() for s in config.sources
    )
