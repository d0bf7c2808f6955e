# SPDX-License-Identifier: Apache-2.0
"""A matcher and a colour transform tuned on a film's first cuts, as a TD would."""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from shiage.cel.beside import write_beside
from shiage.models.weights import MATCHER, Weights, load_weights
from shiage.production.add_cut import add_cut
from shiage.production.folder import new_production, open_production
from shiage.production.settings import ProductionSettings
from shiage.production.versions import adopt, version_named, weights_of
from shiage.shot.runtime import default_runtime
from shiage.training.config import SourceConfig, TrainingConfig
from shiage.training.paper.seeded_ablations import trained
from shiage.training.pixel_networks.color_transform import ColorPhase
from shiage.training.read_config import read_config
from shiage.tuning.bench.film import CUT
from shiage.tuning.gate import Gate
from shiage.tuning.request import TuneRequest
from shiage.tuning.tune import tune

Say = Callable[[str], None]


@dataclass(frozen=True)
class Budget:
    """What a tune may take.

    Attributes:
        minutes: of the matcher's.
        steps: of the colour transform's, of four samples each.
        side: of its frames, in pixels.
    """

    minutes: float = 10.0
    steps: int = 100
    side: int = 128


@dataclass(frozen=True)
class Networks:
    """What a film's shots are coloured with.

    Attributes:
        matcher: decides in mode flat.
        color: the paper's colour transform.
        minutes: that tuning took, the matcher's and the colour transform's; 0 where nothing was tuned.
        adopted: whether the matcher won on what was held out; else it is the one before.
    """

    matcher: Weights
    color: Weights
    minutes: tuple[float, float] = (0.0, 0.0)
    adopted: bool = False


def as_shipped() -> Networks:
    """What came with Shiage.

    Raises:
        ShotError: there are no weights of the colour transform.
    """
    return Networks(load_weights(MATCHER), default_runtime().soft_weights()[0])


def tuned_networks(cuts: Sequence[Path], out: Path, begin: Networks, budget: Budget, say: Say) -> Networks:
    """Tune both on cuts; what is done already is read.

    Args:
        cuts: finished shots.
        out: a folder for the production and the training.
        begin: what they begin with.
        budget: what may be taken.
        say: called with lines of progress.

    Raises:
        ProductionError, TrainingError, ShotError, OSError: something cannot be used.
        KeyboardInterrupt: a signal asked to stop; the next call goes on.
    """
    matcher, minutes, adopted = _matcher(cuts, out / "film", begin.matcher, budget, say)
    color, spent = _color(out, begin.color, budget, say)
    return Networks(matcher, color, (minutes, spent), adopted)


def _matcher(
    cuts: Sequence[Path], folder: Path, begin: Weights, budget: Budget, say: Say
) -> tuple[Weights, float, bool]:
    kept = folder / "tuned.json"
    if not kept.is_file():
        say(f"{len(cuts)} cuts: the matcher")
        shutil.rmtree(folder, ignore_errors=True)
        production = new_production(folder, ProductionSettings("bench"), [], [])
        for cut in cuts:
            add_cut(production, cut)
        if begin.digest != load_weights(MATCHER).digest:
            adopt(production, begin.path, {})
        done = tune(production, TuneRequest(budget.minutes, 400), Gate(io.StringIO(), None))
        write_beside(kept, json.dumps(asdict(done)).encode())
    said = json.loads(kept.read_text("utf-8"))
    production = open_production(folder)
    name = said["version"] or said["before"]
    return weights_of(version_named(production, name)), said["seconds"] / 60, said["version"] is not None


def _color(out: Path, begin: Weights, budget: Budget, say: Say) -> tuple[Weights, float]:
    """The colour transform, for so many steps whatever comes of it: the paper's fine-tuning."""
    kept = out / "color.json"
    if not kept.is_file():
        say(f"{out.name}: the colour transform")
        began = time.monotonic()
        config = _config(out / "film" / "cuts", budget)
        _, weights = trained(
            config, out / "color", lambda fabric: ColorPhase(config, fabric, str(begin.path))
        )
        minutes = (time.monotonic() - began) / 60
        write_beside(kept, json.dumps({"file": str(weights.path), "minutes": minutes}).encode())
    said = json.loads(kept.read_text("utf-8"))
    return load_weights(Path(said["file"])), said["minutes"]


def _config(cuts: Path, budget: Budget) -> TrainingConfig:
    """The colour transform's own training, on the cuts and at a rate that unlearns little."""
    whole = read_config("color-lite")
    return replace(
        whole,
        sources=(SourceConfig("folder", path=str(cuts)),),
        steps=budget.steps,
        window=CUT,
        size=budget.side,
        rate=whole.rate / 4,
        warmup=min(whole.warmup, budget.steps // 5),
        ema=0.95,
        workers=0,
        log_every=budget.steps,
        sheet_every=budget.steps,
        keep_every=max(1, budget.steps // 4),
    )
