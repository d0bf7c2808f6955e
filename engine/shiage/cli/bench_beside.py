# SPDX-License-Identifier: Apache-2.0
"""`shiage bench beside`: this checkout against another one, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import bars, console, figures_table, show, told
from shiage.errors import ShiageError

SHOTS = (("12 frames of 960 x 540", 12, 960, 540, 0), ("6 frames of 1920 x 1080", 6, 1920, 1080, 0),
         ("3 frames of 1920 x 1080, 3000 regions", 3, 1920, 1080, 3000))  # fmt: skip
"""What is coloured: words, frames, width, height, and regions of a frame where it is hatched."""

COLOR = "import sys; from shiage.cli import main; sys.argv[0] = 'shiage'; main()"
"""Runs the command of the checkout that Python finds first: commits name their modules differently."""


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        seconds: from start to end.
        busy: seconds of processor time, all threads together; 0 where the system does not tell. Other
            programs disturb it less.
    """

    seconds: float
    busy: float


@dataclass(frozen=True)
class Row:
    """One shot coloured by both: the least that each took in all rounds."""

    shot: str
    here: Cost
    there: Cost

    @property
    def ratio(self) -> float:
        """How many times the other checkout's time this one takes."""
        return self.here.seconds / self.there.seconds

    @property
    def busy_ratio(self) -> float | None:
        """The same of processor time."""
        return self.here.busy / self.there.busy if self.here.busy and self.there.busy else None


def beside(
    engine: Annotated[Path, typer.Argument(help="The folder engine/ of another checkout.", exists=True)],
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Each shot is coloured so often by both.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Colour the same shots with this checkout and another one, in turns, and print ratios."""
    with told(as_json):
        here = Path(__file__).resolve().parents[2]
        there = engine.resolve()
        for place in (here, there):
            _check(place)
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        rows = []
        with bars(as_json) as progress:
            task = progress.add_task("measure", total=len(SHOTS) * rounds * 2)
            for words, *kind in SHOTS:
                with tempfile.TemporaryDirectory(prefix="shiage-bench-") as folder:
                    shot = Path(folder) / "shot"
                    _draw(shot, *kind)
                    costs: dict[Path, list[Cost]] = {here: [], there: []}
                    for turn in range(rounds):
                        # the second round the other way round: a machine that warms up favours neither
                        for place in (here, there) if turn % 2 == 0 else (there, here):
                            costs[place].append(color(shot, place))
                            progress.advance(task)
                rows.append(Row(words, least(costs[here]), least(costs[there])))
        if as_json:
            shots = [{**asdict(r), "ratio": r.ratio, "busy_ratio": r.busy_ratio} for r in rows]
            show({"here": str(here), "there": str(there), "load": load, "shots": shots})
        else:
            _print(rows, load)


def _check(engine: Path) -> None:
    """Raise ShiageError unless a Python that looks there first finds Shiage there."""
    found = _python("import shiage; print(shiage.__file__)", engine, Path.cwd())
    if not Path(found.stdout.strip() or "/").resolve().is_relative_to(engine):
        raise ShiageError(f"{engine} holds no Shiage: give the folder engine/ of a checkout")


def _draw(folder: Path, frames: int, width: int, height: int, regions: int) -> None:
    from shiage.demo.hatched import write_hatched
    from shiage.demo.shot import write_demo

    if regions:
        write_hatched(folder, regions, frames, (width, height))
    else:
        write_demo(folder, frames, (width, height))


def color(shot: Path, engine: Path) -> Cost:
    """Colour a shot with the Shiage of a folder, from files to files in a process of its own.

    Raises:
        ShiageError: it fails there; with what it said.
    """
    with tempfile.TemporaryDirectory(prefix="shiage-bench-") as out:
        before, began = os.times(), time.perf_counter()
        done = _python(
            COLOR, engine, Path(out), "color", str(shot), "--out", str(Path(out) / "out"), "--inline"
        )
        seconds, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise ShiageError(f"colouring with {engine} failed:\n{done.stderr or done.stdout}")
    busy = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return Cost(seconds, busy)


def _python(code: str, engine: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(engine)}
    run = [sys.executable, "-c", code, *arguments]
    return subprocess.run(run, capture_output=True, text=True, env=environment, cwd=cwd)


def least(costs: list[Cost]) -> Cost:
    """The least of each figure: what disturbs a run only ever adds to it."""
    return Cost(min(c.seconds for c in costs), min(c.busy for c in costs))


def _print(rows: list[Row], load: float | None) -> None:
    cells = []
    for row in rows:
        here, there, busy = row.here, row.there, row.busy_ratio
        figures = [f"{row.ratio:.3f}", f"{here.busy:.2f}", f"{there.busy:.2f}"]
        ratio = "" if busy is None else f"{busy:.3f}"
        cells.append([row.shot, f"{here.seconds:.2f}", f"{there.seconds:.2f}", *figures, ratio])
    columns = ["shot", "here", "there", "ratio", "busy here", "busy there", "ratio"]
    title = "this checkout beside the other: seconds, and of processor time"
    console().print(figures_table(title, columns, cells))
    if load is not None:
        console().print(f"load at the start: {load:.1f} on {os.cpu_count()} processors")
