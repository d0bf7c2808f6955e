# SPDX-License-Identifier: Apache-2.0
"""A shot, or a tune, as a piece of a farm's work: done on a worker, told of in a few words."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shiage.cli.color_any import color_any
from shiage.cli.job import ColorResult
from shiage.cli.say import bars, in_words
from shiage.cli.solve_job import ColorJob
from shiage.shot.types import Settings


@dataclass(frozen=True)
class FarmShot:
    """A shot to be coloured.

    Attributes:
        shot: folder, film, exposure sheet or level.
        out: folder of its results.
        settings: of all shots.
        production: folder of the one they are of.
        inline: solved by the worker itself, not by its machine's engine.
        like_input: write the frames as the drawings' files are, too.
        line_layer: of PSD drawings, that holds their lines.
    """

    shot: Path
    out: Path
    settings: Settings
    production: Path | None
    inline: bool
    like_input: bool = False
    line_layer: str = ""


@dataclass(frozen=True)
class FarmResult:
    """What came of a shot.

    Attributes:
        shot: which.
        written: frames that were written.
        kept: frames that were there already.
        least: the least confidence of any of its regions below `shot.types.SURE`; None: there is none.
        seconds: that it took.
        error: why it failed; "" when it did not.
    """

    shot: Path
    written: int = 0
    kept: int = 0
    least: float | None = None
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class FarmTune:
    """A production's model to be tuned: its folder, and how long at most."""

    production: Path
    minutes: float
    steps: int


def color_one(asked: FarmShot) -> FarmResult:
    """Colour a shot as `shiage color` does. Nothing is raised: whatever goes wrong, other shots go on."""
    began = time.monotonic()
    try:
        results = _color(asked)
    except Exception as error:
        words = in_words(error) or f"{type(error).__name__}: {error}"
        return FarmResult(asked.shot, seconds=time.monotonic() - began, error=words)
    return FarmResult(
        asked.shot,
        sum(len(result.written) for result in results),
        sum(len(result.kept) for result in results),
        min((least for result in results for _, least in result.unsure), default=None),
        time.monotonic() - began,
    )


def tune_one(asked: FarmTune) -> dict[str, Any]:
    """Tune a production's model as `shiage finetune` does.

    Returns:
        what came of it, as the tune's own process says it; only "error" when it failed.
    """
    return tune_told(asked, lambda stage, done, total: None)


def tune_told(asked: FarmTune, follow: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The same; each step's stage is told with how many of its steps are done."""
    from shiage.production.folder import open_production
    from shiage.tuning.request import TuneRequest
    from shiage.tuning.tune_process import PATIENCE, TuneProcess

    try:
        open_production(asked.production)
        # one whose worker was killed may just be leaving its checkpoint
        process = TuneProcess(asked.production, TuneRequest(asked.minutes, asked.steps, patience=PATIENCE))
        return process.finish(follow)
    except Exception as error:
        return {"error": in_words(error) or f"{type(error).__name__}: {error}"}


def _color(asked: FarmShot) -> list[ColorResult]:
    production = None
    if asked.production is not None:
        from shiage.production.folder import open_production

        production = open_production(asked.production)
    job = ColorJob(
        asked.shot, None, asked.out, None, asked.settings, inline=asked.inline, production=production,
        like_input=asked.like_input, line_layer=asked.line_layer,
    )  # fmt: skip
    with bars(quiet=True) as silent:
        return list(color_any(job, silent).parts.values())
