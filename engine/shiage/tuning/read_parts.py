# SPDX-License-Identifier: Apache-2.0
"""The drawings of a production's cuts and of its corrected shots, with what is known of their colours."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from shiage.cel.images import read_cel
from shiage.cel.outside import read_bounded
from shiage.production.corrected_shots import CorrectedShot
from shiage.production.folder import MOST_BYTES, Production
from shiage.shot.describe.regions import regions_of
from shiage.shot.io.read_shot import read_frame, read_shot
from shiage.shot.io.shot_folder import ShotFiles, find_shot
from shiage.shot.review.corrections_file import placed
from shiage.shot.types import Frame, ModelSheet, Shot, ShotError
from shiage.tuning.known_pairs import Drawn
from shiage.tuning.parts import Part

MOST_KEYS = 2
"""Of a corrected shot with more keys the first and the last are learned from."""


def cut_files(production: Production) -> dict[str, ShotFiles]:
    """Files of each cut by its name.

    Raises:
        ProductionError, ShotError: a cut is no folder, or its names cannot be read.
    """
    return {name: find_shot(production.cuts / name) for name in production.cut_names()}


def numbers_of(files: ShotFiles) -> list[int]:
    """Numbers of a cut's drawings that have lines and truth, in time order."""
    return sorted(files.truth if files.film else set(files.truth) & set(files.lines))


def drawn_of(part: Part, files: ShotFiles) -> list[Drawn]:
    """The drawings of a part, read.

    Raises:
        ShotError, ImageError, OSError: a drawing can no longer be read; the message names it.
    """
    rows = []
    for number in part.frames:
        line, truth = files.film or files.lines[number], files.truth[number]
        said = [hashlib.sha256(read_bounded(file, MOST_BYTES)).hexdigest() for file in (line, truth)]
        sheet = ModelSheet(f"{part.cut} {number}", read_frame(files, number).line, read_cel(truth))
        rows.append(Drawn(number, sheet, " ".join(said)))
    return rows


def corrected_drawings(one: CorrectedShot, production: Production) -> tuple[list[Drawn], int] | None:
    """Keys of a corrected shot and its corrected frames, with the number of a key.

    Returns:
        None where the shot is no longer there, has no key, or none of its corrections is found in it.
    """
    try:
        shot = read_shot(one.shot, None, production.shot_settings())
    except (ShotError, OSError):
        return None
    keys = {key.number: key.cel for key in shot.keys}
    ends = sorted(keys)[:: max(1, len(keys) - 1)][:MOST_KEYS]
    spots: dict[int, dict[tuple[int, int], tuple[int, int, int, int]]] = {}
    for said in placed(one.corrections, shot)[0]:
        if said.number not in keys:
            spots.setdefault(said.number, {})[said.x, said.y] = said.colour
    if not ends or not spots:
        return None
    frames = {frame.number: frame for frame in shot.frames}
    given = [Drawn(n, ModelSheet(str(n), frames[n].line, keys[n]), _digest(frames[n], keys[n])) for n in ends]
    corrected = [_corrected(frames[n], said, shot) for n, said in spots.items()]
    return sorted([*given, *corrected], key=lambda d: d.number), ends[0]


def _corrected(frame: Frame, said: Mapping[tuple[int, int], tuple[int, int, int, int]], shot: Shot) -> Drawn:
    """A frame of which the corrected regions are known."""
    labels = regions_of(frame.line, shot.settings).labels
    cel = np.zeros((*labels.shape, 4), np.uint8)
    spots = []
    for (x, y), colour in said.items():
        if labels[y, x]:
            cel[labels == labels[y, x]] = colour
            spots.append((x, y))
    return Drawn(
        frame.number, ModelSheet(str(frame.number), frame.line, cel), _digest(frame, cel), tuple(spots)
    )


def _digest(frame: Frame, cel: np.typing.NDArray[np.uint8]) -> str:
    said = hashlib.sha256(frame.line.ink.tobytes())
    if frame.line.trace is not None:
        said.update(frame.line.trace.tobytes())
    said.update(np.ascontiguousarray(cel).tobytes())
    return said.hexdigest()
