# SPDX-License-Identifier: Apache-2.0
"""Checks the headers of a shot's items: frames, keys, scribbles and model sheets."""

from __future__ import annotations

from typing import Any

from shiage.service.upload_cache import DIGEST
from shiage.wire.limits import FRAME_NUMBERS, MAX_NAME, MAX_SIDE, MAX_STROKE_BYTES, MIN_SIDE
from shiage.wire.shot import CHANNELS, ITEM_BYTES

ROLES = {
    "line": ("ink", "Y", "RGB", "RGBA", "BGRA"),
    "trace": ("trace",),
    "strokes": (),
    "key": ("RGB", "RGBA", "BGRA"),
    "scribbles": ("RGBA", "BGRA"),
    "sheet-line": ("ink", "Y", "RGB", "RGBA", "BGRA"),
    "sheet-trace": ("trace",),
    "sheet-cel": ("RGB", "RGBA", "BGRA"),
    "sheet": ("RGB", "RGBA", "BGRA"),
}
"""What an item may be, and the channels its picture may have."""

PICTURE = ("dtype", "channels", "alpha")
"""Fields of a picture's header beside role, place, shape and digest."""

STROKES = ("bytes",)
"""The same for strokes."""


class ShotRefused(ValueError):
    """A shot that is refused; the message names the frame, key or sheet and says what to do."""


def item_bytes(item: dict[str, Any]) -> list[int]:
    """Bytes of each buffer of a checked item."""
    if item["role"] == "strokes":
        return list(item["bytes"])
    height, width, channels = item["shape"]
    return [height * width * channels * ITEM_BYTES[item["dtype"]]]


def name(item: dict[str, Any]) -> str:
    """The name of an item in messages."""
    role = {
        "line": "the line art of frame",
        "strokes": "the strokes of frame",
        "key": "the key of frame",
        "scribbles": "the scribbles of frame",
    }.get(item["role"], f"the {item['role'].replace('-', ' ')} of")
    return f"{role} {item.get('number', item.get('name'))}"


def place(item: dict[str, Any]) -> tuple[str, Any]:
    """An item's role, and its frame's number or its sheet's name."""
    return item["role"], item["name"] if item["role"].startswith("sheet") else item["number"]


def check_item(item: dict[str, Any]) -> dict[str, Any]:
    """Check one item's header; returns the fields that were checked, and no others.

    Raises:
        ShotRefused: it is not.
    """
    role = item.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise ShotRefused(f"an item's role is one of {', '.join(ROLES)}, not {str(role)[:40]!r}")
    if role.startswith("sheet"):
        if not isinstance(item.get("name"), str) or not 0 < len(item["name"]) <= MAX_NAME:
            raise ShotRefused(f"a model sheet needs a name of at most {MAX_NAME} letters")
    elif type(item.get("number")) is not int or item["number"] not in FRAME_NUMBERS:
        raise ShotRefused(
            f"a frame's number is a whole number from {FRAME_NUMBERS[0]} to {FRAME_NUMBERS[-1]}"
        )
    shape = item.get("shape")
    if "digest" in item and not (isinstance(item["digest"], str) and DIGEST.fullmatch(item["digest"])):
        raise ShotRefused(f"the digest of {name(item)} is 64 hexadecimal digits")
    sides = 2 if role == "strokes" else 3
    if not isinstance(shape, list) or len(shape) != sides or any(type(n) is not int for n in shape):
        raise ShotRefused(f"{name(item)} needs a shape of {sides} whole numbers")
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in shape[:2]):
        words = f"is {shape[1]} x {shape[0]}; sides from {MIN_SIDE} to {MAX_SIDE} pixels can be coloured"
        raise ShotRefused(f"{name(item)} {words}")
    if role == "strokes":
        _check_strokes(item)
    else:
        _check_picture(item)
    where = "name" if role.startswith("sheet") else "number"
    fields = ("role", where, "shape", *(STROKES if role == "strokes" else PICTURE), "digest")
    return {field: item[field] for field in fields if field in item}


def _check_strokes(item: dict[str, Any]) -> None:
    sizes = item.get("bytes")
    if not isinstance(sizes, list) or len(sizes) != 4 or any(type(n) is not int for n in sizes):
        raise ShotRefused(f"{name(item)} needs the bytes of its four buffers")
    points, radius, offsets, flags = sizes
    fits = min(sizes) >= 0 and points == 2 * radius and radius % 4 == 0 and offsets == 2 * flags + 4
    if not fits or flags % 2 or sum(sizes) > MAX_STROKE_BYTES:
        raise ShotRefused(f"the four buffers of {name(item)} do not fit each other: {sizes}")


def _check_picture(item: dict[str, Any]) -> None:
    channels, dtype = item.get("channels"), item.get("dtype")
    if channels not in ROLES[item["role"]]:
        raise ShotRefused(
            f"{name(item)} has the channels {str(channels)[:40]!r}; known: {ROLES[item['role']]}"
        )
    if item["shape"][2] != CHANNELS[channels]:
        raise ShotRefused(
            f"{name(item)} has {item['shape'][2]} channels where {channels} has {CHANNELS[channels]}"
        )
    if item["role"] in ("line", "sheet-line"):
        if dtype not in tuple(ITEM_BYTES):
            raise ShotRefused(f"{name(item)} has values of type {str(dtype)[:40]!r}; known: u1, u2")
    elif dtype != "u1":
        raise ShotRefused(f"{name(item)} must have 8 bits a channel (u1): a palette is exact")
    if item.get("alpha", "none") not in ("straight", "premultiplied", "none"):
        raise ShotRefused(f"the alpha of {name(item)} is straight, premultiplied or none")
