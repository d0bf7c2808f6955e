# SPDX-License-Identifier: Apache-2.0
"""What of an engine lies in its folder: cheap enough to be asked at each redraw."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from .folder import environment, python_in

RECORD = "engine.json"
UNFINISHED = "unfinished.json"

NONE, READY, UNFINISHED_STATE, BROKEN = "none", "ready", "unfinished", "broken"


@dataclass(frozen=True)
class Installed:
    """An engine in a folder.

    Attributes:
        state: "none"; "ready"; "unfinished", an installation stopped half-way; "broken", the Python it was
            made with is gone, as after a new Blender took the old one's place.
        version: the engine's.
        device: that it was installed for.
        python: the environment's.
        runs_on: what it found its networks can run on.
    """

    state: str
    version: str = ""
    device: str = ""
    python: Path = Path()
    runs_on: str = ""


def installed(folder: Path) -> Installed:
    """The engine in a folder."""
    begun, record = _read(folder / UNFINISHED), _read(folder / RECORD)
    python = python_in(environment(folder))
    if begun is not None:
        return Installed(
            UNFINISHED_STATE, record.get("version", "") if record else "", begun.get("device", ""), python
        )
    if record is None:
        return Installed(NONE)
    whole = python.is_file() and _base(folder).exists()
    state = READY if whole else BROKEN
    return Installed(
        state, record.get("version", ""), record.get("device", ""), python, record.get("runs_on", "")
    )


def _base(folder: Path) -> Path:
    """Where the Python lies that the environment was made with."""
    try:
        lines = os.fsdecode((environment(folder) / "pyvenv.cfg").read_bytes()).splitlines()
    except (OSError, UnicodeDecodeError):
        return folder / "gone"
    settings = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
    return Path(settings.get("home") or folder / "gone")


@dataclass(frozen=True)
class Record:
    """What is kept of an engine that is installed, or being installed."""

    version: str
    device: str
    runs_on: str = ""


def keep(folder: Path, name: str, record: Record) -> None:
    """Write a record beside and rename it."""
    beside = folder / f"{name}.{os.getpid()}.part"
    try:
        beside.write_text(json.dumps(asdict(record)), "utf-8")
        beside.replace(folder / name)
    finally:  # on a full disk an empty file would stay
        beside.unlink(missing_ok=True)


def _read(file: Path) -> dict[str, str] | None:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # nothing is there, nor can be
        return None
    except (OSError, ValueError):
        return {}
    return (
        {name: value for name, value in found.items() if isinstance(value, str)}
        if isinstance(found, dict)
        else {}
    )
