# SPDX-License-Identifier: Apache-2.0
"""Finished shots on disk for the tests of productions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from drawings import face
from numpy.typing import NDArray

from shiage.cel.images import write_png
from shiage.cel.lineart import LineArt

Drawn = tuple[LineArt, NDArray[np.uint8]]


def walking(frames: int = 4, begin: int = 0) -> list[Drawn]:
    """A face that moves across: line art and cel of each frame."""
    return [face((60 + 6 * n, 90 + 3 * (n % 2))) for n in range(begin, begin + frames)]


def write_finished(
    folder: Path, drawn: list[Drawn], keys: Iterable[int] = (), truth: bool = True, name: str = "{:04d}.png"
) -> Path:
    """Write a shot with lines/, and truth/ and keys/ as asked; frames count from 1."""
    for part in ("lines", *(["truth"] if truth else []), *(["keys"] if list(keys) else [])):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number, (line, cel) in enumerate(drawn, 1):
        write_png(folder / "lines" / name.format(number), 255 - line.ink)
        if truth:
            write_png(folder / "truth" / name.format(number), cel)
        if number in keys:
            write_png(folder / "keys" / name.format(number), cel)
    return folder
