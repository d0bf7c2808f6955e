# SPDX-License-Identifier: Apache-2.0
"""Clips drawn once, for all networks of the tables: on few cores drawing costs more than learning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shiage.training.config import SourceConfig, TrainingConfig
from shiage.training.data.clip_pool import Drawn, fill_pool
from shiage.training.data.sources import open_sources

_CLOSER = 3
"""Clips are drawn so many times larger than network inputs, so that each sample is another crop."""

_LONGER = 2
"""And so many times longer than a window of training."""

_SEED = 4111
"""Unlike those of trainings and of the shots that are scored."""


def draw_pool(base: TrainingConfig, count: int, folder: Path, say: Callable[[str], None]) -> TrainingConfig:
    """The same training, on so many clips that are drawn into a folder now or were by an earlier call.

    Args:
        base: names the sources.
        count: of clips.
        folder: gets them, see `training/data/clip_pool.py`; none is held out, other shots are scored.
        say: called with lines of progress.

    Raises:
        TrainingError: a source is not there.
        OSError: the folder cannot be written.
    """
    if len(list(folder.glob("*.npz"))) < count:
        say(f"drawing {count} clips into {folder}")
        drawn = Drawn(base.window * _LONGER, base.size * _CLOSER, holds_out=False)
        fill_pool(folder, open_sources(base.sources), count, _SEED, lambda done, total: None, drawn)
    return replace(base, sources=(SourceConfig("pool", path=str(folder)),))
