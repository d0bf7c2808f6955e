# SPDX-License-Identifier: Apache-2.0
"""Checks what a job says of a production: its folder, what is tuned on it, what a new cut is called."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from shiage.service.validate_items import ShotRefused
from shiage.wire.limits import (
    CUT,
    DEFAULT_MINUTES,
    DEFAULT_STEPS,
    MAX_MINUTES,
    MAX_NAME,
    MAX_PATH,
    MAX_SHOTS,
    MAX_STEPS,
    PRODUCTION,
    TUNE,
)

KINDS = ("color", TUNE, CUT)
"""Kinds of jobs."""


def production_of(settings: dict[str, Any]) -> str:
    """The folder of the production that a shot is one of; "" where it is of none.

    Raises:
        ShotRefused: it is no whole path.
    """
    folder = settings.get(PRODUCTION)
    if folder is None or folder == "":
        return ""
    if (
        not isinstance(folder, str)
        or len(folder) > MAX_PATH
        or "\0" in folder
        or not Path(folder).is_absolute()
    ):
        raise ShotRefused("the production of a shot is the whole path of its folder, from the root on")
    return folder


def tune_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """What a tune is asked for: production, minutes, steps, shots; nothing else.

    Raises:
        ShotRefused: it cannot be done.
    """
    folder = production_of(settings)
    if not folder:
        raise ShotRefused("a tune needs the folder of a production")
    minutes, steps = settings.get("minutes", DEFAULT_MINUTES), settings.get("steps", DEFAULT_STEPS)
    if type(minutes) not in (int, float) or not math.isfinite(minutes) or not 0 < minutes <= MAX_MINUTES:
        raise ShotRefused(f"the minutes of a tune are a number above 0, at most {MAX_MINUTES:g}")
    if type(steps) is not int or not 1 <= steps <= MAX_STEPS:
        raise ShotRefused(f"the steps of a tune are a whole number from 1 to {MAX_STEPS}")
    shots = settings.get("shots", [])
    if not isinstance(shots, list) or len(shots) > MAX_SHOTS or not all(_is_name(shot) for shot in shots):
        raise ShotRefused(f"the shots of a tune are a list of names, at most {MAX_SHOTS}")
    return {PRODUCTION: folder, "minutes": float(minutes), "steps": steps, "shots": shots}


def cut_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Which production a finished shot becomes a cut of, and what it is called there.

    Raises:
        ShotRefused: that cannot be.
    """
    folder, name = production_of(settings), settings.get("name")
    if not folder:
        raise ShotRefused("a cut needs the folder of a production")
    if not isinstance(name, str) or not _is_plain(name):
        raise ShotRefused(f"a cut cannot be called {str(name)[:40]!r}: give the shot a plain name")
    return {PRODUCTION: folder, "name": name}


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name) <= MAX_NAME


def _is_plain(name: str) -> bool:
    """Whether a folder can have a name on every system."""
    return (
        bool(name)
        and name == name.strip()
        and not name.startswith(".")
        and not name.endswith(".")
        and len(name.encode("utf-8", "surrogatepass")) <= MAX_NAME
        and not any(letter in '/\\:*?"<>|\ufffd' or not letter.isprintable() for letter in name)
    )
