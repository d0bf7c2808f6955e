# SPDX-License-Identifier: Apache-2.0
"""Where a machine has no Python that fits: uv, fetched from the package index, brings one."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import sys
import zipfile
from pathlib import Path

from .child import python_command
from .index import files_of, opened, pip_setting
from .pip_output import FULL
from .problem import Cancelled, Problem, disk_full, of_disk
from .pythons import Python, look_at
from .task import Task

VERSION = "0.13.9"
PYTHON = "3.12"
"""The Python it brings."""

_PLATFORMS = {
    ("linux", "x86_64"): "manylinux_2_17_x86_64",
    ("linux", "aarch64"): "manylinux_2_17_aarch64",
    ("darwin", "arm64"): "macosx_11_0_arm64",
    ("win32", "amd64"): "win_amd64",
}


def bring_python(task: Task) -> Python:
    """A Python in the engine's own folder.

    Raises:
        Problem: this machine has none, and none can be fetched.
    """
    folder = task.plan.folder
    if task.plan.wheels is not None:
        raise Problem(
            "There is no Python 3.10 to 3.13 on this machine: install one from python.org, then try again"
        )
    place = folder / "python"
    ready = _python_in(place)
    if ready is not None:
        return ready
    uv = _fetched(task)
    task.say("Fetching Python {}", PYTHON)
    said: list[str] = []
    command = [str(uv), "python", "install", "--no-bin", "--no-progress", PYTHON]
    code = task.children.run(command, said.append, _settings(folder, place))
    found = _python_in(place)
    if any(map(FULL.search, said)):
        raise disk_full()
    if code or found is None:
        raise Problem(
            "There is no Python 3.10 to 3.13 on this machine, and none could be fetched ({}): install one "
            "from python.org, then try again",
            _cause(said),
        )
    shutil.rmtree(uv.parent)  # it has done its work, and is large
    return found


def _settings(folder: Path, place: Path) -> dict[str, str]:
    """All that is uv's in the engine's folder; its own settings count, a mirror's too, and pip's proxy."""
    found = {"UV_PYTHON_INSTALL_DIR": str(place), "UV_CACHE_DIR": str(folder / "cache")}
    found |= {"UV_PYTHON_INSTALL_BIN": "0", "UV_PYTHON_INSTALL_REGISTRY": "0"}
    for name, setting in (("ALL_PROXY", "proxy"), ("SSL_CERT_FILE", "cert")):
        if value := pip_setting(setting):
            found[name] = os.environ.get(name, value)
    return found


def _cause(said: list[str]) -> str:
    """Who did not answer, and why, of what uv printed."""
    last = (said or ["?"])[-1].strip().removeprefix("cause: ")
    site = re.search(r"https?://([^/`]+)", "\n".join(said))
    return f"{site[1]}: {last}" if site else last


def _python_in(place: Path) -> Python | None:
    """The one that uv brought before."""
    names = "*/python.exe" if sys.platform == "win32" else "*/bin/python3"
    for program in sorted(place.glob(names)):
        found = look_at(program)
        if found is not None:
            return found
    return None


def _fetched(task: Task) -> Path:
    """The program uv, from its wheel on the index."""
    name = "uv.exe" if sys.platform == "win32" else "uv"
    program = task.plan.folder / "uv" / name
    if program.is_file():
        return program
    wanted = _PLATFORMS.get((sys.platform, platform.machine().lower()), "?")
    try:
        for file, address, digest in files_of("uv"):
            if re.match(rf"uv-{re.escape(VERSION)}-.*{wanted}.*\.whl$", file):
                _unpack(_download(task, address, digest), name, program)
                return program
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        words = "The package index does not answer ({}): go on when it does"
        raise (isinstance(error, OSError) and of_disk(error)) or Problem(words, error) from None
    raise Problem(
        "There is no Python 3.10 to 3.13 on this machine: install one from python.org, then try again"
    )


def _download(task: Task, address: str, digest: str) -> Path:
    """A file of the index, compared with what the index says of it."""
    file = task.plan.folder / "uv.part"
    said, done = hashlib.sha256(), 0
    with opened(address) as answer, file.open("wb") as out:
        total = int(getattr(answer, "headers", {}).get("Content-Length") or 0)
        while block := answer.read(1 << 18):
            if task.children.cancelled:
                raise Cancelled
            out.write(block)
            said.update(block)
            done += len(block)
            task.fetching("uv", done, max(total, done))
    if (total and done < total) or (digest and said.hexdigest() != digest):
        file.unlink()
        raise OSError("the file came damaged")
    return file


def _unpack(wheel: Path, name: str, program: Path) -> None:
    program.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        inside = next(entry for entry in archive.namelist() if entry.endswith(f"/scripts/{name}"))
        beside = program.with_suffix(".part")
        beside.write_bytes(archive.read(inside))
    beside.chmod(0o755)
    beside.replace(program)
    wheel.unlink()


def make_environment_command(python: Python, place: Path, *words: str) -> list[str]:
    """How an environment without pip is made: Debian's Python has no other kind."""
    return python_command(python.program, "-m", "venv", "--without-pip", *words, str(place))
