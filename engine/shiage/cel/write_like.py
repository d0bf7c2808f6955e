# SPDX-License-Identifier: Apache-2.0
"""Pictures as files of the kind that another file is, as far as that kind holds their very colours."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.census import pack, unpack
from shiage.cel.picture_kind import PictureKind

Cel = NDArray[np.uint8]

LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 3},
    "TIFF": {},
    "WEBP": {"lossless": True, "exact": True},
    "BMP": {},
    "TGA": {},
    "GIF": {},
}
"""Kinds that keep a picture's colours, and what Pillow must be told for it."""

_FULL = ("PNG",)
"""Indexed kinds whose palette holds any alpha."""

_TIFF = {"tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "raw"}
_MOST = 256


@dataclass(frozen=True)
class Encoded:
    """A picture's file.

    Attributes:
        ending: of its name, as the other file's is written where the kind is the same.
        data: its content.
        words: what is not as in the other file, and why; "" where all is.
    """

    ending: str
    data: bytes
    words: str = ""


def encoded_like(kind: PictureKind, picture: Cel) -> Encoded:
    """Write a picture as another file is written: its kind, packing, resolution, palette and order of rows.

    Colours of the other's palette keep their index, new ones follow; where they are too many, or see-through
    in a kind whose palette cannot be, it is no longer indexed. A kind that changes colours, or
    cannot hold them, becomes PNG.

    Args:
        kind: of the other file.
        picture: (H, W, 4) uint8 straight-alpha RGBA; fully transparent pixels are (0, 0, 0, 0).
    """
    if kind.format not in LOSSLESS:
        words = f"{kind.format.replace('MPO', 'JPEG')} keeps no exact colours: PNG"
        return Encoded(".png", _saved(_full(picture, kind), "PNG", kind), words)
    words = "8 bits a channel, as the palette" if kind.is_deep else ""
    if kind.palette is not None:
        indexed, options, why = _indexed(picture, kind)
        if indexed is not None:
            return Encoded(kind.path.suffix, _saved(indexed, kind.format, kind, **options))
        if kind.format == "GIF":
            return Encoded(".png", _saved(_full(picture, kind), "PNG", kind), f"{why}: PNG")
        words = f"{why}: no longer indexed"
    return Encoded(kind.path.suffix, _saved(_full(picture, kind), kind.format, kind), words)


def _full(picture: Cel, kind: PictureKind) -> Image.Image:
    """Without alpha where the other has none and nothing is see-through."""
    opaque = bool((picture[..., 3] == 255).all())
    return Image.fromarray(picture[..., :3] if opaque and not kind.has_alpha else picture)


def _indexed(picture: Cel, kind: PictureKind) -> tuple[Image.Image | None, dict[str, Any], str]:
    """The picture in indices, what must be said of its palette; or None and why not."""
    assert kind.palette is not None
    packed = pack(picture)
    colours, places = np.unique(packed, return_inverse=True)
    rows = unpack(colours)
    if len(rows) > _MOST:
        return None, {}, f"{len(rows)} colours, an index has {_MOST}"
    alphas = set(rows[:, 3].tolist())
    if kind.format not in _FULL and not alphas <= ({0, 255} if kind.format == "GIF" else {255}):
        return None, {}, f"see-through pixels, which the palette of a {kind.format} cannot hold"
    known = kind.palette.copy()
    known[known[:, 3] == 0] = 0
    palette = _merged(known, rows)
    places_of = pack(palette[:, None])[:, 0].tolist()
    index = {colour: place for place, colour in reversed(list(enumerate(places_of)))}
    table = np.array([index[colour] for colour in colours.tolist()], np.uint8)
    image = Image.fromarray(table[places].reshape(packed.shape))
    image.putpalette(palette[:, :3].tobytes(), "RGB")
    if (palette[:, 3] == 255).all():
        return image, {}, ""
    if kind.format == "GIF":
        return image, {"transparency": int(np.argmin(palette[:, 3]))}, ""
    return image, {"transparency": palette[:, 3].tobytes()}, ""


def _merged(known: Cel, rows: Cel) -> Cel:
    """A palette with the colours that it lacks: behind it, and where there is no room in entries not used."""
    packed, wanted = pack(known[:, None])[:, 0], pack(rows[:, None])[:, 0]
    fresh = rows[~np.isin(wanted, packed)]
    room = _MOST - len(known)
    _, first = np.unique(packed, return_index=True)
    used = first[np.isin(packed[first], wanted)]
    spare = np.setdiff1d(np.arange(len(known)), used)[::-1]
    palette = np.concatenate([known, fresh[:room]])
    palette[spare[: len(fresh[room:])]] = fresh[room:]
    return palette


def _saved(image: Image.Image, form: str, kind: PictureKind, **options: Any) -> bytes:
    given = {**(kind.options if form == kind.format else {}), **LOSSLESS[form], **options}
    if form == "TIFF" and given.get("compression") not in _TIFF:
        given["compression"] = "tiff_lzw"
    buffer = io.BytesIO()
    image.save(buffer, form, **given)
    return buffer.getvalue()
