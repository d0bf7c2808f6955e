# SPDX-License-Identifier: Apache-2.0
"""What an exposure sheet says: which cel each column shows on which frame."""

from __future__ import annotations

from dataclasses import dataclass

from shiage.errors import ShiageError


class SheetError(ShiageError):
    """A sheet, or a drawing that it names, cannot be used; its words name the file and the place in it."""


@dataclass(frozen=True)
class Exposure:
    """A cel from a frame on, until the column's next exposure.

    Attributes:
        frame: of the sheet, from 0.
        cel: its name as written, or None where nothing is shown.
    """

    frame: int
    cel: str | None


@dataclass(frozen=True)
class Column:
    """A column of cels.

    Attributes:
        name: as written at its head.
        track: its number on the sheet, from the lowest layer up.
        exposures: in time order, each frame at most once.
        beyond: cels that it shows behind the sheet's end alone.
    """

    name: str
    track: int
    exposures: tuple[Exposure, ...]
    beyond: tuple[str, ...] = ()

    def cels(self) -> list[str]:
        """Each cel once, in the order in which they first appear."""
        return list(dict.fromkeys(one.cel for one in self.exposures if one.cel is not None))


@dataclass(frozen=True)
class ExposureSheet:
    """A cut's sheet.

    Attributes:
        name: of the time table.
        duration: in frames.
        columns: of cels, by their track.
        cut, scene: as the sheet's header says, "" where it does not.
    """

    name: str
    duration: int
    columns: tuple[Column, ...]
    cut: str = ""
    scene: str = ""
