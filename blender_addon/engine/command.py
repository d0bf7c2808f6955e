# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that is the engine: what was typed in the preferences, understood as it was meant."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

from ..language.messages import ShiageError
from ..wire.home import home

RUN = ["engine", "run"]
"""What the program `shiage` is told to be the engine."""

DEVICE = "--device"
"""Option of the engine: where networks run."""

_ENDED = re.compile(r"the engine ended with code -?\d+ while it started")


def command_of(chosen: str) -> list[str]:
    """The program that is the engine: the one chosen, or `shiage` where the system finds it.

    Raises:
        ShiageError: there is none.
    """
    if not chosen.strip():
        found = shutil.which("shiage")
        if found is None:
            raise ShiageError(
                "No engine runs here and no program `shiage` is installed: install Shiage's engine, "
                "then set its command in the add-on's preferences"
            )
        return [found, *RUN]
    words = _split(chosen.strip())
    program = Path(words[0]).expanduser()
    if program.is_dir():
        raise ShiageError("'{}' is a folder: name the engine's program in the add-on's preferences", program)
    if shutil.which(str(program)) is None:
        raise ShiageError("There is no program '{}': name another in the add-on's preferences", words[0])
    plain = len(words) == 1 and program.stem.lower() == "shiage"
    return [str(program), *words[1:], *(RUN if plain else [])]


def on_device(command: list[str], device: str) -> list[str]:
    """The same program, told where its networks run, unless what was typed says so.

    Args:
        command: see `command_of`.
        device: "AUTO" or "CPU".
    """
    typed = any(word.split("=")[0] == DEVICE for word in command)
    return [*command, DEVICE, "cpu"] if device == "CPU" and not typed else command


def _split(chosen: str) -> list[str]:
    """Words of a command; a path with spaces is one, also where nobody put it in quotes."""
    words = [word.strip("'\"") for word in shlex.split(chosen, posix=False)]
    for count in range(len(words), 1, -1):
        path = " ".join(words[:count])
        if Path(path).is_file():
            return [path, *words[count:]]
    return words if sys.platform == "win32" else shlex.split(chosen)


def start_error(error: Exception, command: list[str]) -> Exception:
    """Why an engine did not start, in words; what the program itself wrote is for its file."""
    if not _ENDED.match(str(error)):
        return error
    print(error, file=sys.stderr)
    return ShiageError(
        "`{}` is no engine, or one that cannot start: set another command in the add-on's preferences. "
        "What it said is in {}",
        " ".join(command),
        home() / "engine.err",
    )
