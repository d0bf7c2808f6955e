# SPDX-License-Identifier: Apache-2.0
"""`shiage evaluate`: how right the colours are on shots whose truth is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.evaluate_first_key import Candidates, score_first_key
from shiage.cli.evaluate_tables import as_dict, by_method, by_shot, raw_as_dict, raw_table, write_figures
from shiage.cli.options import Gap, ProductionFolder
from shiage.cli.say import bars, console, told
from shiage.wire.limits import MAX_GAP

if TYPE_CHECKING:
    from rich.progress import Progress

    from shiage.production.folder import Production
    from shiage.shot.solved_shot import SolvedShot
    from shiage.shot.types import Shot


class Scored(str, Enum):
    """What is scored."""

    flat = "flat"
    soft = "soft"
    raw = "raw"


def evaluate(
    shots: Annotated[Path, typer.Argument(help="Folder of shots, or one shot, with lines/ and truth/.")],
    keys: Annotated[
        str, typer.Option(help="Frames that are keys, such as first,last or 1,12.")
    ] = "first,last",
    mode: Annotated[
        Scored, typer.Option(help="How shots are coloured; raw: the networks' own picture at 256 pixels.")
    ] = Scored.flat,
    shaded: Annotated[
        bool,
        typer.Option("--shaded", help="Airbrush shading over truth and keys first, the same in all frames."),
    ] = False,
    baselines: Annotated[
        bool,
        typer.Option("--baselines", help="Score plain methods too, ours without its network, and attention."),
    ] = False,
    gaps: Annotated[
        int, typer.Option(min=0, max=MAX_GAP, help="Punch gaps so wide into the lines before colouring.")
    ] = 0,
    sheet: Annotated[
        int | None,
        typer.Option(
            help="No keys: the only reference is this frame, mirrored, shrunk and moved as a model sheet.",
            metavar="N",
        ),
    ] = None,
    first_key: Annotated[
        str | None,
        typer.Option(
            help="Single drawings, coloured from N scribbles drawn automatically (others count), "
            "from a model sheet of another drawing, or from nothing.",
            metavar="scribbles:N|sheet|none",
        ),
    ] = None,
    candidates: Candidates = 1,
    gap: Gap = None,
    production: ProductionFolder = None,
    write: Annotated[Path | None, typer.Option(help="Put cels there, as <shot>/NNNN.png.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
) -> None:
    """Colour shots whose truth is known from a few of their frames, and score the rest.

    Right means exactly equal RGBA. Acc counts all regions, Acc-Thres those above 10 pixels, Pix-Acc pixels
    off the lines, Pix-F-Acc those of the foreground; means over the frames of a shot, then over shots.
    """
    with told(False):
        others = {
            "--shaded": shaded,
            "--baselines": baselines,
            "--gaps": gaps > 0,
            "--sheet": sheet is not None,
            "--production": production is not None,
        }
        if first_key is not None:
            written, networks = write is not None, mode is not Scored.flat
            _refuse("--first-key", others | {"--write": written, "--mode": networks})
            if first_key == "none":
                _refuse("--first-key none", {"--candidates": candidates > 1})
            with bars(quiet=False) as progress:
                score_first_key(shots, first_key, candidates, gap, json_file, _follower(progress))
            return
        _refuse("evaluate without --first-key", {"--candidates": candidates > 1})
        if mode is Scored.raw:
            _refuse("--mode raw", others | {"--gap": gap is not None})
            _raw(shots, keys, write, json_file)
            return
        from shiage.production.folder import open_production
        from shiage.production.use import shot_settings
        from shiage.shot.evaluate.evaluate import Trial, evaluate_shots

        film = None if production is None else open_production(production)
        settings = shot_settings(film, mode.value, gap, None)
        with bars(quiet=False) as progress:
            follow = _follower(progress)
            trial = Trial(keys, settings, baselines, gaps, write, shaded, sheet)
            if film is not None:
                trial = replace(trial, solve=_with_memory(film))
            scores = evaluate_shots(shots, trial, follow)
        if json_file is not None:
            write_figures(json_file, as_dict(scores, keys if sheet is None else f"sheet {sheet}", gaps))
        console().print(by_shot(scores))
        console().print(by_method(scores))


def _refuse(kind: str, given: dict[str, bool]) -> None:
    """Refuse options that what is measured has no use for.

    Raises:
        ShotError: some of them are given; it names them.
    """
    from shiage.shot.types import ShotError

    useless = [option for option, value in given.items() if value]
    if useless:
        raise ShotError(f"{kind} takes no {' and no '.join(useless)}")


def _with_memory(production: Production) -> Callable[[Shot], SolvedShot]:
    """Solves shots of a production."""
    from shiage.production.memory.index import open_memory
    from shiage.production.solve import solve_of_production
    from shiage.production.use import with_palette

    index = open_memory(production)
    return lambda shot: solve_of_production(with_palette(shot, production), index)


def _raw(shots: Path, keys: str, write: Path | None, json_file: Path | None) -> None:
    from shiage.shot.evaluate.network_picture import evaluate_raw
    from shiage.shot.runtime import default_runtime

    with bars(quiet=False) as progress:
        scores = evaluate_raw(shots, default_runtime().open_painter(), keys, write, _follower(progress))
    if json_file is not None:
        write_figures(json_file, raw_as_dict(scores, keys))
    console().print(raw_table(scores))


def _follower(progress: Progress) -> Callable[[str, int, int], None]:
    task = progress.add_task("shots", total=None)
    return lambda shot, done, total: progress.update(
        task, description=shot or "shots", completed=done, total=total
    )
