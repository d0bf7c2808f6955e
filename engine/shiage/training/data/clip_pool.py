# SPDX-License-Identifier: Apache-2.0
"""A pool of clips drawn once and stored in files, which is much faster than drawing anew."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shiage.cel.beside import write_beside
from shiage.cel.lineart import TRACE_NONE
from shiage.training.data.clip import Clip, ClipSource
from shiage.training.data.folder_source import Drawing, crop_clip
from shiage.training.data.source_error import SourceError

HELD_OUT = 12
"""One of so many sources of clips is kept from training, with all that was drawn of it."""

APART = "h"
"""Ends the names of files that are held out."""


@dataclass(frozen=True)
class PoolSource:
    """Draws windows of the clips of a pool, each cropped to one square at a random place and scale.

    Attributes:
        files: the clips that are used.
    """

    files: tuple[Path, ...]

    @staticmethod
    def open(folder: Path, held_out: bool = False) -> PoolSource:
        """List the clips of a pool: those to learn from, or those that are kept from it.

        Raises:
            SourceError: the folder has none.
        """
        files = tuple(sorted(f for f in folder.glob("*.npz") if f.stem.endswith(APART) == held_out))
        if not files:
            raise SourceError(f"{folder} holds no clips: `shiage dataset pool` draws them")
        return PoolSource(files)

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`.

        Raises:
            SourceError: clips of the pool are shorter than `frames`.
        """
        name, drawings = read_clip(self.files[int(rng.integers(len(self.files)))])
        if len(drawings) < frames:
            raise SourceError(f"clips of the pool have {len(drawings)} drawings: take a smaller window")
        first = int(rng.integers(len(drawings) - frames + 1))
        return crop_clip(name, drawings[first : first + frames], size, rng)


@dataclass(frozen=True)
class Drawn:
    """What the clips of a pool are like.

    Attributes:
        frames: drawings of each: windows are cut out of them.
        side: their sides in pixels: crops are cut out of them.
        holds_out: whether all clips of one rig in HELD_OUT are kept from training.
    """

    frames: int = 16
    side: int = 384
    holds_out: bool = True


def fill_pool(
    folder: Path,
    source: ClipSource,
    count: int,
    seed: int,
    progress: Callable[[int, int], None],
    drawn: Drawn = Drawn(),
) -> None:
    """Draw clips into a folder; those that are there stay, so that a stopped run goes on.

    Args:
        folder: of the pool; clips of other seeds may be there.
        source: what is drawn from.
        count: clips of this seed.
        seed: decides about them all.
        progress: called with clips drawn and clips in all.
        drawn: what they are like.

    Raises:
        OSError: a clip cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    have = {file.stem.rstrip(APART) for file in folder.glob("*.npz")}
    for index in range(count):
        stem = f"{seed}-{index:06d}"
        if stem not in have:
            clip = source.clip(np.random.default_rng((seed, index)), drawn.frames, drawn.side)
            apart = APART if drawn.holds_out and is_held_out(clip.name) else ""
            write_clip(folder / f"{stem}{apart}.npz", clip)
        progress(index + 1, count)


def is_held_out(name: str) -> bool:
    """Whether clips of this name are kept from training: all of one rig, whatever it does, or none."""
    rig = re.sub(r" \d{1,2}$", "", name)  # a model's movements are numbered
    return zlib.crc32(rig.encode()) % HELD_OUT == 0


def write_clip(path: Path, clip: Clip) -> None:
    """Keep a clip; identities of parts are left out."""
    packed = np.ascontiguousarray(clip.cels).view(np.uint32)[..., 0]
    colours, where = np.unique(packed, return_inverse=True)
    flat = len(colours) <= 255
    out = io.BytesIO()
    np.savez_compressed(
        out,
        name=np.array(clip.name),
        lines=clip.lines,
        paint=(where.reshape(packed.shape) + 1).astype(np.uint8) if flat else clip.cels,
        table=np.concatenate([np.zeros(1, np.uint32), colours]) if flat else np.zeros(0, np.uint32),
        traces=np.zeros(0, np.uint8) if clip.traces is None else clip.traces,
    )
    write_beside(path, out.getvalue())


def read_clip(path: Path) -> tuple[str, list[Drawing]]:
    """Name and drawings of a clip that was kept."""
    with np.load(path, allow_pickle=False) as file:
        lines, paint, traces = file["lines"], file["paint"], file["traces"]
        table, name = file["table"].view(np.uint8).reshape(-1, 4), str(file["name"])
    if not traces.size:
        traces = np.full_like(lines, TRACE_NONE)
    return name, [Drawing(*each, table) for each in zip(lines, traces, paint, strict=True)]
