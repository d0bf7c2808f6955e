# SPDX-License-Identifier: Apache-2.0
"""The pictures of a folder, and the files in it that should have been pictures."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from shiage.shot.io.file_names import FrameName, read_name
from shiage.shot.types import ShotError

PICTURES = (
    ".png", ".apng", ".tif", ".tiff", ".webp", ".gif", ".tga", ".bmp", ".dib", ".jpg", ".jpeg", ".jpe",
    ".jfif", ".psd",
)  # fmt: skip
PICTURE_KINDS = "PNG, TIFF, WebP, TGA, BMP, GIF, JPEG or PSD"

_DRAWINGS = (
    ".psd", ".psb", ".clip", ".lip", ".kra", ".ora", ".xcf", ".sai", ".sai2", ".mdp", ".exr", ".hdr", ".dpx",
    ".cin", ".svg", ".ai", ".eps", ".pdf", ".heic", ".avif", ".jxl", ".jp2", ".tvpp", ".iff", ".sgi", ".rgb",
    ".pict", ".pcx", ".tlg", ".pli", ".tlv", ".tzp", ".dga", ".cel", ".procreate", ".afphoto", ".mp4", ".mov",
)  # fmt: skip
"""Endings of drawings that cannot be read here."""


def pictures(folder: Path) -> list[Path]:
    """Pictures of a folder by name, hidden ones and other files left out; none without the folder.

    PSDs beside pictures of another kind are what these were exported from, and no pictures.

    Raises:
        ShotError: something has a picture's name and is no file, or leads nowhere.
    """
    if not folder.is_dir():
        return []
    found = sorted(f for f in folder.iterdir() if f.suffix.lower() in PICTURES and not f.name.startswith("."))
    found = [f for f in found if f.suffix.lower() != ".psd"] or found
    for file in found:
        if not file.is_file():
            what = "is a link that leads nowhere" if file.is_symlink() and not file.exists() else "is no file"
            raise ShotError(f"{file} {what}: take it out or put the picture there")
    return found


def check_left_out(folder: Path, frames: Collection[FrameName]) -> None:
    """See that no drawing is passed over because its file is of a kind that is not read.

    Args:
        folder: of drawings; it need not be there.
        frames: those that were found in it; work files of theirs may lie beside.

    Raises:
        ShotError: a drawing with a number of its own is of another kind.
    """
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in _DRAWINGS or file.name.startswith(".") or not file.is_file():
            continue
        name = read_name(file.stem)
        numbers = {n.frame for n in name.numbers} if name else set()
        if numbers and not numbers & set(frames):
            raise ShotError(f"{file} cannot be read: export it as PNG and put that there")
