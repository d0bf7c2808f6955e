# SPDX-License-Identifier: Apache-2.0
"""A coloured frame taken apart: a layer for each swatch, the lines above all."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette

Cel = NDArray[np.uint8]

LINES, OTHER = "lines", "other colours"
"""What the layer of ink is called, and that of pixels in none of the swatches: soft edges, shading."""


_LONGEST = 200
"""Letters of a layer's name; a PSD takes fewer than 256."""

_NO_TEXT = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer.

    Attributes:
        name: of its swatch, cut where it is very long, without what XML cannot hold.
        left, top: where its picture lies, in pixels.
        picture: (h, w, 4) uint8 straight-alpha RGBA, cut to what is not transparent.
    """

    name: str
    left: int
    top: int
    picture: Cel


@dataclass(frozen=True, eq=False)
class LayeredFrame:
    """A frame in layers.

    Attributes:
        size: width and height in pixels.
        layers: the lowest first.
        merged: (H, W, 4) uint8 straight-alpha RGBA, all of them over each other.
    """

    size: tuple[int, int]
    layers: tuple[Layer, ...]
    merged: Cel


def in_layers(cel: Cel, line: LineArt, palette: Palette, merged: Cel) -> LayeredFrame:
    """Take a frame apart.

    Args:
        cel: (H, W, 4) uint8 RGBA without ink.
        line: its lines, (H, W); trace lines are not among them, as they give way to the fill.
        palette: gives each layer its name.
        merged: (H, W, 4) uint8 RGBA, the finished frame.

    Returns:
        Layers in the palette's order, of the swatches that the frame shows.
    """
    packed = pack(cel)
    left = packed != 0
    layers: list[Layer | None] = []
    for name, colour in zip(palette.names, pack(palette.colours[:, None])[:, 0].tolist(), strict=True):
        here = (packed == colour) & left
        left &= ~here
        layers.append(_cut(name, np.where(here[..., None], cel, 0)))
    layers.append(_cut(OTHER, np.where(left[..., None], cel, 0)))
    layers.append(_cut(LINES, _ink(line)))
    return LayeredFrame(line.size, tuple(layer for layer in layers if layer is not None), merged)


def _ink(line: LineArt) -> Cel:
    picture = np.zeros((*line.ink.shape, 4), np.uint8)
    if line.colour is not None:
        picture[..., :3] = line.colour
    picture[..., 3] = line.ink
    return picture


def _cut(name: str, picture: Cel) -> Layer | None:
    shown = picture[..., 3] > 0
    rows, columns = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    return Layer(
        _plain(name), left, top, np.ascontiguousarray(picture[top : rows[-1] + 1, left : columns[-1] + 1])
    )


def _plain(name: str) -> str:
    return _NO_TEXT.sub("\ufffd", name)[:_LONGEST]
