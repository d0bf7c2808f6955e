# SPDX-License-Identifier: GPL-3.0-or-later
"""The result as pictures: their files, one a frame, which replace none that is not Shiage's."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ..gather.plan import Plan
from ..language.messages import ShiageError
from ..scene.image_files import write_png, written_by
from ..wire.events import CelFrame

_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""Names of files that Windows keeps for itself."""


@dataclass(frozen=True)
class Picture:
    """A coloured frame in a file."""

    number: int
    path: Path


@dataclass(frozen=True)
class Album:
    """The pictures of one object in one scene.

    Attributes:
        folder: where they lie.
        owner: what each of them says it is of.
    """

    folder: Path
    owner: str

    def path(self, number: int) -> Path:
        """The file of a frame."""
        return self.folder / f"{number:04d}.png"

    def keep(self, frame: CelFrame) -> Picture:
        """Write a frame of the engine's."""
        pixels = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 4)
        path = self.path(frame.number)
        write_png(path, pixels, self.owner)
        return Picture(frame.number, path)

    def complete(
        self,
        plan: Plan,
        pictures: dict[int, Picture],
        shot_frame: Callable[[int], int | None],
        blank: np.ndarray,
    ) -> tuple[int, int]:
        """Give each frame of the shot its file: held drawings theirs again, the others an empty picture.

        Args:
            plan: the task.
            pictures: those that came, by frame.
            shot_frame: gives the frame whose drawing is shown in a frame, None where none is.
            blank: (H, W, 4) the empty picture.

        Returns:
            the first and the last frame that have one, those of earlier runs beside the shot included.

        Raises:
            ShiageError: nothing came back.
        """
        if not pictures:
            raise ShiageError("No frame came back: color the shot again")
        there = self._numbers()
        whole = range(min([plan.start, *there]), max([plan.end, *there]) + 1)
        for number in whole:
            frame = shot_frame(number) if plan.start <= number <= plan.end else None
            if number in pictures:
                continue
            if frame in pictures:
                _again(pictures[frame].path, self.path(number))
            elif number not in there or (plan.only is None and plan.start <= number <= plan.end):
                write_png(self.path(number), blank, self.owner)
        return whole[0], whole[-1]

    def _numbers(self) -> set[int]:
        return {int(path.stem) for path in self.folder.glob("*.png") if path.stem.isdigit()}

    def is_free(self) -> bool:
        """Whether no file would be replaced that is of something else."""
        known = (path for path in self.folder.glob("*.png") if path.stem.isdigit())
        return all(written_by(path) == self.owner for path in known)


def album_of(plan: Plan) -> Album:
    """Where the pictures of an object in a scene go: a folder of its name, or one with a number after it.

    Raises:
        ShiageError: they cannot be written there.
    """
    said = (Path(bpy.data.filepath).stem, plan.scene, plan.target)
    owner = hashlib.sha256(repr(said).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    name = folder_name(plan.target)
    base = Path(plan.folder)
    albums = (Album(base / (f"{name} {n}" if n > 1 else name), owner) for n in count(1))
    album = next(one for one in albums if one.is_free())
    try:
        album.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=album.folder):
            pass
    except OSError as error:
        words = "Pictures cannot be written to {} ({}): choose another folder"
        raise ShiageError(words, album.folder, error.strerror or error) from error
    return album


def folder_name(name: str) -> str:
    """A folder's name for an object, the same for the same name; never a path, on any system.

    Names that would not do are mended, and told apart by a checksum of what they were.
    """
    safe = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(". ")
    if safe == name and not _RESERVED.fullmatch(name.split(".")[0]):
        return name
    return f"{safe[:40].rstrip('. ')}-{zlib.crc32(name.encode('utf-8', 'surrogateescape')):08x}"


def blend_path(path: Path) -> str:
    """A file as Blender keeps it: beside the .blend, so that both can be moved together, where it can be."""
    if not bpy.data.filepath:
        return str(path)
    try:
        return str(bpy.path.relpath(str(path)))
    except ValueError:  # on another drive
        return str(path)


def _again(old: Path, new: Path) -> None:
    beside = new.with_suffix(".part")
    beside.unlink(missing_ok=True)
    try:
        os.link(old, beside)
    except OSError:  # a file system without links
        shutil.copyfile(old, beside)
    beside.replace(new)


def in_sequencer(scene: Any, plan: Plan, album: Album) -> None:
    """Show the shot's pictures as a strip, in place of the one of a run before."""
    editor = scene.sequence_editor or scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    for old in [strip for strip in strips if strip.name == plan.target + " Shiage"]:
        strips.remove(old)
    used = {strip.channel for strip in strips}
    channel = next(n for n in range(1, 130) if n not in used)
    strip = strips.new_image(plan.target + " Shiage", blend_path(album.path(plan.start)), channel, plan.start)
    for number in range(plan.start + 1, plan.end + 1):
        strip.elements.append(album.path(number).name)
