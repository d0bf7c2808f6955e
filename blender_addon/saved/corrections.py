# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's corrections as they are kept in the file: of an object, of a drawing, at a place of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from ..scene.colours import to_srgb
from ..scene.looks import Look, Paint, over
from ..scene.materials import flat_fill, is_gradient

SAME = 1e-4
"""Units by which the places of two corrections of one region differ at most."""


@dataclass(frozen=True)
class Correction:
    """What an artist says a region is painted with.

    Attributes:
        number: frame it was said in.
        place: (x, y, z) inside the region, in the result layer's coordinates.
        look: what it is painted with.
        drawing_digest: what its drawing is known by.
    """

    number: int
    place: tuple[float, float, float]
    look: Look
    drawing_digest: str


def corrections_of(settings: Any, target: Any) -> tuple[Correction, ...]:
    """The corrections of an object's drawings."""
    return tuple(correction_of(kept) for kept in settings.marks if kept.object == target)


def correction_of(kept: Any) -> Correction:
    """A correction as it is kept in settings."""
    return Correction(kept.frame, tuple(kept.place), look_of(kept.paints), kept.drawing)


def look_of(paints: Any) -> Look:
    """A look as it is kept in settings; a material is asked for its name and colour of today."""
    look: Look = ()
    for paint in paints:
        style = paint.material.grease_pencil if paint.material else None
        if style is None:
            look = over(look, Paint("", tuple(paint.colour)))
        else:
            look = over(look, paint_of(paint.material))
    return look


def paint_of(material: Any) -> Paint:
    """A grease-pencil material as a paint; of a gradient its middle."""
    style = material.grease_pencil
    r, g, b, a = to_srgb(np.array(flat_fill(style))).tolist()
    return Paint("" if is_gradient(style) else material.name, (r, g, b, a))


def keep_look(paints: Any, look: Look) -> None:
    """Keep a look in settings."""
    paints.clear()
    for one in look:
        paint = paints.add()
        paint.material, paint.colour = bpy.data.materials.get(one.material), one.colour


def drawing_digests(settings: Any, target: Any) -> dict[int, str]:
    """What the drawings of an object's last run are known by, by frame."""
    kept = next((entry.digests for entry in settings.drawings if entry.object == target), "")
    pairs = (pair.partition(":") for pair in kept.split())
    return {int(number): digest for number, _, digest in pairs}


def job_of(settings: Any, target: Any) -> tuple[str, str]:
    """The engine's job and the digest of an object's last run, each "" where there was none."""
    found = ((entry.job, entry.digest) for entry in settings.drawings if entry.object == target)
    return next(found, ("", ""))


def keep_drawing_digests(settings: Any, target: Any, digests: dict[int, str], job: tuple[str, str]) -> None:
    """Keep what an object's drawings are known by, and the job and digest of the run."""
    entry = next((entry for entry in settings.drawings if entry.object == target), None)
    if entry is None:
        entry = settings.drawings.add()
        entry.object = target
    entry.job, entry.digest = job
    entry.digests = " ".join(f"{number}:{digest}" for number, digest in digests.items())


def drawing_digest_at(settings: Any, target: Any, number: int) -> str:
    """What the drawing shown in a frame is known by since the last run, or ""."""
    known = drawing_digests(settings, target)
    return known.get(max((n for n in known if n <= number), default=0), "")


def add_correction(settings: Any, target: Any, number: int, digest: str, place: Any, look: Look) -> None:
    """Keep a correction, in place of an earlier one of the same region."""
    for index, old in reversed(list(enumerate(settings.marks))):
        same = old.drawing == digest if digest else old.frame == number
        if old.object == target and same and np.allclose(old.place, place, atol=SAME):
            settings.marks.remove(index)
    kept = settings.marks.add()
    kept.object, kept.drawing, kept.frame, kept.place = target, digest, number, place
    keep_look(kept.paints, look)
