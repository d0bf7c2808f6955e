# SPDX-License-Identifier: Apache-2.0
"""The two forms of a palette file: GIMP's .gpl and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from shiage.errors import ShiageError

Swatch = tuple[str, tuple[int, int, int, int]]
"""A name and straight-alpha RGBA, 0..255."""

MOST_BYTES, MOST_SWATCHES = 4 << 20, 65_536
"""The largest palette that is read; a production's has some hundreds of swatches."""

_HEAD = "GIMP Palette"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ROW = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s+(.*))?$")
_ROW_RGBA = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s+(.*))?$")
_ALPHA = re.compile(r"^(.*?) ?\[alpha (\d{1,3})\]$")


class PaletteError(ShiageError, ValueError):
    """A palette file cannot be read or written; the message names the file and the line."""


def hex_colour(colour: Sequence[int]) -> str:
    """A colour as #rrggbb; its alpha, where it has one, is not said."""
    return "#" + "".join(f"{v:02x}" for v in colour[:3])


def gpl_text(swatches: Iterable[Swatch], title: str) -> str:
    """Write a GIMP palette. GIMP knows no alpha, so it stands at the end of a name: `glass [alpha 128]`.

    A name's line breaks and outer blanks, for which the format has no room, are lost.
    """
    lines = [_HEAD, f"Name: {_one_line(title)}", "Columns: 0", "#"]
    for name, (red, green, blue, alpha) in swatches:
        kept = _one_line(name)
        if alpha < 255 or _ALPHA.match(kept):
            kept = f"{kept} [alpha {alpha}]".lstrip()
        lines.append(f"{red:3} {green:3} {blue:3}\t{kept}".rstrip())
    return "\n".join(lines) + "\n"


def read_gpl(text: str, name: str) -> list[Swatch]:
    """Read a GIMP palette, also one with the `Channels: RGBA` that Aseprite writes.

    Args:
        text: the file's content.
        name: the file's name, for errors.

    Raises:
        PaletteError: it is not a GIMP palette, or a line is not a colour.
    """
    lines = text.split("\n")
    if lines[0].strip() != _HEAD:
        raise PaletteError(f'{name}, line 1: a GIMP palette begins with "{_HEAD}"')
    row, swatches = _ROW, []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(("Name:", "Columns:")):
            continue
        if line.startswith("Channels:"):
            row = _ROW_RGBA if line.split(":")[1].strip() == "RGBA" else _ROW
            continue
        swatches.append(_gpl_swatch(row.match(line.rstrip()), f"{name}, line {number}"))
        if len(swatches) > MOST_SWATCHES:
            raise PaletteError(f"{name}, line {number}: a palette has at most {MOST_SWATCHES} swatches")
    return swatches


def json_text(swatches: Iterable[Swatch]) -> str:
    """Write a JSON palette: a list of {"name": ..., "rgba": [r, g, b, a]}, one swatch a line."""
    rows = [json.dumps({"name": name, "rgba": list(rgba)}) for name, rgba in swatches]
    return "[\n" + ",\n".join(f"  {row}" for row in rows) + "\n]\n"


def read_json(text: str, name: str) -> list[Swatch]:
    """Read a JSON palette.

    Args:
        text: the file's content.
        name: the file's name, for errors.

    Raises:
        PaletteError: it is not JSON, or an entry is not a swatch.
    """
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise PaletteError(f"{name}, line {error.lineno}: this is not JSON ({error.msg})") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise PaletteError(f"{name}: this is no list of swatches") from None
    if not isinstance(entries, list):
        raise PaletteError(f'{name}, line 1: a palette is a list of {{"name": ..., "rgba": [r, g, b, a]}}')
    if len(entries) > MOST_SWATCHES:
        raise PaletteError(f"{name}: a palette has at most {MOST_SWATCHES} swatches")
    return [_json_swatch(entry, f"{name}, swatch {i}") for i, entry in enumerate(entries, 1)]


def _one_line(name: str) -> str:
    return _CONTROL.sub(" ", name).strip()


def _gpl_swatch(found: re.Match[str] | None, place: str) -> Swatch:
    if found is None:
        raise PaletteError(f'{place}: a colour is written "red green blue name"')
    *numbers, label = found.groups(default="")
    alpha = numbers[3] if len(numbers) == 4 else "255"
    name = label.strip()
    tagged = _ALPHA.match(name)
    if tagged and len(numbers) == 3:
        name, alpha = tagged.groups()
    return name, _rgba([*map(int, numbers[:3]), int(alpha)], place)


def _json_swatch(entry: object, place: str) -> Swatch:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise PaletteError(f'{place}: a swatch is written {{"name": ..., "rgba": [r, g, b, a]}}')
    return entry["name"], _rgba(entry.get("rgba"), place)


def _rgba(values: object, place: str) -> tuple[int, int, int, int]:
    if isinstance(values, list) and len(values) == 4 and all(map(_is_byte, values)):
        return values[0], values[1], values[2], values[3]
    raise PaletteError(f"{place}: red, green, blue and alpha must be four whole numbers from 0 to 255")


def _is_byte(value: object) -> bool:
    return type(value) is int and 0 <= value <= 255
