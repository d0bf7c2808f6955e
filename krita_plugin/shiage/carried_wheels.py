# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheels that came in the zip: which of them fit this Python, and unpacking them at first start."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.tags import Tag

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
    with _importing_from(_wheel_of_packaging()):
        from packaging.tags import sys_tags

        names = [path.name for path in WHEELS.glob("*.whl")]
        chosen = [choose(package, names, list(sys_tags())) for package in PACKAGES]
    digest = hashlib.sha256("\n".join(chosen).encode()).hexdigest()[:12]
    folder = data / "lib" / digest
    try:
        if not folder.exists():
            _unpack([WHEELS / name for name in chosen], folder)
    except OSError as error:
        raise NoWheel(f"Shiage cannot unpack its parts into {folder}: {error}") from None
    with _importing_from(folder):
        for module in PACKAGES.values():
            __import__(module)


def choose(package: str, names: Iterable[str], tags: Sequence[Tag]) -> str:
    """The file name of the wheel of a package that fits best.

    Args:
        package: its name.
        names: file names of wheels.
        tags: what this Python and this machine take, the best first.

    Raises:
        NoWheel: none fits.
    """
    from packaging.utils import parse_wheel_filename

    rank = {tag: place for place, tag in enumerate(tags)}
    fitting = []
    for name in names:
        found, _, _, carried = parse_wheel_filename(name)
        if found == package:
            fitting += [(rank[tag], name) for tag in carried if tag in rank]
    if fitting:
        return min(fitting)[1]
    here = f"Python {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform} {platform.machine()}"
    raise NoWheel(f"Shiage carries no {package} for {here}; it knows Python 3.10 to 3.13")


def _wheel_of_packaging() -> Path:
    """The wheel that can be imported without being unpacked, and knows which of the others fit."""
    for wheel in WHEELS.glob("packaging-*-none-any.whl"):
        return wheel
    raise NoWheel("Shiage's plug-in is not complete: import the zip, not the folder it was made of")


@contextmanager
def _importing_from(place: Path) -> Iterator[None]:
    """Let modules be imported from a folder or a wheel, before all others."""
    sys.path.insert(0, str(place))
    try:
        yield
    finally:
        sys.path.remove(str(place))


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
