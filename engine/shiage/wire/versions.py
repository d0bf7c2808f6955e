# SPDX-License-Identifier: Apache-2.0
"""Versions of a production's model as a host lists and chooses them; the engine need not run."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .production import entries, native

MODELS, WEIGHTS, ABOUT, CHOSEN, SHEET = (
    "models",
    "matcher.safetensors",
    "about.json",
    "chosen.json",
    "sheet.png",
)
"""Folder of the versions; of one its weights, what it says of itself, and a picture of what it changed; the
file beside them that says which one is used."""

NAME = re.compile(r"\d{3,6}")
"""Names of versions."""

SHIPPED = "shiage"
"""What the model is called that came with Shiage."""

_MOST_BYTES = 1 << 22


@dataclass(frozen=True)
class VersionRow:
    """A version of a production's model.

    Attributes:
        name: such as "001".
        made: when, as "2026-11-28 16:41:19"; "" where it does not say so.
        before: the version it was tuned from.
        wrong: regions of what was held out that came out wrong, before and after; None where it is not said.
        loss: there, before and after; None where that is not said.
        sheet: path of a picture of a drawing there, before and after; "" for none.
    """

    name: str
    made: str
    before: str
    wrong: tuple[int, int] | None
    loss: tuple[float, float] | None
    sheet: str


def versions_of(folder: str) -> list[VersionRow]:
    """The versions of a production's model, oldest first; what came with Shiage is not among them."""
    names = {os.fsdecode(name) for name, _, _ in entries(folder, MODELS)}
    there = sorted((n for n in names if NAME.fullmatch(n)), key=int)
    return [_row(folder, name) for name in there if _is_file(folder, f"{MODELS}/{name}/{WEIGHTS}")]


def version_used(folder: str) -> str:
    """The version that a production's shots are coloured with; "" where what says so is torn."""
    try:
        name = json.loads(_read(folder, f"{MODELS}/{CHOSEN}"))["version"]
        return name if isinstance(name, str) else ""
    except FileNotFoundError:
        return SHIPPED
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def use_version(folder: str, name: str) -> None:
    """Colour a production's shots with a version from now on; SHIPPED for what came with Shiage.

    Raises:
        LookupError: there is none of that name.
        OSError: the folder cannot be written.
    """
    if name != SHIPPED and name not in {row.name for row in versions_of(folder)}:
        raise LookupError(name)
    with suppress(FileExistsError):
        os.mkdir(native(folder, MODELS))  # noqa: PTH102 (a Path takes no bytes)
    part = native(folder, f"{MODELS}/.shiage-{secrets.token_hex(8)}.part")
    try:
        with open(part, "xb") as file:  # noqa: PTH123
            file.write(json.dumps({"version": name}).encode())
        os.replace(part, native(folder, f"{MODELS}/{CHOSEN}"))  # noqa: PTH105
    except OSError:
        with suppress(OSError):
            os.unlink(part)  # noqa: PTH108
        raise


def _row(folder: str, name: str) -> VersionRow:
    said: Mapping[str, Any] = {}
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(_read(folder, f"{MODELS}/{name}/{ABOUT}"))
        said = found if isinstance(found, dict) else {}
    sheet = f"{MODELS}/{name}/{SHEET}"
    return VersionRow(
        name,
        str(said.get("made") or ""),
        str(said.get("before") or ""),
        _pair(said.get("wrong_regions"), int),
        _pair(said.get("loss"), float),
        f"{folder}/{sheet}" if _is_file(folder, sheet) else "",
    )


def _pair(said: Any, kind: Any) -> Any:
    """Two numbers, before and after; None where they are no such."""
    with suppress(TypeError, ValueError):
        first, second = said
        return kind(first), kind(second)
    return None


def _is_file(folder: str, part: str) -> bool:
    return os.path.isfile(native(folder, part))  # noqa: PTH113


def _read(folder: str, part: str) -> bytes:
    with open(native(folder, part), "rb") as file:  # noqa: PTH123
        return file.read(_MOST_BYTES)
