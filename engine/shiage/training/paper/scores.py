# SPDX-License-Identifier: Apache-2.0
"""What a row scores: its raster as it is (soft), and read region by region in the exact palette (flat)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.palette import Palette, palette_of_keys
from shiage.cel.regions import RegionMap
from shiage.models.network_inputs import picture
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.baselines import BASELINES, color_by
from shiage.shot.evaluate.evaluate import draw_cels
from shiage.shot.evaluate.metrics import raster_figures, score_frame
from shiage.shot.runtime import Runtime
from shiage.shot.types import Frame, Key, Shot
from shiage.training.paper.paint_rows import Painter
from shiage.training.paper.scored_shots import NetworkShot, TestShot

Cel = NDArray[np.uint8]


@dataclass(frozen=True)
class Figures:
    """Means over frames, then shots; a row without a raster has none of the soft ones.

    Attributes:
        mse, psnr, ssim: of the raster against the finished frame at 256 pixels, see `evaluate/metrics.py`.
        flat_mse, flat_psnr, flat_ssim: the same of the flat reading.
        acc, acc_thres, pix_f_acc: region figures of the flat reading.
    """

    mse: float | None
    psnr: float | None
    ssim: float | None
    flat_mse: float
    flat_psnr: float
    flat_ssim: float
    acc: float
    acc_thres: float
    pix_f_acc: float

    @staticmethod
    def mean(rows: Sequence[Figures]) -> Figures:
        """Mean of each figure."""
        cells = [asdict(row) for row in rows]
        means: dict[str, Any] = {
            f.name: None if cells[0][f.name] is None else float(np.mean([c[f.name] for c in cells]))
            for f in fields(Figures)
        }
        return Figures(**means)


def painted_figures(
    shot: NetworkShot, painter: Painter, keys: Sequence[int], scored: Sequence[int]
) -> Figures:
    """Score a painter on some frames of a shot."""
    frames = painter.paint(shot, keys, scored)
    whole = shot.shot
    palette = palette_of_keys([(whole.cels[k], whole.regions(k)) for k in keys])
    rows = []
    for t in scored:
        raster = picture(frames[t])
        rows.append(_figures(whole, t, raster, read_flat(raster, whole.regions(t), palette)))
    return Figures.mean(rows)


def cel_figures(
    shot: TestShot,
    method: str,
    keys: Sequence[int],
    scored: Sequence[int],
    runtime: Runtime | None = None,
) -> Figures:
    """Score a plain method of `evaluate/baselines.py`, or "flat": the solver, with a runtime's weights."""
    frames = [Frame(t, line) for t, line in enumerate(shot.lines)]
    given = Shot(frames, [Key(k, shot.cels[k]) for k in keys])
    cels = (
        draw_cels(solve_shot(given, runtime=runtime))
        if method == "flat"
        else color_by(BASELINES[method], given)
    )
    return Figures.mean([_figures(shot, t, None, cels[t]) for t in scored])


def read_flat(raster: NDArray[np.uint8], regions: RegionMap, palette: Palette) -> Cel:
    """Read a raster region by region: each takes the swatch that is nearest to most of its pixels.

    On white paper a white swatch and no paint look alike: then a region that touches the frame's border is
    taken to have no paint, and one that does not to have some.

    Args:
        raster: (h, w, 3) uint8 RGB, a finished frame of any size.
        regions: the frame's at full size, (H, W).
        palette: swatches of the keys.

    Returns:
        (H, W, 4) uint8 RGBA without ink.
    """
    height, width = regions.labels.shape
    if not regions.count:
        return np.zeros((height, width, 4), np.uint8)
    shown = cv2.resize(raster, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    alpha = palette.colours[:, 3:].astype(np.float32) / 255
    on_paper = palette.colours[:, :3] * alpha + 255 * (1 - alpha)
    apart = np.stack([((shown - colour) ** 2).sum(2) for colour in on_paper])
    votes = np.zeros((regions.count + 1, len(on_paper)), np.int64)
    np.add.at(votes, (regions.labels, apart.argmin(0)), 1)
    swatch = votes[1:].argmax(1)
    edges = [regions.labels[place].ravel() for place in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])]
    border = np.isin(np.arange(1, regions.count + 1), np.concatenate(edges))
    clear = palette.colours[:, 3] == 0
    for region, chosen in enumerate(swatch):
        alike = np.flatnonzero(np.abs(on_paper - on_paper[chosen]).max(1) < 1)
        wanted = alike[clear[alike] == border[region]]
        swatch[region] = wanted[0] if len(wanted) else chosen
    return paint(fill_under_ink(regions), palette.colours[swatch])


def _figures(shot: TestShot, frame: int, raster: NDArray[np.uint8] | None, cel: Cel) -> Figures:
    line, truth = shot.lines[frame], shot.cels[frame]
    score = score_frame(line, truth, cel)
    flat = score.mse, score.psnr, score.ssim, score.acc, score.acc_thres, score.pix_f_acc
    if raster is None:
        return Figures(None, None, None, *flat)
    opaque = np.full((*raster.shape[:2], 1), 255, np.uint8)
    full = cv2.resize(np.concatenate([raster, opaque], 2), line.size, interpolation=cv2.INTER_LINEAR)
    return Figures(*raster_figures(ink_over(truth, line), np.asarray(full, np.uint8)), *flat)
