# SPDX-License-Identifier: Apache-2.0
"""Clips from Synfig rigs, with the artist's own ink; rendered by the `synfig` program."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.training.data.clip import Clip
from shiage.training.data.remove_slivers import borders, filled, without_slivers
from shiage.training.data.render_cache import RenderedCache
from shiage.training.data.rendered_source import Rendered, draw_clip
from shiage.training.data.source_error import SourceError
from shiage.training.data.synfig.character_rig import Variant, write_variant

SIZE = 640
"""Side of a rendered picture in pixels."""

FRAMES, FPS = 16, 12
"""Drawings of one take, and how many of them a second."""

TAKES = 3
"""How many takes of each rig are rendered, each with its own motion."""

_WIDE = (-5.0, -5.0, 5.0, 5.0)
_PROBE = 200
_DARK = 160
_RARE = 2e-5
_THIN = 4
_SPECK = 12
_LEAK = 30


@dataclass(frozen=True, eq=False)
class SynfigSource:
    """Draws clips of rigs; takes of each are rendered once and kept.

    Attributes:
        rigs: the rigs' files; a folder `resources` lies beside each.
        cache: where renders are kept.
    """

    rigs: Sequence[Path]
    cache: RenderedCache = field(default_factory=RenderedCache)

    @classmethod
    def open(cls, folder: Path, cache: Path | None = None) -> SynfigSource:
        """All *.sif rigs of a folder.

        Raises:
            SourceError: there are none, or the `synfig` program is not installed.
        """
        if shutil.which("synfig") is None:
            raise SourceError("Synfig rigs need the program synfig, which is not on the PATH")
        rigs = sorted(folder.glob("*.sif"))
        if not rigs:
            raise SourceError(f"{folder}: no Synfig rig (*.sif) is there")
        return cls(rigs, RenderedCache(cache))

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        """See `ClipSource.clip`."""
        rig = self.rigs[int(rng.integers(len(self.rigs)))]
        take = int(rng.integers(TAKES))
        how = f"synfig 1 {SIZE} {FRAMES} {FPS} take {take}"
        rendered = self.cache.get(rig, how, lambda: render_rig(rig, take))
        return draw_clip(rendered, f"synfig {rig.stem} {take}", rng, frames, size)


def render_rig(rig: Path, take: int) -> Rendered:
    """Render a take of a rig: its ink and its fill, each by itself.

    Raises:
        SourceError: the program failed or rendered nothing.
    """
    with tempfile.TemporaryDirectory(prefix="shiage-synfig-") as work:
        place = Path(work)
        view = _view(rig, place / "probe", take)
        ink = _rendered(rig, place / "ink", "ink", take, view, SIZE, FPS)
        fill = _rendered(rig, place / "fill", "fill", take, view, SIZE, FPS)
    parts, colours = parts_of_fill(fill)
    made: list[NDArray[np.int32]] = []
    seams: list[NDArray[np.uint8]] = []
    for drawn, part in zip(ink, parts, strict=True):
        clean, line = assign_parts(drawn, part, colours)
        made.append(clean)
        seams.append(line)
    return Rendered.of(made, seams, colours, drawn=True)


def _view(rig: Path, folder: Path, take: int) -> tuple[float, float, float, float]:
    """A square that holds the figure all the time, with a margin; left, bottom, right, top."""
    pictures = _rendered(rig, folder, "fill", take, _WIDE, _PROBE, 4)
    seen = np.max([p[..., 3] for p in pictures], 0) > 40
    if not seen.any():
        raise SourceError(f"{rig}: synfig rendered an empty picture")
    rows, columns = np.nonzero(seen)
    unit = (_WIDE[2] - _WIDE[0]) / _PROBE
    left, right = _WIDE[0] + columns.min() * unit, _WIDE[0] + (columns.max() + 1) * unit
    top, bottom = _WIDE[3] - rows.min() * unit, _WIDE[3] - (rows.max() + 1) * unit
    half = max(right - left, top - bottom) * 0.54
    x, y = (left + right) / 2, (top + bottom) / 2
    return float(x - half), float(y - half), float(x + half), float(y + half)


def _rendered(
    rig: Path,
    folder: Path,
    variant: Variant,
    take: int,
    view: tuple[float, float, float, float],
    pixels: int,
    fps: float,
) -> list[NDArray[np.uint8]]:
    """RGBA pictures (pixels, pixels, 4) of a variant."""
    file = write_variant(rig, folder, variant, take, FRAMES / FPS, view, pixels, fps)
    run = ["synfig", "-q", "-T", "1", "-t", "png", "-o", str(folder / "f.png"), str(file)]
    done = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    pictures = [cv2.imread(str(p), cv2.IMREAD_UNCHANGED) for p in sorted(folder.glob("f*.png"))]
    if done.returncode or not pictures:
        raise SourceError(f"{rig}: synfig failed: {done.stderr.strip()[-300:] or 'no picture was written'}")
    return [
        np.asarray(cv2.cvtColor(p, cv2.COLOR_BGRA2RGBA), np.uint8) for p in pictures[:FRAMES] if p is not None
    ]


def parts_of_fill(
    pictures: Sequence[NDArray[np.uint8]],
) -> tuple[list[NDArray[np.int32]], NDArray[np.uint8]]:
    """Parts of flat renders, one for each exact, opaque and frequent colour, and their colours (n, 3)."""
    stack = np.stack(pictures)
    code = (stack[..., 0].astype(np.int32) << 16) | (stack[..., 1].astype(np.int32) << 8) | stack[..., 2]
    solid = stack[..., 3] >= 250
    found, counts = np.unique(code[solid], return_counts=True)
    found = found[counts > _RARE * code.size]
    colours = np.zeros((len(found) + 1, 3), np.uint8)
    colours[1:] = np.stack([found >> 16, (found >> 8) & 255, found & 255], 1)
    place = np.searchsorted(found, code).clip(0, len(found) - 1)
    part = np.where(solid & (found[place] == code), place + 1, -1).astype(np.int32)
    part[stack[..., 3] <= 4] = 0
    made = []
    for frame in part:
        core = (frame >= 0) & (borders(frame) == 0)
        near = cv2.dilate(core.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
        made.append(filled(np.maximum(frame, 0), (frame >= 0) & near))
    return made, colours


def assign_parts(
    drawn: NDArray[np.uint8], part: NDArray[np.int32], colours: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Clean parts, and where the ink stands: the artist's, and a contour where a colour ends without one.

    Args:
        drawn: (H, W, 4) RGBA render of the ink.
        part: (H, W) parts of the fill.
        colours: (n, 3) RGB of each part.
    """
    alpha = drawn[..., 3].astype(np.int32)
    grey = drawn[..., :3].min(-1).astype(np.int32) * alpha // 255 + 255 - alpha
    clean, slivers = without_slivers(part, colours, _THIN)
    # the artist's line is thin here: it must outlive being drawn smaller
    ink = cv2.dilate((grey < _DARK).astype(np.uint8) | slivers, np.ones((2, 2), np.uint8)).astype(np.uint8)
    near = cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0
    bare = borders(clean) * (~near).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(bare, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] > _SPECK
    keep[0] = False
    ink = ink | keep[labels].astype(np.uint8)
    return clean, ink | (borders(clean) & _leaks(ink, clean))


def _leaks(ink: NDArray[np.uint8], parts: NDArray[np.int32]) -> NDArray[np.uint8]:
    """1 in regions between the ink that hold more than one part: the ink leaves a gap there."""
    count, regions = cv2.connectedComponents(1 - ink, connectivity=4, ltype=cv2.CV_32S)
    kinds = int(parts.max()) + 1
    votes = np.bincount((regions * kinds + parts).ravel(), minlength=count * kinds).reshape(count, kinds)
    mixed = votes.sum(1) - votes.max(1) > _LEAK
    mixed[0] = False
    return np.asarray(mixed[regions], np.uint8)
