# SPDX-License-Identifier: Apache-2.0
"""The border a shot crosses: its headers are checked here, once, before a pixel is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shiage.service.pool import DIGEST, digest_of
from shiage.wire.shot import CHANNELS, ITEM_BYTES

MIN_SIDE, MAX_SIDE = 64, 8192
MAX_ITEMS, MAX_FRAMES = 8192, 4000
NUMBERS = range(-1_000_000, 10_000_000)
MAX_STROKE_BYTES = 256 << 20
MAX_CORRECTIONS = 10_000

MODES = ("flat", "soft")
DEFAULTS = {"mode": "flat", "gap": 8, "min_area": 4}
ITEM_FIELDS = ("role", "number", "name", "shape", "dtype", "channels", "alpha", "bytes", "digest")

ROLES = {
    "line": ("ink", "Y", "RGB", "RGBA", "BGRA"),
    "trace": ("trace",),
    "strokes": (),
    "key": ("RGB", "RGBA", "BGRA"),
    "sheet-line": ("ink", "Y", "RGB", "RGBA", "BGRA"),
    "sheet-trace": ("trace",),
    "sheet-cel": ("RGB", "RGBA", "BGRA"),
}
"""What an item may be, and the channels its picture may have."""


class ShotRefused(ValueError):
    """A shot that cannot be taken; the message names the frame, key or sheet and says what to do."""


@dataclass(frozen=True)
class Plan:
    """A submitted shot that passed the border.

    Attributes:
        settings: mode, gap, min_area and corrections, nothing else.
        items: headers with the fields known here, nothing else.
        numbers: its frame numbers in time order.
        size: bytes that will be uploaded.
    """

    settings: dict[str, Any]
    items: list[dict[str, Any]]
    numbers: list[int]
    size: int


def check_submission(kind: str, settings: dict[str, Any], items: list[Any], corrections: list[Any]) -> Plan:
    """See that a submitted shot can be coloured, before a pixel of it is sent.

    Raises:
        ShotRefused: it cannot.
    """
    if kind != "color":
        raise ShotRefused(f"this engine knows no job of kind {kind[:40]!r}, only 'color'")
    _check_settings(settings)
    if len(items) > MAX_ITEMS:
        raise ShotRefused(f"the shot has {len(items)} items; at most {MAX_ITEMS} fit one job")
    seen: set[tuple[str, Any]] = set()
    sizes: dict[int, tuple[int, int]] = {}
    for item in items:
        if not isinstance(item, dict):
            raise ShotRefused("each item of a shot is a map")
        where = _check_item(item)
        if where in seen:
            raise ShotRefused(f"{name(item)} was sent twice")
        seen.add(where)
        if item["role"] in ("line", "strokes"):
            sizes[item["number"]] = (item["shape"][0], item["shape"][1])
    _check_whole(items, seen, sizes)
    if len(corrections) > MAX_CORRECTIONS:
        raise ShotRefused(
            f"the shot has {len(corrections)} corrections; at most {MAX_CORRECTIONS} fit one job"
        )
    for correction in corrections:
        _check_correction(correction, sizes)
    kept = {field: settings.get(field, value) for field, value in DEFAULTS.items()}
    kept["corrections"] = [
        {field: mark[field] for field in ("number", "x", "y", "colour")} for mark in corrections
    ]
    plain = [{field: item[field] for field in ITEM_FIELDS if field in item} for item in items]
    return Plan(kept, plain, sorted(sizes), sum(sum(item_bytes(item)) for item in items))


def item_bytes(item: dict[str, Any]) -> list[int]:
    """Bytes of each buffer of a checked item."""
    if item["role"] == "strokes":
        return list(item["bytes"])
    height, width, channels = item["shape"]
    return [height * width * channels * ITEM_BYTES[item["dtype"]]]


def check_buffers(item: dict[str, Any], buffers: list[Any]) -> None:
    """See that the buffers that came are those the header spoke of.

    Raises:
        ShotRefused: they are not.
    """
    expected, sizes = item_bytes(item), [memoryview(buffer).nbytes for buffer in buffers]
    if sizes != expected:
        came, asked = (" + ".join(map(str, n)) or "no" for n in (sizes, expected))
        raise ShotRefused(f"{name(item)} has {came} bytes where its header speaks of {asked}")
    if "digest" in item and item["digest"] != digest_of(buffers):
        raise ShotRefused(f"{name(item)} is not what its digest says")


def name(item: dict[str, Any]) -> str:
    """An item in words."""
    role = {
        "line": "the line art of frame",
        "strokes": "the strokes of frame",
        "key": "the key of frame",
    }.get(item["role"], f"the {item['role'].replace('-', ' ')} of")
    return f"{role} {item.get('number', item.get('name'))}"


def place(item: dict[str, Any]) -> tuple[str, Any]:
    """An item's role, and its frame's number or its sheet's name."""
    return item["role"], item["name"] if item["role"].startswith("sheet") else item["number"]


def _check_settings(settings: dict[str, Any]) -> None:
    if settings.get("mode", "flat") not in MODES:
        words = " and ".join(repr(mode) for mode in MODES)
        raise ShotRefused(f"this engine knows no mode {str(settings['mode'])[:40]!r}, only {words}")
    for field, least, most in (("gap", 0, 256), ("min_area", 0, 1 << 20)):
        value = settings.get(field, least)
        if type(value) is not int or not least <= value <= most:
            raise ShotRefused(f"the setting {field} is a whole number from {least} to {most}")


def _check_item(item: dict[str, Any]) -> tuple[str, Any]:
    """See that one item's header is whole; returns its place in the shot."""
    role = item.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise ShotRefused(f"an item's role is one of {', '.join(ROLES)}, not {str(role)[:40]!r}")
    if role.startswith("sheet"):
        if not isinstance(item.get("name"), str) or not 0 < len(item["name"]) <= 200:
            raise ShotRefused("a model sheet needs a name of at most 200 letters")
    elif type(item.get("number")) is not int or item["number"] not in NUMBERS:
        raise ShotRefused(f"a frame's number is a whole number from {NUMBERS[0]} to {NUMBERS[-1]}")
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
    return place(item)


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


def _check_whole(
    items: list[dict[str, Any]], seen: set[tuple[str, Any]], sizes: dict[int, tuple[int, int]]
) -> None:
    """See that the items make a shot together."""
    if not sizes:
        raise ShotRefused("the shot has no frame: send the line art of at least one")
    if len(sizes) > MAX_FRAMES:
        raise ShotRefused(f"the shot has {len(sizes)} frames; at most {MAX_FRAMES} fit one job: split it")
    first, size = min(sizes.items())
    for number, other in sizes.items():
        if ("line", number) in seen and ("strokes", number) in seen:
            raise ShotRefused(f"frame {number} came both as a picture and as strokes")
        if other != size:
            words = f"{other[1]} x {other[0]} pixels, frame {first} {size[1]} x {size[0]}"
            raise ShotRefused(f"frame {number} has {words}: all frames of a shot have one size")
    if not any(role in ("key", "sheet-cel") for role, _ in seen):
        raise ShotRefused("the shot has no key: colour at least one frame")
    shapes = {place(item): tuple(item["shape"][:2]) for item in items}
    for (role, where), shape in shapes.items():
        partner = {
            "key": "line",
            "trace": "line",
            "sheet-trace": "sheet-line",
            "sheet-cel": "sheet-line",
        }.get(role)
        lines = shapes.get((partner, where)) if partner else shape
        if lines is None and role == "key":
            lines = shapes.get(("strokes", where))
        label = f"{role.replace('-', ' ')} {where}"
        if lines is None:
            raise ShotRefused(f"the {label} has no line art beside it")
        if lines != shape:
            raise ShotRefused(f"the {label} is {shape[1]} x {shape[0]}, its line art {lines[1]} x {lines[0]}")
        if role == "sheet-line" and ("sheet-cel", where) not in shapes:
            raise ShotRefused(f"the model sheet {where} has no colours")


def _check_correction(correction: Any, sizes: dict[int, tuple[int, int]]) -> None:
    if not isinstance(correction, dict):
        raise ShotRefused("each correction is a map")
    colour = correction.get("colour")
    if (
        not isinstance(colour, list)
        or len(colour) != 4
        or any(type(c) is not int or c not in range(256) for c in colour)
    ):
        raise ShotRefused("a correction's colour is four numbers from 0 to 255, RGBA")
    number, x, y = (correction.get(field) for field in ("number", "x", "y"))
    if not (isinstance(number, int) and isinstance(x, int) and isinstance(y, int)):
        raise ShotRefused("a correction needs the whole numbers number, x and y")
    if number not in sizes:
        raise ShotRefused(f"there is a correction for frame {number}, which is not in the shot")
    if not (0 <= x < sizes[number][1] and 0 <= y < sizes[number][0]):
        raise ShotRefused(f"the correction at ({x}, {y}) lies outside frame {number}")
