# SPDX-License-Identifier: Apache-2.0
"""How right a coloured frame is: the paint-bucket benchmark's figures and the papers'."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.cel.majority import most

SPECK = 10
"""Acc-Thres leaves out regions of this many pixels or fewer (BasicPBC, `eval_json_stage2`)."""

PAPER_SIDE = 256
"""Longest side at which MSE, PSNR and SSIM are taken, the papers' working size."""


@dataclass(frozen=True)
class Score:
    """Figures of one frame, or means of them.

    Attributes:
        acc: share of all regions that carry exactly the true RGBA.
        acc_thres: the same over regions of more than SPECK pixels.
        pix_acc: share of pixels off the lines that carry exactly the true RGBA.
        pix_f_acc: the same over the foreground, where truth is not transparent.
        mse: mean squared error of the finished frame on white, channels in 0..1.
        psnr: 10 log10(1 / mse) in dB, at most 99.
        ssim: structural similarity of the finished frame on white.
    """

    acc: float
    acc_thres: float
    pix_acc: float
    pix_f_acc: float
    mse: float
    psnr: float
    ssim: float

    @staticmethod
    def mean(scores: list[Score]) -> Score:
        """Mean of each figure.

        Raises:
            ValueError: when there is no score.
        """
        if not scores:
            raise ValueError("no score to average")
        rows = [asdict(s) for s in scores]
        return Score(**{f.name: float(np.mean([r[f.name] for r in rows])) for f in fields(Score)})


def score_frame(line: LineArt, truth: NDArray[np.uint8], cel: NDArray[np.uint8]) -> Score:
    """Compare a cel with its truth.

    A region is a 4-connected set of paper pixels of the intact line art; it is right when the RGBA that
    most of it carries equals the RGBA that most of it carries in truth.

    Args:
        line: intact line art, (H, W).
        truth: (H, W, 4) uint8 RGBA without ink.
        cel: (H, W, 4) uint8 RGBA without ink, the answer.
    """
    count, found, stats, _ = cv2.connectedComponentsWithStats(
        (~line.barrier()).astype(np.uint8), connectivity=4
    )
    labels = np.asarray(found, np.int32)
    wanted, given = packed(truth), packed(cel)
    right = region_colours(labels, wanted, count) == region_colours(labels, given, count)
    large = stats[1:, cv2.CC_STAT_AREA] > SPECK
    paper = labels > 0
    hit = wanted == given
    front = paper & (truth[..., 3] > 0)
    mse, psnr, ssim = raster_figures(ink_over(truth, line), ink_over(cel, line))
    return Score(
        acc=_share(right),
        acc_thres=_share(right[large]),
        pix_acc=_share(hit[paper]),
        pix_f_acc=_share(hit[front]),
        mse=mse,
        psnr=psnr,
        ssim=ssim,
    )


def region_colours(labels: NDArray[np.int32], picture: NDArray[np.uint32], count: int) -> NDArray[np.uint32]:
    """(count - 1,) the packed colour that most of each region 1.. carries; of equals the smallest number.

    Args:
        labels: (H, W), 0 where there is no region.
        picture: (H, W) packed colours.
        count: labels, 0 among them.
    """
    colours = _distinct(picture)
    return colours[most(labels, np.searchsorted(colours, picture), count, len(colours))[1:]]


def packed(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(H, W, 4) uint8 as one uint32 a pixel; every fully transparent colour is the same colour."""
    one = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
    return np.where(rgba[..., 3] == 0, np.uint32(0), one)


def _distinct(image: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The values of a flat picture, from one pixel of each run of equal ones."""
    flat = image.ravel()
    return np.asarray(np.unique(flat[np.append(True, flat[1:] != flat[:-1])]))


def raster_figures(truth: NDArray[np.uint8], frame: NDArray[np.uint8]) -> tuple[float, float, float]:
    """MSE, PSNR and SSIM of two finished RGBA frames (H, W, 4) on white paper, at PAPER_SIDE."""
    a, b = on_white(truth), on_white(frame)
    mse = float(np.mean((a - b) ** 2))
    return mse, psnr_of(mse), _ssim(a, b)


def psnr_of(mse: float) -> float:
    """PSNR in dB of a mean squared error of values in 0..1; an exact picture counts as 99."""
    return 99.0 if mse == 0 else min(99.0, float(-10 * np.log10(mse)))


def _ssim(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    from skimage.metrics import structural_similarity

    return float(structural_similarity(a, b, channel_axis=2, data_range=1.0))  # type: ignore[no-untyped-call]


def on_white(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A finished frame (H, W, 4) on white paper at PAPER_SIDE, (h, w, 3) float32 in 0..1."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    flat = rgba[..., :3].astype(np.float32) / 255 * alpha + (1 - alpha)
    scale = PAPER_SIDE / max(flat.shape[:2])
    size = (max(8, round(flat.shape[1] * scale)), max(8, round(flat.shape[0] * scale)))
    return np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), np.float32)


def _share(right: NDArray[np.bool_]) -> float:
    """Share of true entries; nothing to get wrong counts as all right."""
    return float(right.mean()) if right.size else 1.0
