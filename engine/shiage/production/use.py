# SPDX-License-Identifier: Apache-2.0
"""A shot of a production gets what the production says and knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shiage.cel.palette import Palette
from shiage.production.folder import Production, open_production
from shiage.production.settings import FILE, ProductionError
from shiage.shot.types import Settings, Shot


def shot_settings(folder: Path | None, mode: str, gap: int | None, min_area: int | None) -> Settings:
    """How a shot is coloured: as it was said, or as its production says, or as is usual.

    Raises:
        ProductionError: the production cannot be used.
    """
    usual = Settings() if folder is None else open_production(folder).shot_settings()
    return Settings(
        mode="soft" if mode == "soft" else "flat",
        gap=usual.gap if gap is None else gap,
        min_area=usual.min_area if min_area is None else min_area,
    )


def check_palette(production: Production, palette: Palette | None) -> None:
    """See that no other palette is asked for where the production has one.

    Raises:
        ProductionError: there are two.
    """
    if palette is not None and production.palette is not None:
        raise ProductionError(
            f"{production.folder / FILE} names the palette of its shots, which has the last word: leave out "
            "--palette"
        )


def with_production(shot: Shot, production: Production) -> Shot:
    """A shot with the palette and the model sheets of its production.

    Raises:
        ProductionError: a file that the production names is missing, or nothing is coloured anywhere.
        PaletteError, ImageError, ShotError: one cannot be used; the message names it.
    """
    own = {sheet.name for sheet in shot.sheets}
    sheets = [sheet for sheet in production.sheets() if sheet.name not in own]
    joined = replace(shot, palette=production.palette or shot.palette, sheets=[*shot.sheets, *sheets])
    if not joined.keys and not joined.sheets:
        raise ProductionError(
            f"{production.folder}: the shot has no key, and the production neither a model sheet nor a cut "
            "that shows what is drawn in it: colour at least one frame"
        )
    return joined
