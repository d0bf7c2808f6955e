# SPDX-License-Identifier: Apache-2.0
"""`shiage evaluate`: how right the colours are on shots whose truth is known."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiage.cli.options import Gap, ModeName
from shiage.cli.say import bars, console, told

if TYPE_CHECKING:
    from rich.table import Table

    from shiage.shot.evaluate import ShotScore
    from shiage.shot.score import Score

_SHARES = {"acc": "Acc", "acc_thres": "Acc-Thres", "pix_acc": "Pix-Acc", "pix_f_acc": "Pix-F-Acc"}


def evaluate(
    shots: Annotated[Path, typer.Argument(help="Folder of shots, or one shot, with lines/ and truth/.")],
    keys: Annotated[
        str, typer.Option(help="Frames that are keys, such as first,last or 1,12.")
    ] = "first,last",
    mode: Annotated[ModeName, typer.Option(help="How shots are coloured.")] = ModeName.flat,
    shaded: Annotated[
        bool,
        typer.Option("--shaded", help="Airbrush shading over truth and keys first, the same in all frames."),
    ] = False,
    baselines: Annotated[
        bool,
        typer.Option("--baselines", help="Score plain methods too, ours without its network, and attention."),
    ] = False,
    gaps: Annotated[
        int,
        typer.Option(min=0, max=64, help="Punch gaps of this many pixels into the lines before colouring."),
    ] = 0,
    sheet: Annotated[
        int | None,
        typer.Option(
            help="No keys: the only reference is this frame, mirrored, shrunk and moved as a model sheet.",
            metavar="N",
        ),
    ] = None,
    gap: Gap = None,
    write: Annotated[Path | None, typer.Option(help="Put cels there, as <shot>/NNNN.png.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
) -> None:
    """Colour shots whose truth is known from a few of their frames, and score the rest.

    Right means exactly equal RGBA. Acc counts all regions, Acc-Thres those above 10 pixels, Pix-Acc pixels
    off the lines, Pix-F-Acc those of the foreground; means over the frames of a shot, then over shots.
    """
    with told(False):
        from shiage.cel.beside import write_beside
        from shiage.shot.evaluate import Trial, evaluate_shots
        from shiage.shot.shot import Settings

        settings = Settings(mode=mode.value) if gap is None else Settings(mode=mode.value, gap=gap)
        with bars(quiet=False) as progress:
            task = progress.add_task("shots", total=None)

            def follow(shot: str, done: int, total: int) -> None:
                progress.update(task, description=shot or "shots", completed=done, total=total)

            reference = keys if sheet is None else f"sheet {sheet}"
            scores = evaluate_shots(
                shots, Trial(keys, settings, baselines, gaps, write, shaded, sheet), follow
            )
        if json_file is not None:
            write_beside(json_file, (json.dumps(as_dict(scores, reference, gaps), indent=1) + "\n").encode())
        _print(scores)


def means(scores: list[ShotScore]) -> dict[str, Score]:
    """Mean over shots of each method's figures."""
    from shiage.shot.score import Score

    return {method: Score.mean([s.methods[method] for s in scores]) for method in scores[0].methods}


def as_dict(scores: list[ShotScore], keys: str, gaps: int) -> dict[str, Any]:
    """All figures, for --json."""
    return {
        "keys": keys,
        "gaps": gaps,
        "mean": {method: asdict(score) for method, score in means(scores).items()},
        "shots": [
            {"shot": s.shot, "frames": s.frames, **{m: asdict(score) for m, score in s.methods.items()}}
            for s in scores
        ],
    }


def _print(scores: list[ShotScore]) -> None:
    screen = console()
    screen.print(_by_shot(scores))
    screen.print(_by_method(scores))


def _by_shot(scores: list[ShotScore]) -> Table:
    from rich.table import Table

    table = Table(title="Acc-Thres by shot", title_justify="left")
    table.add_column("shot")
    table.add_column("frames", justify="right")
    for method in scores[0].methods:
        table.add_column(method, justify="right")
    for shot in scores:
        best = max(s.acc_thres for s in shot.methods.values())
        cells = [
            f"[bold]{100 * s.acc_thres:.2f}[/bold]" if s.acc_thres == best else f"{100 * s.acc_thres:.2f}"
            for s in shot.methods.values()
        ]
        table.add_row(shot.shot, str(shot.frames), *cells)
    return table


def _by_method(scores: list[ShotScore]) -> Table:
    from rich.table import Table

    table = Table(title=f"Mean of {len(scores)} shot{'s' * (len(scores) != 1)}", title_justify="left")
    table.caption = "Acc and Pix in %, PSNR in dB"
    table.add_column("method")
    for heading in (*_SHARES.values(), "MSE", "PSNR", "SSIM"):
        table.add_column(heading, justify="right", no_wrap=True)
    for method, score in means(scores).items():
        shares = (f"{100 * getattr(score, name):.2f}" for name in _SHARES)
        table.add_row(method, *shares, f"{score.mse:.4f}", f"{score.psnr:.1f}", f"{score.ssim:.4f}")
    return table
