# SPDX-License-Identifier: Apache-2.0
"""Writing PSD with psd-tools."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from shiage.cel.beside import write_beside
from shiage.errors import ShiageError
from shiage.pipeline.layered.layers import LayeredFrame

MOST_SIDE = 30_000
"""Pixels of a PSD's side."""


class LayersError(ShiageError):
    """A frame cannot be written in layers."""


def check_psd() -> None:
    """See that psd-tools is there.

    Raises:
        LayersError: it is not installed.
    """
    try:
        import psd_tools  # noqa: F401
    except ModuleNotFoundError as error:
        raise LayersError("PSD wants a library more: pip install shiage[pipeline]") from error


def write_psd(path: Path, frame: LayeredFrame) -> None:
    """Write a frame in layers, whole or not at all; psd-tools must be there.

    Raises:
        LayersError: the frame is too large for a PSD.
        OSError: it cannot be written.
    """
    write_beside(path, psd_bytes(path, frame))


def psd_bytes(path: Path, frame: LayeredFrame) -> bytes:
    """The content of a PSD, named in errors by its path; see `write_psd`."""
    from psd_tools import PSDImage

    if max(frame.size) > MOST_SIDE:
        raise LayersError(f"{path}: {frame.size[0]} x {frame.size[1]} pixels; a PSD has at most {MOST_SIDE}")
    psd = PSDImage.frompil(_on_white(Image.fromarray(frame.merged)))
    for layer in frame.layers:
        made = psd.create_pixel_layer(Image.fromarray(layer.picture), top=layer.top, left=layer.left)
        made.name = layer.name  # not above: there it would have to be Roman letters
    info = psd._record.layer_and_mask_information.layer_info
    if info is not None:
        # below 0 it says that the merged picture's fourth channel is its alpha and no mask
        info.layer_count = -len(frame.layers)
    buffer = io.BytesIO()
    psd.save(buffer)
    return buffer.getvalue()


def _on_white(merged: Image.Image) -> Image.Image:
    """The picture mixed with white where it is see-through: so Photoshop keeps what it merged."""
    white = Image.new("RGBA", merged.size, "white")
    white.alpha_composite(merged)
    white.putalpha(merged.getchannel("A"))
    return white
