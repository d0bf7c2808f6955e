# SPDX-License-Identifier: Apache-2.0
"""Writes candidates for a key into a folder beside it: in a shot's keys/ each picture would be a key."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shiage.cel.lineart import LineArt
    from shiage.shot.first_key.candidates import Candidates


def write_candidates(key: Path, line: LineArt, found: Candidates) -> dict[str, Any]:
    """Write 1.png, 2.png ... and all.png into the folder of a key's candidates.

    Those of an earlier run that had more are taken away.

    Args:
        key: the key's file.
        line: the drawing.
        found: its candidates.

    Returns:
        for `--json`: `candidates` (files), `side_by_side` (file), `differ` (of each, regions unlike the key)
        and `confidence` (of each region of the key).

    Raises:
        ImageError: the folder cannot be written.
        OSError: the folder cannot be made.
    """
    from shiage.cel.images import write_png
    from shiage.shot.first_key.candidates import side_by_side

    folder = key.with_name(f"{key.stem}.candidates")
    folder.mkdir(exist_ok=True)
    files = []
    for number, cel in enumerate(found.cels(), 1):
        files.append(folder / f"{number}.png")
        write_png(files[-1], cel)
    with suppress(FileNotFoundError):
        for number in count(len(files) + 1):
            (folder / f"{number}.png").unlink()
    both = folder / "all.png"
    write_png(both, side_by_side(line, found))
    return {
        "candidates": [str(file) for file in files],
        "side_by_side": str(both),
        "differ": found.differ(),
        "confidence": [round(float(sure), 3) for sure in found.sure],
    }
