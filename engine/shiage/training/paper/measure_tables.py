# SPDX-License-Identifier: Apache-2.0
"""The tables of the paper from end to end: train, paint, score, write; every finished row is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from shiage.cel.beside import write_beside
from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner
from shiage.models.weights import Weights
from shiage.shot.runtime import default_runtime
from shiage.shot.types import ShotError
from shiage.training.config import TrainingConfig, TrainingError
from shiage.training.paper.networks.ablation import ABLATIONS, without
from shiage.training.paper.networks.rivals import ImageToImage, ImageToImageConfig
from shiage.training.paper.paint_rows import (
    CopyPainter,
    Painter,
    PreviousPainter,
    ReferencePainter,
    TransformPainter,
)
from shiage.training.paper.scored_shots import NetworkShot, TestShot, dev_shots, evenly, procedural_shots
from shiage.training.paper.scores import Figures, cel_figures, painted_figures
from shiage.training.paper.shared_clips import draw_pool
from shiage.training.paper.table_rows import CGAN, PREVIOUS, REFINER, SHIPPED, Row, Table, tables, unrefined
from shiage.training.paper.train_rows import train_all
from shiage.training.read_config import as_json

Say = Callable[[str], None]

_SHIPPED_REFINER = "shipped refiner"

SOLVED = ("nearest", "flow", "flat")
"""Methods that paint cels and no raster."""


@dataclass(frozen=True)
class Plan:
    """What is measured on what.

    Attributes:
        base: training of the whole network; all others follow from it.
        minutes: its budget, where `steps` is 0.
        out: folder of trainings and figures; a later call with the same plan goes on there.
        dev: folder of the artists' shots, or None to leave them out.
        shots: most of them, at even steps; 0 for all.
        procedural: how many procedural shots.
        frames: most frames scored of a shot, at even steps; 0 for all.
        side: longest side of frames as inputs of networks.
        numbers: of the tables.
        device: "auto", "cpu" or "cuda".
        clips: drawn once, for all networks to learn from; 0 draws on while they learn.
        steps: of every network, instead of minutes; 0 lets the clock end the whole network's.
        seed: counts trainings of the same plan; each but the first has a folder of its own in `out`, and no
            refiner, which takes eight times as long a step.
    """

    base: TrainingConfig
    minutes: float
    out: Path
    dev: Path | None
    shots: int = 0
    procedural: int = 8
    frames: int = 0
    side: int = 256
    numbers: tuple[int, ...] = (1, 2, 5, 6)
    device: str = "auto"
    clips: int = 0
    steps: int = 0
    seed: int = 0

    @property
    def folder(self) -> Path:
        """Of this seed's trainings and figures."""
        return self.out / f"seed-{self.seed}" if self.seed else self.out

    @property
    def training(self) -> TrainingConfig:
        """Of the whole network, with this seed."""
        return replace(self.base, seed=self.base.seed + self.seed, steps=self.steps or self.base.steps)


@dataclass(frozen=True)
class Measured:
    """What came out.

    Attributes:
        tables: their rows in order.
        figures: by set of shots ("dev", "procedural"), then by the row's name.
        counts: shots and scored frames a set.
        weights: by network.
    """

    tables: list[Table]
    figures: dict[str, dict[str, Figures]]
    counts: dict[str, tuple[int, int]]
    weights: dict[str, Weights]


def measure(plan: Plan, say: Say) -> Measured:
    """Train and score what is not done yet.

    Raises:
        TrainingError: the folder holds figures of another plan, or a training cannot be carried out.
        ShotError: there are no dev shots where they should be.
        KeyboardInterrupt: a signal asked to stop.
    """
    _same_plan(plan)
    shipped = _shipped()
    wanted = tables(plan.base.losses, plan.numbers, bool(shipped))
    wanted = [unrefined(table) for table in wanted] if plan.seed else wanted
    needed = list(dict.fromkeys(network for table in wanted for network in table.needs))
    base = plan.training
    base = draw_pool(base, plan.clips, plan.out / "clips", say) if plan.clips else base
    minutes = None if plan.steps else plan.minutes
    weights = train_all(needed, base, minutes, plan.folder, plan.device, say) | shipped
    sets = {"procedural": procedural_shots(plan.procedural)}
    if plan.dev is not None:
        sets = {"dev": dev_shots(plan.dev, plan.shots), **sets}
    rows = list(dict.fromkeys(row for table in wanted for row in table.rows))
    figures: dict[str, dict[str, Figures]] = {}
    for name, shots in sets.items():
        figures[name] = {}
        for row in rows:
            figures[name][row.name] = _kept(plan, name, shots, row, weights, say)
    counts = {name: (len(shots), sum(len(_scored(s, plan)) for s in shots)) for name, shots in sets.items()}
    return Measured(wanted, figures, counts, weights)


def keys_of(row: Row, frames: int) -> list[int]:
    """Indices of a row's keys in a shot of so many frames."""
    return [0] if row.keys < 0 else evenly(frames, row.keys)


def _scored(shot: TestShot, plan: Plan) -> list[int]:
    """Frames that no row has for a key, so that all rows are scored on the same ones."""
    count = len(shot.lines)
    keys = {0, *(i for k in range(2, 6) for i in evenly(count, k))}
    free = [t for t in range(count) if t not in keys]
    if not plan.frames or len(free) <= plan.frames:
        return free
    # from the middle of equal stretches: beside a key even its copy is right
    return [free[int((i + 0.5) * len(free) / plan.frames)] for i in range(plan.frames)]


def _kept(
    plan: Plan, name: str, shots: list[TestShot], row: Row, weights: dict[str, Weights], say: Say
) -> Figures:
    file = plan.folder / "figures" / name / f"{row.name}.json"
    if file.is_file():
        return Figures(**json.loads(file.read_text("utf-8")))
    say(f"{name}: {row.name}")
    painter = None if row.method in SOLVED else open_painter(row, weights, plan.device)
    scores = []
    for shot in shots:
        turned = shot.turned(row.hue)
        keys, scored = keys_of(row, len(shot.lines)), _scored(shot, plan)
        if painter is None:
            scores.append(cel_figures(turned, row.method, keys, scored))
        else:
            scores.append(painted_figures(NetworkShot(turned, plan.side), painter, keys, scored))
    figures = Figures.mean(scores)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_beside(file, json.dumps(asdict(figures)).encode())
    return figures


def open_painter(row: Row, weights: dict[str, Weights], device: str) -> Painter:
    """Load the networks of a row."""
    if row.method == "copy":
        return CopyPainter()
    place = torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")
    found = weights[row.method]
    if row.method in (CGAN.name, PREVIOUS.name):
        rival = ImageToImage(ImageToImageConfig(**found.settings))
        found.load_into(rival)
        return ReferencePainter(rival, place) if row.method == CGAN.name else PreviousPainter(rival, place)
    second = _SHIPPED_REFINER if row.method == SHIPPED.method else REFINER.name
    refiner = _refiner(weights[second]) if row.refined else None
    return TransformPainter(color_network(row.method.removeprefix("no-"), found), refiner, place)


def _shipped() -> dict[str, Weights]:
    """The networks that mode soft would use, where there are some."""
    try:
        color, temporal = default_runtime().soft_weights()
    except ShotError:
        return {}
    return {SHIPPED.method: color, _SHIPPED_REFINER: temporal}


def color_network(part: str, weights: Weights) -> ColorTransform:
    """The colour transform without one of its parts; "": whole."""
    network = without(part if part in ABLATIONS else "", weights.configured(ColorTransformConfig))
    weights.load_into(network)
    return network


def _refiner(weights: Weights) -> TemporalRefiner:
    refiner = TemporalRefiner(weights.configured(TemporalConfig))
    weights.load_into(refiner)
    return refiner


def _same_plan(plan: Plan) -> None:
    """Keep the plan beside its figures, and refuse to mix those of two."""
    content = {
        "base": as_json(plan.base),
        "minutes": plan.minutes,
        "shots": plan.shots,
        "procedural": plan.procedural,
        "frames": plan.frames,
        "side": plan.side,
        "clips": plan.clips,
        "steps": plan.steps,
    }
    file = plan.folder / "plan.json"
    if file.is_file():
        if json.loads(file.read_text("utf-8")) != content:
            raise TrainingError(f"{plan.folder}: holds figures of another plan; give another folder with -o")
        return
    plan.folder.mkdir(parents=True, exist_ok=True)
    write_beside(file, json.dumps(content, indent=1).encode())
