# SPDX-License-Identifier: GPL-3.0-or-later
"""A Colorize Mask in a saved document: Krita 5.1 lets no script make one, so it is written into the file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MASK = "Colorize Mask 1"
_ENTRY = (
    '<masks><mask nodetype="colorizemask" name="{name}" filename="mask77" uuid="{{{uuid}}}" visible="1"'
    ' colorspacename="RGBA" compositeop="behind" show-coloring="1" edit-keystrokes="1" cleanup="70"'
    ' edge-detection-size="4" use-edge-detection="0" fuzzy-radius="15" limit-to-device="0" locked="0"'
    ' intimeline="0" colorlabel="0" x="0" y="0"/></masks>'
)
_CONTENT = '<!DOCTYPE doc>\n<colorize>\n <keystrokes type="array"/>\n</colorize>\n'


def add_colorize_mask(path: Path, layer: str, paint: NDArray[np.uint8], name: str = MASK) -> None:
    """Lay a Colorize Mask with what it has painted into a layer of a .kra file.

    Args:
        path: the file, as Krita saved it.
        layer: the layer's name.
        paint: (H, W, 4) BGRA.
        name: the mask's name.
    """
    with zipfile.ZipFile(path) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    document = files["maindoc.xml"].decode()
    uuid = "e0fee2da-c18b-4dec-9153-0bd54fbd25fb"
    entry = _ENTRY.format(name=name, uuid=uuid)
    pattern = rf'(<layer (?:(?!/>)[^>])*name="{layer}"(?:(?!/>)[^>])*?)/?>(?:\s*</layer>)?'
    changed, count = re.subn(pattern, lambda m: f"{m[1]}>{entry}</layer>", document)
    assert count == 1, f"no layer {layer}"
    files["maindoc.xml"] = changed.encode()
    layers = next(n for n in files if n.endswith(".icc") and "/layers/" in n)
    folder = f"{layers.rpartition('/')[0]}/mask77.colorizemask"
    files[f"{folder}/content.xml"] = _CONTENT.encode()
    files[f"{folder}/colorize-coloring"] = _tiles(paint)
    files[f"{folder}/colorize-coloring.defaultpixel"] = bytes(4)
    files[f"{folder}/{folder.partition('/layers/')[0]}/layers/mask77.icc"] = files[layers]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for entry_name, data in files.items():
            archive.writestr(entry_name, data)


def _tiles(paint: NDArray[np.uint8]) -> bytes:
    """A paint device as Krita saves it, each tile raw."""
    height, width = paint.shape[:2]
    padded = np.zeros((height + -height % 64, width + -width % 64, 4), np.uint8)
    padded[:height, :width] = paint
    parts = []
    for top in range(0, height, 64):
        for left in range(0, width, 64):
            data = b"\0" + padded[top : top + 64, left : left + 64].tobytes()
            parts.append(b"%d,%d,LZF,%d\n" % (left, top, len(data)) + data)
    return b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE 4\nDATA %d\n" % len(parts) + b"".join(parts)
