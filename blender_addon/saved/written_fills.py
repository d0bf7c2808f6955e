# SPDX-License-Identifier: GPL-3.0-or-later
"""What Shiage wrote into the result layer, kept with the drawings, tells which fills the artist deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..scene.attributes import read_attribute
from ..scene.colours import RGBA
from ..scene.layers import frame_on
from .own_fills import SEAL

_NAME = "shiage_fills"


@dataclass(frozen=True)
class Origin:
    """Where the fills of a frame came from.

    Attributes:
        job: of the engine's, "" where it is a frame coloured alone, or fills that were painted anew since.
        digest: what the engine knows them by, "" where that is not known.
        basis: what they follow from beside that, see `standing.basis_of`.
        codes: the engine's colours in them.
    """

    job: str = ""
    digest: str = ""
    basis: str = ""
    codes: tuple[RGBA, ...] = ()


@dataclass(frozen=True, eq=False)
class Written:
    """Fills that Shiage wrote into a frame; k of them.

    Attributes:
        seals: (k,) int32 of the first curve of each.
        regions: (k,) int32.
        places: (k, 3) float64, a point well inside, in the result layer's coordinates.
        origin: where they came from.
    """

    seals: np.ndarray
    regions: np.ndarray
    places: np.ndarray
    origin: Origin = Origin()


def is_ours(layer: Any) -> bool:
    """Whether the layer with the result's name is the result: it is empty, or fills were written into it."""
    if _NAME in layer.id_data:
        return True
    drawn = [frame for frame in layer.frames if frame.drawing.attributes.domain_size("CURVE")]
    return not drawn or any(_seals(frame.drawing) for frame in drawn)


def keep_written(data: Any, number: int, written: Written) -> None:
    """Note what was written into a frame, in place of what was noted before."""
    if _NAME not in data:
        data[_NAME] = {}
    data[_NAME][str(number)] = {
        "job": written.origin.job,
        "digest": written.origin.digest,
        "basis": written.origin.basis,
        "codes": [value for code in written.origin.codes for value in code],
        "seals": written.seals.tolist(),
        "regions": written.regions.tolist(),
        "places": np.asarray(written.places, float).ravel().tolist(),
    }


def forget_written(data: Any, number: int | None = None) -> None:
    """Forget what was written into a frame, or into all."""
    if _NAME in data and number is None:
        del data[_NAME]
    elif _NAME in data and str(number) in data[_NAME]:
        del data[_NAME][str(number)]


def replace_seals(data: Any, number: int, seals: dict[int, int | None]) -> None:
    """Fills of a frame that Shiage itself painted anew have other seals; those it took away have none."""
    kept = data[_NAME].get(str(number)) if _NAME in data else None
    if kept is None:
        return
    record = _record(kept)
    now = [seals.get(seal, seal) for seal in record.seals.tolist()]
    there = np.array([seal is not None for seal in now], bool)
    left = np.array([seal for seal in now if seal is not None], np.int32)
    keep_written(data, number, Written(left, record.regions[there], record.places[there]))


def deleted_fills(data: Any, layer: Any) -> dict[int, Written]:
    """By frame, what Shiage wrote there and is there no more, so the artist deleted it.

    A frame is known by its fills, for it may have been moved: its record is the one that has most of them. A
    frame that is empty is known by its number, if its record fits no other frame.
    """
    records = {int(number): _record(kept) for number, kept in data.get(_NAME, {}).items()}
    owners: dict[int, list[int]] = {}
    for number, record in records.items():
        for seal in set(record.seals.tolist()):  # what stands still has one seal in many frames
            owners.setdefault(seal, []).append(number)
    there = {frame.frame_number: _seals(frame.drawing) for frame in layer.frames}
    found: dict[int, Written] = {}
    taken: set[int] = set()
    for number, seals in there.items():
        shared = Counter(number for seal in seals for number in owners.get(seal, ()))
        if shared:
            best = max(shared, key=lambda n: (shared[n], n == number))
            taken.add(best)
            found[number] = _missing(records[best], seals)
    for number, seals in there.items():
        if not seals and number in records and number not in taken:
            found[number] = records[number]
    return {number: gone for number, gone in found.items() if len(gone.seals)}


def keep_job(data: Any, number: int, job: str) -> None:
    """What was written into a frame is what another job says of it."""
    if _NAME in data and str(number) in data[_NAME]:
        data[_NAME][str(number)]["job"] = job


def origin_of(data: Any, number: int) -> Origin:
    """Where what was written into a frame came from."""
    kept = data[_NAME][str(number)]
    values = [int(value) for value in kept.get("codes", ())]
    codes = tuple((r, g, b, a) for r, g, b, a in zip(*[iter(values)] * 4, strict=True))
    return Origin(str(kept["job"]), str(kept.get("digest", "")), str(kept.get("basis", "")), codes)


def intact_frames(data: Any, layer: Any, job: str) -> dict[int, int]:
    """Frames that stand as a job has left them, and how many strokes each has, the artist's among them."""
    found = {}
    for number, kept in data.get(_NAME, {}).items():
        frame = frame_on(layer, int(number))
        if frame is None or not job or kept["job"] != job:
            continue
        if set(_record(kept).seals.tolist()) <= _seals(frame.drawing):
            found[int(number)] = int(frame.drawing.attributes.domain_size("CURVE"))
    return found


def _record(kept: Any) -> Written:
    return Written(
        np.array(kept["seals"], np.int32).reshape(-1),
        np.array(kept["regions"], np.int32).reshape(-1),
        np.array(kept["places"], np.float64).reshape(-1, 3),
    )


def _missing(record: Written, there: set[int]) -> Written:
    gone = np.array([seal not in there for seal in record.seals.tolist()], bool)
    return Written(record.seals[gone], record.regions[gone], record.places[gone])


def _seals(drawing: Any) -> set[int]:
    count = drawing.attributes.domain_size("CURVE")
    return set(read_attribute(drawing, SEAL, count, 0, np.int32).tolist()) - {0}
