# SPDX-License-Identifier: Apache-2.0
"""`shiage bench`: how time and memory grow with frames, pixels, regions; how quick engine and network are."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.bench_ablations import scribbles, sheets
from shiage.cli.bench_beside import beside
from shiage.cli.bench_production import corrections, next_shots, production
from shiage.cli.bench_tunes import tunes
from shiage.cli.cels import cels
from shiage.cli.paper import paper
from shiage.cli.say import bars, console, figures_table, show, told

if TYPE_CHECKING:
    from shiage.service.measure_engine import EngineFigures
    from shiage.shot.evaluate.profile_shot import ShotFigures
    from shiage.training.paper.network_speed import NetworkFigures

ROWS = ((12, 960, 540), (12, 1920, 1080), (12, 3840, 2160), (24, 1920, 1080), (48, 1920, 1080))
"""Frames, width and height: pixels grow in the first three, frames in the second and the last two."""

CROWDS = (1_000, 3_000, 10_000)
"""Regions of a frame, about: hatched all over, 3 frames of 1920 x 1080."""


bench = typer.Typer(invoke_without_command=True)
bench.command()(beside)
bench.command()(paper)
bench.command()(cels)
bench.command()(production)
bench.command()(corrections)
bench.command("next")(next_shots)
bench.command()(tunes)
bench.command()(sheets)
bench.command()(scribbles)


@bench.callback()
def machine(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print for a script.")] = False,
) -> None:
    """Measure colouring in flat mode from files to files, the engine and the network, on this machine."""
    if context.invoked_subcommand is not None:
        return
    with told(as_json):
        with bars(as_json) as progress:
            task = progress.add_task("measure", total=len(ROWS) + len(CROWDS) + 2)
            rows = []
            for frames, width, height in ROWS:
                rows.append(_measure(frames, width, height))
                progress.advance(task)
            crowds = []
            for regions in CROWDS:
                crowds.append(_measure(3, 1920, 1080, regions))
                progress.advance(task)
            engine = _engine()
            progress.advance(task)
            network = _network()
            progress.advance(task)
        if as_json:
            show(_as_dict(rows, crowds, engine, network))
        else:
            _print(rows, crowds, engine, network)


def _measure(frames: int, width: int, height: int, regions: int = 0) -> ShotFigures:
    """Draw the demo's character at a size and colour it in a process of its own.

    Given a number of regions she is hatched all over, so that a frame has about so many.
    """
    from shiage.demo.hatched import write_hatched
    from shiage.demo.shot import write_demo
    from shiage.shot.evaluate.profile_shot import ShotFigures

    with tempfile.TemporaryDirectory(prefix="shiage-bench-") as folder:
        if regions:
            write_hatched(Path(folder) / "shot", regions, frames, (width, height))
        else:
            write_demo(Path(folder) / "shot", frames, (width, height))
        run = [sys.executable, "-m", "shiage.shot.evaluate.profile_shot", str(Path(folder) / "shot")]
        done = subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True)
    return ShotFigures(**json.loads(done.stdout))


def _engine() -> EngineFigures:
    from shiage.service.measure_engine import measure_engine

    return measure_engine()


def _network() -> NetworkFigures:
    """Paint with the paper's network, as used and as printed, in a process of its own."""
    from shiage.training.paper.network_speed import NetworkFigures

    run = [sys.executable, "-m", "shiage.training.paper.network_speed"]
    done = subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True)
    return NetworkFigures(**json.loads(done.stdout))


def _growth(crowds: list[ShotFigures]) -> dict[str, float]:
    """How many times more the last crowd takes than the first."""
    first, last = crowds[0], crowds[-1]
    work, before = (c.regions * log2(c.regions) for c in (last, first))
    return {
        "n_log_n": work / before,
        "seconds": last.per_frame / first.per_frame,
        "memory": last.peak / first.peak,
    }


def _print(
    rows: list[ShotFigures], crowds: list[ShotFigures], engine: EngineFigures, network: NetworkFigures
) -> None:
    shots = []
    for (_, width, height), row in zip(ROWS, rows, strict=True):
        figures = (row.read, row.solve, row.draw, row.per_frame, row.per_frame / (row.pixels / 1e6))
        size, seconds = f"{width} x {height}", (f"{f:.2f}" for f in figures)
        shots.append([str(row.frames), size, *seconds, f"{row.peak / 2**20:.0f}"])
    columns = ["frames", "size", "read", "solve", "draw", "a frame", "a Mpx", "MiB"]
    title = "flat, from files to files: seconds, and MiB at the peak"
    console().print(figures_table(title, columns, shots))
    hatched = [
        [str(row.regions), f"{row.solve:.2f}", f"{row.per_frame:.2f}", f"{row.peak / 2**20:.0f}"]
        for row in crowds
    ]
    columns = ["regions", "solve", "a frame", "MiB"]
    console().print(figures_table("hatched all over, 3 frames of 1920 x 1080", columns, hatched))
    growth = _growth(crowds)
    console().print(
        f"where n log n of the regions grows {growth['n_log_n']:.1f} times, memory grows "
        f"{growth['memory']:.1f} times and time {growth['seconds']:.1f} times"
    )
    console().print(
        f"engine: hello after {engine.hello:.2f} s, idle {engine.memory / 2**20:.0f} MiB, "
        f"ping {engine.ping * 1000:.1f} ms, 24 line frames of 1080p taken in {engine.upload:.2f} s"
    )
    console().print(
        f"network of the paper's width, 256 x 256, 2 references: {network.per_frame:.2f} s a frame, "
        f"{network.ratio:.1f} times faster than written out plainly ({network.plain:.2f} s)"
    )


def _as_dict(
    rows: list[ShotFigures], crowds: list[ShotFigures], engine: EngineFigures, network: NetworkFigures
) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "shots": [{**asdict(r), "per_frame": r.per_frame} for r in rows],
        "crowds": [{**asdict(r), "per_frame": r.per_frame} for r in crowds],
        "growth": _growth(crowds),
        "engine": asdict(engine),
        "network": {**asdict(network), "per_frame": network.per_frame, "ratio": network.ratio},
    }
