# SPDX-License-Identifier: Apache-2.0
"""How the engine is started: the one that was chosen, the one installed by us, or one the system finds."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

from .child import python_command
from .folder import engine_folder, environment, python_in
from .installed import READY, installed
from .problem import Problem

RUN = ["engine", "run"]
"""What the program `shiage` is told to be the engine."""

SERVICE = ["-m", "shiage.service"]
"""What a Python that has the engine is told."""

_PYTHON = re.compile(r"python(w|[0-9.]+)?", re.IGNORECASE)


def engine_command(chosen: str) -> list[str] | None:
    """The engine's program with its arguments; None when there is none.

    Args:
        chosen: what the artist typed or picked: a program with or without options, a Python, the folder of an
            environment; "" for whatever is found.

    Raises:
        Problem: what was chosen is no engine.
    """
    if chosen.strip():
        return _chosen(chosen.strip())
    there = installed(engine_folder())
    if there.state == READY:
        return python_command(there.python, *SERVICE)
    found = shutil.which("shiage")
    return [found, *RUN] if found else None


def _chosen(text: str) -> list[str]:
    words = split(text)
    program = Path(words[0]).expanduser()
    if program.is_dir():
        return _in_folder(program, words[1:])
    if shutil.which(str(program)) is None:
        raise Problem("There is no program '{}': choose another engine", words[0])
    if len(words) > 1:
        return [str(program), *words[1:]]
    if _PYTHON.fullmatch(program.stem if program.suffix.lower() == ".exe" else program.name):
        return python_command(program, *SERVICE)
    return [str(program), *(RUN if program.stem.lower() == "shiage" else [])]


def _in_folder(folder: Path, options: list[str]) -> list[str]:
    """The engine of an environment, of the folder it lies in, or of its folder of programs."""
    for place in (folder, folder / ".venv", environment(folder), folder.parent):
        python = python_in(place)
        script = python.with_name("shiage.exe" if sys.platform == "win32" else "shiage")
        if python.is_file() and script.is_file():
            return python_command(python, *SERVICE, *options)
    raise Problem(
        "There is no engine in the folder '{}': choose an environment that Shiage is installed in", folder
    )


def split(text: str) -> list[str]:
    """Words of a command; a path with spaces is one, also where nobody put it in quotes.

    Args:
        text: at least one word.
    """
    if Path(text).expanduser().exists():
        return [text]
    try:
        words = [word.strip("'\"") for word in shlex.split(text, posix=False)]
    except ValueError:  # a quote that is never closed is part of a name
        words = text.split()
    for count in range(len(words), 1, -1):
        path = " ".join(words[:count])
        if Path(path).expanduser().exists():
            return [path, *words[count:]]
    return words if sys.platform == "win32" or "\\" in text else _posix(text, words)


def _posix(text: str, words: list[str]) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return words
