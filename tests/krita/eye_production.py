# SPDX-License-Identifier: GPL-3.0-or-later
"""A production whose finished cut shows the eye."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pictures import eye

from shiage.cel.images import write_png
from shiage.cel.palette import Palette, write_palette
from shiage.production.add_cut import add_cut
from shiage.production.folder import Production, new_production
from shiage.production.settings import ProductionSettings


def eye_film(folder: Path, paints: dict[str, tuple[int, int, int, int]]) -> Production:
    """Make one with the eye at three places as its cut, and a palette of named paints."""
    shot = folder / "c001"
    for part in ("lines", "truth"):
        (shot / part).mkdir(parents=True)
    for number, shift in enumerate((-10, 0, 10), 1):
        ink, colours = eye(shift)
        write_png(shot / "lines" / f"{number:04d}.png", 255 - ink[..., 3])
        write_png(shot / "truth" / f"{number:04d}.png", colours)
    palette = folder / "eyes.gpl"
    write_palette(palette, Palette(np.array([*paints.values()], np.uint8), (*paints,)))
    film = new_production(folder / "目 film", ProductionSettings("Eyes"), [palette], [])
    add_cut(film, shot)
    return film
