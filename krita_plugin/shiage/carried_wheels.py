# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheels that came in the zip: which of them fit this Python, and unpacking them at first start."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import sys
import zipfile
from pathlib import Path

WHEELS = Path(__file__).parent / "wheels"
PACKAGES = {"pyzmq": "zmq", "msgpack": "msgpack"}
"""What is carried, and under which name it is imported."""


class NoWheel(Exception):
    """No carried wheel fits this Krita; the message says so to the artist."""


def make_importable(data: Path) -> None:
    """Let zmq and msgpack be imported, from what was unpacked beside the plug-in's data.

    Importing a new version of the plug-in deletes its own folder, so nothing is unpacked into that.

    Args:
        data: the plug-in's folder for data, made when it is missing.

    Raises:
        NoWheel: no wheel fits this Python and platform, or the folder cannot be written.
    """
    chosen = [choose(name, [p.name for p in WHEELS.glob("*.whl")]) for name in PACKAGES]
    digest = hashlib.sha256("\n".join(chosen).encode()).hexdigest()[:12]
    folder = data / "lib" / digest
    try:
        if not folder.exists():
            _unpack([WHEELS / name for name in chosen], folder)
    except OSError as error:
        raise NoWheel(f"Shiage cannot unpack its parts into {folder}: {error}") from None
    sys.path.insert(0, str(folder))
    try:
        for module in PACKAGES.values():
            __import__(module)
    finally:
        sys.path.remove(str(folder))


def choose(package: str, names: list[str]) -> str:
    """The file name of the wheel of a package that fits this Python and this machine.

    Raises:
        NoWheel: none does.
    """
    for name in sorted(names):
        found, _, python, abi, tags = name.removesuffix(".whl").split("-")
        if found == package and _python_fits(python, abi) and any(map(_machine_fits, tags.split("."))):
            return name
    here = f"Python {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform} {platform.machine()}"
    raise NoWheel(f"Shiage carries no {package} for {here}; it knows Python 3.10 to 3.13")


def _python_fits(python: str, abi: str) -> bool:
    needed = tuple(int(n) for n in re.fullmatch(r"cp(\d)(\d+)", python).groups())  # type: ignore[union-attr]
    here = sys.version_info[:2]
    return here >= needed if abi == "abi3" else here == needed


def _machine_fits(tag: str) -> bool:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    if sys.platform == "win32":
        return tag == "win_amd64" and machine == "x86_64"
    if sys.platform == "darwin":
        mine = "arm64" if machine == "aarch64" else "x86_64"
        return tag.startswith("macosx_") and tag.endswith((mine, "universal2"))
    return tag.startswith("manylinux") and tag.endswith(machine)


def _unpack(wheels: list[Path], folder: Path) -> None:
    """Unpack beside and rename, so that a crash in between leaves no half of a library."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(beside)
    try:
        beside.rename(folder)
    except OSError:
        if not folder.exists():  # another Krita may have been as quick
            raise
        shutil.rmtree(beside, ignore_errors=True)
