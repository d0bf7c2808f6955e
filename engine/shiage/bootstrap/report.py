# SPDX-License-Identifier: Apache-2.0
"""Diagnostics for a report of a fault, as text: no names of files of the artist's, no keys."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .advice import advice
from .devices import nvidia_driver
from .folder import engine_folder, free_bytes, log_file
from .installed import installed

LINES = 40
"""Of each log."""


def report(
    host: str, engine: str, command: Sequence[str] | None, settings: Mapping[str, object], home: Path | None
) -> str:
    """The text.

    Args:
        host: the host and its version.
        engine: the engine that runs.
        command: how it is started, None when there is none.
        settings: of the add-on.
        home: where the engine keeps its log.
    """
    folder = engine_folder()
    there = installed(folder)
    own = advice(True)[2] or "without an engine's wheel"
    lines = [
        f"Shiage's add-on {own} in {host}, Python {platform.python_version()}",
        f"{platform.platform()}, {platform.machine()}, NVIDIA driver {nvidia_driver() or 'none'}",
        f"engine: {engine}",
        f"started with: {' '.join(command) if command else 'nothing'}",
        f"installed: {there.state} {there.version} for {there.device or '-'}, runs on {there.runs_on or '-'}",
        f"folder: {folder}, {free_bytes(folder) >> 20} MB free",
        *(f"{name}: {value}" for name, value in settings.items()),
    ]
    logs = [log_file(folder)] if there.state != "ready" else []
    logs += [home / "engine.log", home / "engine.err"] if home is not None else []
    for log in logs:
        lines += ["", f"--- {log.name}", *_end(log)]
    text = "\n".join(lines)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace(str(Path.home()), "~") if sys.platform != "win32" else text


def _end(file: Path) -> list[str]:
    try:
        with file.open("rb") as read:
            read.seek(max(0, file.stat().st_size - (1 << 14)))
            return read.read().decode("utf-8", "replace").splitlines()[-LINES:]
    except OSError:
        return ["(none)"]
