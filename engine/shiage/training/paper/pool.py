# SPDX-License-Identifier: Apache-2.0
"""Clips drawn once, for all networks of the tables: on few cores drawing costs more than learning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from shiage.cel.images import write_png
from shiage.training.config import SourceConfig, TrainingConfig
from shiage.training.data.clip import Clip
from shiage.training.sources import open_sources

_CLOSER = 3
"""Clips are drawn so many times larger than networks see them, so that each look can be another cut-out."""

_LONGER = 2
"""And so many times longer than a window of training."""

_DRAWN = "drawn"
"""A file beside the drawings of a clip that is whole."""

_SEED = 4111
"""Unlike those of trainings and of the shots that are scored."""


def draw_pool(base: TrainingConfig, count: int, folder: Path, say: Callable[[str], None]) -> TrainingConfig:
    """The same training, on so many clips that are drawn into a folder now or were by an earlier call.

    Args:
        base: names the sources.
        count: of clips.
        folder: gets a shot's folder for each, lines/NNNN.png and truth/NNNN.png.
        say: told what goes on.

    Raises:
        TrainingError: a source is not there.
        ImageError: the folder cannot be written.
    """
    missing = [n for n in range(count) if not (_place(folder, n) / _DRAWN).is_file()]
    if missing:
        say(f"drawing {len(missing)} clips into {folder}")
        source = open_sources(base.sources)
    for number in missing:
        rng = np.random.default_rng((_SEED, number))
        _write(source.clip(rng, base.window * _LONGER, base.size * _CLOSER), _place(folder, number))
        (_place(folder, number) / _DRAWN).touch()
    return replace(base, sources=(SourceConfig("folder", path=str(folder)),))


def _place(folder: Path, number: int) -> Path:
    return folder / f"clip-{number:04d}"


def _write(clip: Clip, place: Path) -> None:
    for part, pictures in (("lines", 255 - clip.lines), ("truth", clip.cels)):
        (place / part).mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(pictures, 1):
            write_png(place / part / f"{number:04d}.png", picture)
