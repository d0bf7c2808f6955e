# SPDX-License-Identifier: Apache-2.0
"""Removes the files that Shiage wrote into folders of jobs: no others, and through no links."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from shiage.cel.beside import UNFINISHED
from shiage.service.disk_errors import DiskError
from shiage.service.rename_aside import set_aside

log = logging.getLogger(__name__)

PARTS = {
    "items": re.compile(r"\d+\.raw"),
    "frames": re.compile(r"-?\d+(\.said)?\.arrays"),
    "steps": re.compile(r"[0-9A-Za-z_.~%-]+\.arrays"),
    "tune": re.compile(r"outcome\.json|sheet\.png"),
}
"""Folders in a job's folder, and the names of their files."""

_OLD_PART = re.compile(r"\.[0-9A-Za-z_.~%-]+\.(raw|arrays)\.part")


def check_folder(path: Path) -> None:
    """Check that a folder of the home is no link; a file in its place is renamed.

    Raises:
        DiskError: it is a link.
    """
    if path.is_symlink():
        raise DiskError(
            f"{path} is a link, and the engine follows none in its folder: let SHIAGE_HOME name a folder "
            "where there is room, and remove the link"
        )
    if path.exists() and not path.is_dir():
        set_aside("is no folder", path)


def followed(folder: Path) -> bool:
    """Whether a job's folder, or one in it, is a link that would be followed."""
    return any(path.is_symlink() for path in (folder, *(folder / part for part in PARTS)))


def remove_job(folder: Path) -> None:
    """Remove a job's folder; files of others stay, and then the folder too."""
    if not _real(folder):
        return
    remove_parts(folder, *PARTS)
    with suppress(OSError):
        folder.rmdir()
    if folder.exists():
        log.warning("%s holds what Shiage did not put there: that stays", folder)


def remove_parts(folder: Path, *parts: str) -> None:
    """Remove some of the folders in a job's folder, with what we wrote into them."""
    for part in parts:
        if not _real(folder / part):
            continue
        for path in _files(folder / part, PARTS[part], UNFINISHED, _OLD_PART):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            (folder / part).rmdir()


def sweep_job(folder: Path) -> None:
    """Remove files of a job that were being written when their engine was killed."""
    for part in PARTS:
        for path in _files(folder / part, UNFINISHED, _OLD_PART):
            path.unlink(missing_ok=True)


def _real(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()


def _files(folder: Path, *names: re.Pattern[str]) -> Iterator[Path]:
    """Plain files of a folder whose names are like one of these; none when the folder is gone."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_file(follow_symlinks=False) and any(name.fullmatch(entry.name) for name in names):
                yield Path(entry.path)
