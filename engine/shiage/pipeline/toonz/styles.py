# SPDX-License-Identifier: Apache-2.0
"""A level's palette: styles by index, and the pages that show them."""

from __future__ import annotations

from dataclasses import dataclass

from shiage.pipeline.toonz.tagged_text import Tag

Colour = tuple[int, int, int, int]
"""Straight-alpha RGBA, 0 to 255."""

SOLID = 3
"""The kind of styles that are one colour."""

AUTOPAINT = 1
"""The flag of lines that take the colour of what is filled beside them."""


@dataclass(frozen=True)
class Style:
    """A style.

    Attributes:
        name: as the artist called it.
        kind: what it is painted by; only SOLID ones are one colour.
        colour: of a solid one, else None.
        flags: AUTOPAINT or none.
    """

    name: str
    kind: int
    colour: Colour | None
    flags: int = 0

    @property
    def autopaint(self) -> bool:
        """Whether lines of this style take the colour of the fill."""
        return bool(self.flags & AUTOPAINT)


@dataclass(frozen=True)
class Page:
    """A page of a palette: its name and the indices of its styles."""

    name: str
    styles: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class LevelPalette:
    """The palette of a level.

    Attributes:
        styles: by index; 0 is no paint.
        pages: in their order; styles on none are deleted ones.
        text: all of it as it was read, with what Shiage does not look at, or None of a new one.
    """

    styles: tuple[Style, ...]
    pages: tuple[Page, ...]
    text: Tag | None = None
