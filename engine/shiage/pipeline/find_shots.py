# SPDX-License-Identifier: Apache-2.0
"""Files of other programs that name shots: exposure sheets, clips, timelines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shiage.pipeline.column_files import find_columns
from shiage.pipeline.named_shot import NamedShot
from shiage.pipeline.read_otio import find_clips
from shiage.pipeline.read_tvpaint import find_layers, read_tvpaint
from shiage.pipeline.read_xdts import read_xdts

READERS: dict[str, Callable[[Path], list[NamedShot]]] = {
    ".xdts": lambda path: find_columns(path, read_xdts(path)),
    ".json": lambda path: find_layers(path, read_tvpaint(path)),
    ".otio": find_clips,
}
"""By the file's ending."""
