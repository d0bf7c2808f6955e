# SPDX-License-Identifier: Apache-2.0
"""`shiage demo`: draw a shot of our own, colour it from two keys through the engine, and score it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import bars, console, show, told

if TYPE_CHECKING:
    from shiage.cli.job import ColorResult
    from shiage.shot.evaluate.metrics import Score


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the demo shot and its results.")] = Path(
        "out/demo"
    ),
    frames: Annotated[int, typer.Option(min=2, help="Drawings in the shot.")] = 32,
    width: Annotated[int, typer.Option(min=320, max=3840, help="Pixels across, at 16:9.")] = 1280,
    inline: Annotated[
        bool, typer.Option("--inline", help="Work in this process and not in the engine.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draw a character in code, colour her shot from its first and last frame, compare with the truth."""
    with told(as_json):
        from shiage.cli.job import color_shot
        from shiage.cli.solve_job import ColorJob
        from shiage.demo.shot import FPS, draw_frames, write_frame
        from shiage.shot.types import Settings

        size = (width, round(width * 9 / 16))
        _claim(out)
        with bars(quiet=as_json) as progress:
            task = progress.add_task("drawing", total=frames)
            for frame in draw_frames(frames, size):
                write_frame(out, frame, key=frame.number in (1, frames))
                progress.advance(task)
            job = ColorJob(out, "first,last", out / "colored", None, Settings(), None, FPS, inline)
            result = color_shot(job, progress)
        score = score_cels(out, frames)
        if as_json:
            show({**result.as_dict(), "score": asdict(score)})
        else:
            _print(result, score, frames, size)


MARK = "demo.json"
"""Says that a folder is the demo's own."""


def _claim(folder: Path) -> None:
    """Make the folder the demo's, without an earlier demo's drawings.

    Raises:
        ShotError: somebody's shot is in it.
        OSError: it cannot be written.
    """
    from shiage.cel.beside import write_beside
    from shiage.shot.types import ShotError
    from shiage.version import __version__

    if (folder / "lines").exists() and not (folder / MARK).is_file():
        raise ShotError(f"{folder}: a shot is there that is not the demo; give another folder with -o")
    folder.mkdir(parents=True, exist_ok=True)
    write_beside(folder / MARK, f'{{"shiage": "{__version__}"}}\n'.encode())
    for part in ("lines", "truth", "keys"):
        for picture in (folder / part).glob("[0-9]*.png"):
            picture.unlink()


def score_cels(folder: Path, frames: int) -> Score:
    """Mean figures of the frames between the keys, against the demo's truth."""
    from shiage.cel.images import read_cel, read_line_art
    from shiage.shot.evaluate.metrics import Score, score_frame

    scores = []
    for number in range(2, frames):
        name = f"{number:04d}.png"
        line = read_line_art(folder / "lines" / name)
        truth, cel = read_cel(folder / "truth" / name), read_cel(folder / "colored" / "cels" / name)
        scores.append(score_frame(line, truth, cel))
    return Score.mean(scores)


def _print(result: ColorResult, score: Score, frames: int, size: tuple[int, int]) -> None:
    from rich.table import Table

    screen = console()
    took = (
        f"{result.seconds:.1f} s ({result.seconds / frames:.2f} s a frame)"
        if result.written
        else "done before"
    )
    drawn = f"[bold]{frames} frames of {size[0]} x {size[1]}[/bold]"
    screen.print(f"{drawn} from 2 keys in {result.colours} colours, {took}")
    table = Table(title="The frames between the keys, against the truth", title_justify="left")
    for heading in ("Acc", "Acc-Thres", "Pix-Acc", "Pix-F-Acc", "PSNR", "SSIM"):
        table.add_column(heading, justify="right")
    shares = (score.acc, score.acc_thres, score.pix_acc, score.pix_f_acc)
    table.add_row(*(f"{100 * s:.2f} %" for s in shares), f"{score.psnr:.1f} dB", f"{score.ssim:.4f}")
    screen.print(table)
    for name in ("frames", "contact", "confidence", "preview"):
        typer.echo(f"  {name:<11} {result.files[name].absolute()}")
