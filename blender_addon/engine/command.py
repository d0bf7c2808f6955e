# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that is the engine: what was typed in the preferences, understood as it was meant."""

from __future__ import annotations

import re
import sys

from ..bootstrap.command import engine_command
from ..bootstrap.problem import Problem
from ..language.messages import ShiageError
from ..wire.home import home

DEVICE = "--device"
"""Option of the engine: where networks run."""

_ENDED = re.compile(r"the engine ended with code -?\d+ while it started")


def command_of(chosen: str) -> list[str]:
    """The program that is the engine: the one chosen, the one installed, or `shiage` on the search path.

    Raises:
        ShiageError: there is none.
    """
    try:
        command = engine_command(chosen)
    except Problem as problem:
        raise ShiageError(problem.words, *problem.names) from None
    if command is None:
        raise ShiageError("There is no engine yet: press Install Engine in Shiage's panel")
    return command


def on_device(command: list[str], device: str) -> list[str]:
    """The same program, told where its networks run, unless what was typed says so.

    Args:
        command: see `command_of`.
        device: "AUTO" or "CPU".
    """
    typed = any(word.split("=")[0] == DEVICE for word in command)
    return [*command, DEVICE, "cpu"] if device == "CPU" and not typed else command


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
