# SPDX-License-Identifier: Apache-2.0
"""A finished shot on disk, as `production add` takes it in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import write_png

Drawn = tuple[int, NDArray[np.uint8], NDArray[np.uint8]]
"""Number, lines as a picture (H, W) grey or (H, W, 3) RGB, dark on white, and cel (H, W, 4) RGBA."""


def write_finished(folder: Path, drawings: Iterable[Drawn]) -> Path:
    """Write lines/ and truth/ into a folder that has neither; returns it.

    Raises:
        OSError: they cannot be written.
    """
    for part in ("lines", "truth"):
        (folder / part).mkdir(parents=True)
    for number, line, cel in drawings:
        write_png(folder / "lines" / f"{number:04d}.png", line)
        write_png(folder / "truth" / f"{number:04d}.png", cel)
    return folder
