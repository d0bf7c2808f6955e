# SPDX-License-Identifier: Apache-2.0
"""Files of other programs that name shots: exposure sheets, clips, timelines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shiage.pipeline.column_files import find_columns
from shiage.pipeline.named_shot import NamedShot
from shiage.pipeline.read_otio import find_clips
from shiage.pipeline.read_tvpaint import find_layers, read_tvpaint
from shiage.pipeline.read_xdts import read_xdts
from shiage.pipeline.write_xdts import xdts_bytes


@dataclass(frozen=True)
class SheetShots:
    """What a file names.

    Attributes:
        shots: in its order.
        timing: name and content of the sheet that belongs beside their results; a timeline has none.
    """

    shots: list[NamedShot]
    timing: tuple[str, bytes] | None = None


def _of_sheet(path: Path, keyless: bool) -> SheetShots:
    """The sheet as it was: dialogue, camera and the artist's marks stay with the timing."""
    return SheetShots(find_columns(path, read_xdts(path).tables, keyless), (path.name, path.read_bytes()))


def _of_clip(path: Path, keyless: bool) -> SheetShots:
    """The clip's timing as XDTS, for its own file names its own pictures."""
    clip = read_tvpaint(path)
    return SheetShots(find_layers(path, clip), (path.with_suffix(".xdts").name, xdts_bytes(clip.sheet)))


READERS: dict[str, Callable[[Path, bool], SheetShots]] = {
    ".xdts": _of_sheet,
    ".json": _of_clip,
    ".otio": lambda path, keyless: SheetShots(find_clips(path)),
}
"""By the file's ending; they are told whether shots may be without keys. Layers of a clip may not: those that
are backgrounds have none."""
