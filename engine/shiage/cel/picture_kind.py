# SPDX-License-Identifier: Apache-2.0
"""What kind of file a picture is, so that another can be written like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.picture import OpenedPicture, open_picture

_KEPT = ("compression", "orientation", "id_section")
"""What TIFF and TGA say of how they are written: packing, where TGA's rows begin, its words of its own."""

_MOST_DPI = 100_000.0


@dataclass(frozen=True, eq=False)
class PictureKind:
    """A file's kind.

    Attributes:
        path: the file.
        format: Pillow's name of it.
        is_deep: whether it has 16 bits a channel.
        has_alpha: whether it says how see-through pixels are.
        palette: (n, 4) uint8 RGBA of an indexed picture, n at most 256; None where it is none.
        options: what Pillow is told to write one like it.
    """

    path: Path
    format: str
    is_deep: bool
    has_alpha: bool
    palette: NDArray[np.uint8] | None
    options: dict[str, Any] = field(default_factory=dict)


def kind_of(path: Path) -> PictureKind:
    """Look at a picture's file.

    Raises:
        ImageError: as for `images.read_image`.
    """
    with open_picture(path) as opened:
        picture = opened.picture
        # a 32-bit BMP is RGB to Pillow
        alpha = opened.shallow().mode in ("LA", "RGBA")
        return PictureKind(
            path,
            picture.format or "",
            opened.is_deep,
            alpha,
            _palette(picture) if picture.mode == "P" else None,
            _options(opened),
        )


def _palette(picture: Image.Image) -> NDArray[np.uint8]:
    rows = picture.getpalette("RGB") or []
    palette = np.full((min(256, len(rows) // 3), 4), 255, np.uint8)
    palette[:, :3] = np.array(rows[: 3 * len(palette)], np.uint8).reshape(-1, 3)
    clear = picture.info.get("transparency")
    if isinstance(clear, int) and clear < len(palette):
        palette[clear, 3] = 0
    elif isinstance(clear, bytes):
        palette[: len(clear), 3] = np.frombuffer(clear[: len(palette)], np.uint8)
    return palette


def _options(opened: OpenedPicture) -> dict[str, Any]:
    info = opened.picture.info
    said = _KEPT if opened.picture.format in ("TIFF", "TGA") else ()
    options = {name: info[name] for name in said if name in info}
    dpi = info.get("dpi")
    if isinstance(dpi, tuple) and len(dpi) == 2 and all(1 <= float(side) <= _MOST_DPI for side in dpi):
        options["dpi"] = tuple(float(side) for side in dpi)
    return options
