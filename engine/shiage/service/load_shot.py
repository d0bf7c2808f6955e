# SPDX-License-Identifier: Apache-2.0
"""Builds the Shot of a job from its stored buffers."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cel.strokes import Stroke, StrokeError, rasterise
from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.validate_items import ShotRefused, name, place
from shiage.shot.background import ground
from shiage.shot.io.sheet_picture import sheet_of
from shiage.shot.types import Correction, Frame, Key, LaterFrame, ModelSheet, Scribbles, Settings, Shot
from shiage.wire.limits import CANDIDATES, MAX_SIDE

MOST_DISTANCE = 1e6
"""Pixels; a stroke's point farther off is an error of its sender."""

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


def load_shot(job: Job, store: JobStore) -> Shot:
    """The stored buffers of a job as a shot; frames' line art is read when it is looked at.

    Raises:
        ShotRefused: strokes are inconsistent; here or when line art is read.
        OSError: a file of the job is gone; the same.
        ValueError: a file is shorter than its header says, or a picture is no line art; the same.
    """
    places = {place(item): index for index, item in enumerate(job.items)}

    def picture(role: str, where: Any) -> Pixels:
        index = places[role, where]
        return _picture(job.items[index], store.item_path(job, index))

    def line(role: str, where: Any) -> LineArt:
        if role == "line" and ("strokes", where) in places:
            index = places["strokes", where]
            return _strokes(job.items[index], store.item_path(job, index))
        trace = role.replace("line", "trace")
        lines = picture(trace, where) if (trace, where) in places else None
        return _line(job.items[places[role, where]], picture(role, where), lines)

    def frame(number: int) -> Frame:
        index = places["strokes", number] if ("strokes", number) in places else places["line", number]
        height, width = job.items[index]["shape"][:2]
        return LaterFrame(number, (width, height), partial(line, "line", number))

    def cel(role: str, where: Any) -> NDArray[np.uint8]:
        return _cel(job.items[places[role, where]], picture(role, where))

    def sheet(role: str, where: Any) -> ModelSheet:
        if role == "sheet":
            return sheet_of(where, cel(role, where), ground(keys))
        return ModelSheet(where, line("sheet-line", where), cel(role, where))

    numbers = sorted(where for role, where in places if role == "key")
    keys = [Key(number, cel("key", number)) for number in numbers]
    scribbled = sorted(where for role, where in places if role == "scribbles")
    return Shot(
        frames=[frame(number) for number in job.numbers],
        keys=keys,
        sheets=[sheet(role, where) for role, where in places if role in ("sheet", "sheet-cel")],
        corrections=[
            Correction(c["number"], c["x"], c["y"], tuple(c["colour"])) for c in job.settings["corrections"]
        ],
        palette=_palette(job.settings.get("palette")),
        scribbles=[Scribbles(number, cel("scribbles", number)) for number in scribbled],
        settings=Settings(
            **{field: job.settings[field] for field in ("mode", "gap", "min_area")},
            candidates=job.settings.get(CANDIDATES, 1),
        ),
    )


def _palette(palette: dict[str, Any] | None) -> Palette | None:
    """The palette that a shot was sent with."""
    if palette is None:
        return None
    return Palette(np.array(palette["colours"], np.uint8), tuple(palette["names"]))


def _picture(item: dict[str, Any], path: Path) -> Pixels:
    """Stored pixels, (H, W) or (H, W, C), channels in RGB(A) order, alpha straight."""
    pixels = np.fromfile(path, "<" + item["dtype"])
    height, width, channels = item["shape"]
    image = pixels.reshape((height, width) if channels == 1 else (height, width, channels))
    if item["channels"] == "BGRA":
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGRA2RGBA), image.dtype)
    if channels == 4 and item.get("alpha") == "premultiplied":
        top = np.iinfo(image.dtype).max
        alpha = np.maximum(image[..., 3:].astype(np.uint32), 1)
        colour = (image[..., :3].astype(np.uint32) * top + alpha // 2) // alpha
        image = np.concatenate([np.minimum(colour, top).astype(image.dtype), image[..., 3:]], 2)
    return image


def _line(item: dict[str, Any], image: Pixels, trace: Pixels | None) -> LineArt:
    """Line art from coverage (and its trace lines), or from a picture."""
    if item["channels"] != "ink":
        return LineArt.from_image(image)
    ink = (image >> 8).astype(np.uint8) if item["dtype"] == "u2" else image.astype(np.uint8)
    return LineArt(ink, None if trace is None else np.minimum(trace.astype(np.uint8), 3))


def _cel(item: dict[str, Any], image: Pixels) -> NDArray[np.uint8]:
    """A cel as (H, W, 4) uint8 RGBA."""
    rgba = image.astype(np.uint8, copy=False)
    if item["channels"] == "RGB":
        rgba = np.concatenate([rgba, np.full((*rgba.shape[:2], 1), 255, np.uint8)], 2)
    return np.ascontiguousarray(rgba)


def _strokes(item: dict[str, Any], path: Path) -> LineArt:
    """Stored strokes, rasterised."""
    raw = path.read_bytes()
    cuts = np.cumsum([0, *item["bytes"]])
    parts = [raw[a:b] for a, b in pairwise(cuts)]
    points = np.frombuffer(parts[0], "<f4").reshape(-1, 2)
    radius, offsets = np.frombuffer(parts[1], "<f4"), np.frombuffer(parts[2], "<i4")
    flags = np.frombuffer(parts[3], np.uint8).reshape(-1, 2)
    whole = offsets[0] == 0 and offsets[-1] == len(points) and (np.diff(offsets) > 0).all()
    if not whole:
        raise ShotRefused(f"{name(item)}: offsets must rise from 0 to the number of points")
    if (np.abs(points) > MOST_DISTANCE).any() or (radius > MAX_SIDE).any():
        raise ShotRefused(f"{name(item)}: a point or radius is out of all range")
    strokes = [
        Stroke(points[a:b], radius[a:b], bool(closed), int(trace))
        for a, b, (closed, trace) in zip(offsets[:-1], offsets[1:], flags, strict=True)
    ]
    height, width = item["shape"]
    try:
        return rasterise(strokes, width, height)
    except StrokeError as error:
        raise ShotRefused(f"{name(item)}: {error}") from None
