# SPDX-License-Identifier: Apache-2.0
"""One layer of a PSD as a drawing's lines, through psd-tools."""

from __future__ import annotations

import io
import logging
import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np
from PIL import Image

from shiage.cel.deep import ImageError
from shiage.cel.lineart import LineArt
from shiage.cel.outside import read_bounded
from shiage.cel.photoshop import is_psd, read_head
from shiage.cel.picture import check_size
from shiage.errors import first_line, some_of

if TYPE_CHECKING:
    from psd_tools import PSDImage
    from psd_tools.api.layers import Layer

MOST_BYTES = 1 << 30
"""A PSD of more is no drawing of one frame."""

_TORN = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
    NotImplementedError, Warning, struct.error,
)  # fmt: skip
"""What psd-tools raises on bytes that are not the file they begin as."""

_MOST_NAMED = 20


def read_line_layer(path: Path, name: str) -> LineArt:
    """Read a layer, or a group of layers, as line art: where it is see-through there is paper.

    Hidden layers within a group are left out; what is named itself may be hidden.

    Args:
        path: a PSD, grey or RGB with 8 bits a channel.
        name: of the layer, or its path from a group on, such as Line/ink.

    Raises:
        ImageError: the file cannot be used, psd-tools is missing, or there is no such layer, or several.
    """
    try:
        import psd_tools
        from psd_tools.compression import PSDDecompressionWarning
    except ModuleNotFoundError as error:
        raise ImageError("layers of a PSD want a library more: pip install shiage[pipeline]") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # a channel that cannot be unpacked would be black
            warnings.simplefilter("error", PSDDecompressionWarning)
            logging.getLogger("psd_tools").setLevel(logging.ERROR)  # it tells what it passes over
            psd = psd_tools.PSDImage.open(io.BytesIO(_checked(path)))
            layer = _named(path, psd, name)
            picture = layer.composite(
                viewport=(0, 0, psd.width, psd.height), layer_filter=lambda one: one is layer or one.visible
            )
    except ImageError:
        raise
    except _TORN as error:
        raise ImageError(f"{path} is torn or damaged ({first_line(error)}): save or copy it again") from error
    if picture is None:  # nothing is drawn in it
        picture = Image.new("RGBA", (psd.width, psd.height))
    return LineArt.from_image(np.array(picture.convert("RGBA")))


def _checked(path: Path) -> bytes:
    """The content of a file that is a PSD we serve."""
    try:
        data = read_bounded(path, MOST_BYTES)
    except OSError as error:
        raise ImageError(f"{path} cannot be read: {error.strerror or error}") from error
    if not is_psd(data):
        raise ImageError(f"{path} is no PSD and has no layers: --line-layer is for PSD drawings")
    head = read_head(path, io.BytesIO(data))
    check_size(path, head.width, head.height)
    return data


def _named(path: Path, psd: PSDImage, name: str) -> Layer:
    wanted = _plain(name)
    paths = [(_path(layer), layer) for layer in psd.descendants()]
    found = [one for one in paths if _plain(one[0]) == wanted] or [
        one for one in paths if f"/{_plain(one[0])}".endswith(f"/{wanted}")
    ]
    if not found:
        listed = some_of([place for place, _ in paths], _MOST_NAMED) or "none"
        raise ImageError(f"{path} has no layer {name}; its layers: {listed}")
    if len(found) > 1:
        places = [place for place, _ in found]
        one_path = len(set(places)) < len(places)
        advice = "rename one" if one_path else "give the whole path"
        raise ImageError(f"{path} has {len(found)} layers {name}: {', '.join(places)}; {advice}")
    return found[0][1]


def _path(layer: Layer) -> str:
    """A layer's name behind those of the groups that it lies in."""
    from psd_tools.api.layers import Group

    names = [layer.name]
    group = layer.parent
    while isinstance(group, Group):
        names.append(group.name)
        group = group.parent
    return "/".join(reversed(names))


def _plain(name: str) -> str:
    # kana marks and accents are written in two ways
    return normalize("NFC", name)
