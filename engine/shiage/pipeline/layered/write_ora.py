# SPDX-License-Identifier: Apache-2.0
"""Writing OpenRaster 0.0.6: a zip of PNGs and their stack, as freedesktop.org describes it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from shiage.cel.beside import write_beside
from shiage.cel.images import png_bytes
from shiage.pipeline.layered.layers import LayeredFrame

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time in the zip: the same frame is the same bytes."""

_THUMBNAIL = 256
"""Longest side of the thumbnail, in pixels."""


def write_ora(path: Path, frame: LayeredFrame) -> None:
    """Write a frame in layers, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    width, height = frame.size
    image = ElementTree.Element("image", version="0.0.6", w=str(width), h=str(height))
    stack = ElementTree.SubElement(image, "stack")
    parts: list[tuple[str, bytes | memoryview]] = []
    for n, layer in enumerate(frame.layers):
        source = f"data/{n:03d}.png"
        parts.append((source, png_bytes(layer.picture)))
        # the uppermost stands first
        place = {"x": str(layer.left), "y": str(layer.top), "name": layer.name, "src": source}
        stack.insert(0, ElementTree.Element("layer", {**place, "composite-op": "svg:src-over"}))
    parts.append(("mergedimage.png", png_bytes(frame.merged)))
    small = Image.fromarray(frame.merged)
    small.thumbnail((_THUMBNAIL, _THUMBNAIL))
    parts.append(("Thumbnails/thumbnail.png", png_bytes(np.asarray(small))))
    xml = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # readers know the format by the first bytes, so this one is stored as it is
        for name, data in [("mimetype", b"image/openraster"), ("stack.xml", xml), *parts]:
            archive.writestr(zipfile.ZipInfo(name, _WHEN), bytes(data))
    write_beside(path, buffer.getbuffer())
