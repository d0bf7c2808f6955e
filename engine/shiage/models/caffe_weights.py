# SPDX-License-Identifier: Apache-2.0
"""Reads the convolutions of a .caffemodel file, which is a protocol buffer: numbers with tags, no program.

Of Caffe's message NetParameter only the layers are looked at, of a layer its name and blobs, of a blob its
shape and numbers; all else is stepped over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.outside import read_bounded
from shiage.errors import ShiageError

MOST_BYTES = 2 << 30
"""The largest file that is read."""

LAYER, OLD_LAYER = 100, 2
"""Fields of NetParameter: layers as they are now, and as they were before 2014."""

NAME, BLOBS = {LAYER: 1, OLD_LAYER: 4}, {LAYER: 7, OLD_LAYER: 6}
"""Fields of a layer of each kind."""

OLD_SHAPE, DATA, SHAPE, DIM = (1, 2, 3, 4), 5, 7, 1
"""Fields of BlobProto: its four sides one by one, its numbers, or its shape as a message of its own."""


class CaffeError(ShiageError):
    """A file that cannot be used."""


def read_caffe(path: Path) -> dict[str, list[Floats]]:
    """Layer -> its blobs, float32: of a convolution the weight (out, in, h, w) and the bias.

    Raises:
        CaffeError: it is no .caffemodel, or torn.
        OSError: it cannot be read.
    """
    data = memoryview(read_bounded(path, MOST_BYTES))
    out: dict[str, list[Floats]] = {}
    try:
        for field, value in _fields(data):
            if field in NAME and isinstance(value, memoryview):
                name, blobs = _layer(value, field)
                if blobs:
                    out[name] = blobs
    except (ValueError, IndexError, struct.error) as error:
        raise CaffeError(f"{path}: torn, or no .caffemodel ({error}): fetch it again") from error
    if not out:
        raise CaffeError(f"{path}: no layer with weights is in it: is it a .caffemodel?")
    return out


def _layer(data: memoryview, kind: int) -> tuple[str, list[Floats]]:
    name, blobs = "", []
    for field, value in _fields(data):
        if isinstance(value, memoryview) and field == NAME[kind]:
            name = bytes(value).decode("utf-8", "replace")
        elif isinstance(value, memoryview) and field == BLOBS[kind]:
            blobs.append(_blob(value))
    return name, blobs


def _blob(data: memoryview) -> Floats:
    sides, shape, parts = dict[int, int](), list[int](), list[NDArray[np.float32]]()
    for field, value in _fields(data):
        if field in OLD_SHAPE and isinstance(value, int):
            sides[field] = value
        elif field == SHAPE and isinstance(value, memoryview):
            shape = [n for f, v in _fields(value) if f == DIM for n in _numbers(v)]
        elif field == DATA and isinstance(value, memoryview):
            parts.append(np.frombuffer(value, "<f4"))
    numbers = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return np.asarray(numbers.reshape(shape or [sides.get(n, 1) for n in OLD_SHAPE]), np.float32)


def _numbers(value: int | memoryview) -> list[int]:
    """Whole numbers, one alone or many packed."""
    if isinstance(value, int):
        return [value]
    out, at = [], 0
    while at < len(value):
        number, at = _varint(value, at)
        out.append(number)
    return out


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Fields of a message in order: whole numbers, or bytes of what is longer."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind not in (1, 2, 5):
            raise ValueError(f"a field of kind {kind} at byte {at}")
        size, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        if size > len(data) - at:
            raise ValueError(f"a field of {size} bytes where {len(data) - at} are left")
        yield tag >> 3, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """A whole number of 7 bits a byte, and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
    raise ValueError("a number of more than ten bytes")
