# SPDX-License-Identifier: Apache-2.0
"""Colour profiles of pictures: whether one says anything but sRGB, and line art brought to sRGB."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsProfile

SAME = 3
"""Levels by which a profile's colours may differ from sRGB's and still be taken for them."""

_STEPS = (0, 32, 64, 96, 128, 160, 192, 224, 255)


def foreign_profile(picture: Image.Image) -> str | None:
    """Name of a picture's colour profile where its colours are not sRGB's; None without such a one."""
    data = picture.info.get("icc_profile")
    if not isinstance(data, bytes) or picture.mode in ("CMYK", "LAB"):
        return None
    return _foreign(data)


def to_srgb(picture: Image.Image) -> Image.Image:
    """A grey, RGB or RGBA picture of 8 bits whose profile is not sRGB, in sRGB; alpha stays."""
    if foreign_profile(picture) is None:
        return picture
    from PIL import ImageCms

    grey, clear = picture.mode in ("1", "L", "LA"), picture.mode in ("LA", "RGBA")
    profile = _open(picture.info["icc_profile"])
    space = profile.profile.xcolor_space.strip() if profile else ""
    plain = picture.convert("L") if space == "GRAY" else picture.convert("RGB")
    if profile is None or space not in ("GRAY", "RGB") or (space == "GRAY" and not grey):
        return picture
    turned = ImageCms.profileToProfile(plain, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert turned is not None
    result = turned.convert("L") if grey else turned
    if clear:
        result.putalpha(picture.getchannel("A"))
    return result


@lru_cache(maxsize=16)
def _foreign(data: bytes) -> str | None:
    from PIL import ImageCms

    profile = _open(data)
    if profile is None:
        return None
    space = profile.profile.xcolor_space.strip()
    if space == "GRAY":
        ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    elif space == "RGB":
        cube = np.stack(np.meshgrid(_STEPS, _STEPS, _STEPS, indexing="ij"), -1).astype(np.uint8)
        ramp = Image.fromarray(cube.reshape(1, -1, 3))
    else:
        return None
    try:
        turned = ImageCms.profileToProfile(ramp, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
        name = ImageCms.getProfileDescription(profile).strip()
    except ImageCms.PyCMSError:
        return None
    apart = np.asarray(turned, np.int16) - np.asarray(ramp.convert("RGB"), np.int16)
    if int(np.abs(apart).max()) <= SAME:
        return None
    return "".join(c for c in name if c.isprintable())[:60] or "unnamed"


def _open(data: bytes) -> ImageCmsProfile | None:
    from PIL import ImageCms

    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(data))
    except (ImageCms.PyCMSError, OSError):
        return None
