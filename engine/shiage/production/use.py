# SPDX-License-Identifier: Apache-2.0
"""A shot of a production gets what the production says and knows."""

from __future__ import annotations

from dataclasses import replace

from shiage.cel.palette import Palette
from shiage.production.folder import Production
from shiage.production.settings import FILE, ProductionError
from shiage.shot.types import Settings, Shot


def shot_settings(
    production: Production | None, mode: str, gap: int | None, min_area: int | None
) -> Settings:
    """How a shot is coloured: as it was said, or as its production says, or as is usual."""
    usual = Settings() if production is None else production.shot_settings()
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


def with_palette(shot: Shot, production: Production) -> Shot:
    """A shot with the palette of its production, if that has one.

    Raises:
        ProductionError: a palette file is missing.
        PaletteError: one cannot be used; the message names it.
    """
    return replace(shot, palette=production.palette or shot.palette)


def check_drawings(production: Production, shot: Shot) -> None:
    """See that there is a coloured drawing, in the shot or in its production.

    Raises:
        ProductionError: there is none.
    """
    if not (shot.has_colours or production.cut_names() or production.sheet_files()):
        raise ProductionError(
            f"{production.folder}: neither the shot nor the production has a coloured drawing: colour at "
            "least one frame, or add a finished cut"
        )
