# SPDX-License-Identifier: GPL-3.0-or-later
"""What was gathered, as the shot that crosses the wire."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from functools import partial

import numpy as np

from ..language.messages import ShiageError
from ..scene.image_files import read_picture
from ..scene.looks import Looks
from ..wire.production import has_drawings, stamp
from ..wire.shot import Item, ShotUpload
from .correction_points import correction_points
from .gathered import Gathered, Seen
from .key_digests import digest_known, name_of, remember
from .key_picture import paint_key
from .no_colour import no_colour
from .plan import FILLS, SOFT, ModelSheet, Plan
from .scribble_picture import look_of, paint_scribbles
from .soft_key_picture import paint_soft_key


def looks_of(plan: Plan, found: Gathered) -> Looks:
    """The looks of a shot; materials of the keys have their own colours wherever that can be."""
    looks = Looks(found.materials, exact=plan.output != FILLS)
    for shapes in (*found.keys.values(), *found.touched.values()):
        looks.note(dict.fromkeys(shape.paint for shape in shapes if not shape.cuts))
    for scribbles in found.scribbled.values():
        looks.note(dict.fromkeys(map(look_of, scribbles)))
    for correction in plan.corrections:
        looks.note(correction.look)
    return looks


def shot_of(plan: Plan, found: Gathered, looks: Looks) -> ShotUpload:
    """The shot to upload; what the artist said of regions is added by `digest_of`.

    Raises:
        ShiageError: there is nothing to colour, or no colour to colour it with.
    """
    if not found.frames:
        raise ShiageError("There is no stroke to be seen through the camera in the frames of this shot")
    key_images = {found.shot_frame(n): path for n, path in plan.key_images.items()}
    remembered = bool(plan.production) and has_drawings(plan.production)
    scribbled = found.scribbled
    given = found.keys or scribbled or key_images or plan.sheets or plan.corrections or found.touched
    if not (given or remembered):
        raise no_colour(plan, found)
    shot = ShotUpload(mode=plan.mode, gap=plan.gap, production=plan.production)
    for number, seen in found.frames.items():
        _add_lines(shot, number, seen)
        if number in key_images:
            _add_picture(shot, number, seen, key_images[number])
        elif number in found.keys:
            painted = _later(plan, found, number, looks)
            shot.key(number, seen.view.width, seen.view.height, painted)
        if number in scribbled:
            painted = partial(paint_scribbles, seen, scribbled[number], looks)
            shot.scribbles(number, seen.view.width, seen.view.height, painted)
    for sheet in plan.sheets:
        _add_sheet(shot, sheet)
    return shot


def _add_lines(shot: ShotUpload, number: int, seen: Seen) -> None:
    width, height = seen.view.width, seen.view.height
    if seen.ink is not None:
        ink = seen.ink
        shot.stroke_buffers(number, width, height, ink.points, ink.radius, ink.offsets, ink.flags)
        return
    picture = _sized(seen, seen.scan)
    shot.line(number, width, height, picture, channels="RGBA")


def _add_picture(shot: ShotUpload, number: int, seen: Seen, path: str) -> None:
    shot.key(number, seen.view.width, seen.view.height, _sized(seen, path))


def _add_sheet(shot: ShotUpload, sheet: ModelSheet) -> None:
    """One picture with its lines in it, or lines and colours apart."""
    if not sheet.colours:
        raise ShiageError("Choose the picture of the model sheet '{}'", sheet.name)
    cel = read_picture(sheet.colours)
    height, width = cel.shape[:2]
    if not sheet.line:
        shot.sheet_picture(sheet.name, width, height, cel)
        return
    line = read_picture(sheet.line)
    if line.shape != cel.shape:
        raise ShiageError("Lines and colors of the model sheet '{}' differ in size", sheet.name)
    shot.sheet(sheet.name, width, height, line, cel, channels="RGBA")


def _sized(seen: Seen, path: str) -> np.ndarray:
    picture = read_picture(path)
    height, width = picture.shape[:2]
    if (width, height) != seen.render:
        words = "{} is {} x {}, the render {} x {}: make them equal"
        raise ShiageError(words, path, width, height, *seen.render)
    if seen.render == (seen.view.width, seen.view.height):
        return picture
    left, top = seen.margin
    wide = np.zeros((seen.view.height, seen.view.width, 4), np.uint8)
    wide[top : top + height, left : left + width] = picture
    return wide


def _later(plan: Plan, found: Gathered, number: int, looks: Looks) -> Callable[[], np.ndarray]:
    """Draw a key when its turn to be sent has come, on the thread that sends it."""
    seen, shapes = found.frames[number], found.keys[number]
    if plan.mode == SOFT:
        return lambda: paint_soft_key(seen, found.coats[number])
    return lambda: paint_key(seen, shapes, looks)[0]


def _name_keys(plan: Plan, shot: ShotUpload, found: Gathered, looks: Looks) -> None:
    """Give the flat keys their digests; those that are known are not painted."""
    if plan.mode == SOFT:
        return
    pictures = {found.shot_frame(n) for n in plan.key_images}
    for index, item in enumerate(shot.items):
        if item.header["role"] != "key" or item.header["number"] in pictures:
            continue
        number = item.header["number"]
        seen, shapes = found.frames[number], found.keys[number]
        name = name_of(seen, shapes)
        digest = digest_known(name, looks)
        if not digest:
            painted, table = paint_key(seen, shapes, looks)
            digest = hashlib.sha256(painted.data).hexdigest()
            remember(name, digest, table, looks)
            shot.items[index] = Item(item.header, partial(_unpacked, zlib.compress(painted.data, 1)))
        item.header["digest"] = digest


def _unpacked(packed: bytes) -> list[bytes]:
    """A key that was painted to be named is kept until it is sent: packed, flat colours take no room."""
    return [zlib.decompress(packed)]


def digest_of(plan: Plan, shot: ShotUpload, found: Gathered, looks: Looks) -> str:
    """A name for exactly this shot, made of its items' digests; adds the artist's corrections to it.

    The same shot again is not sent at all; of another one the engine is sent what it has not.
    """
    _name_keys(plan, shot, found, looks)
    shot.name_items()
    for point in correction_points(plan, found):
        shot.correct(point.number, point.x, point.y, looks.code(point.look))
    made_with = (plan.mode, plan.gap, stamp(plan.production))
    said = repr((*made_with, shot.corrections, [item.header for item in shot.items]))
    return hashlib.sha256(said.encode()).hexdigest()
