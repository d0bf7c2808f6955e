# SPDX-License-Identifier: Apache-2.0
"""Augmentation of clips: mirrored, in other colours, with another pen, moved."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.training.config import Augmentation
from shiage.training.data.bend import bend
from shiage.training.data.clip import Clip

PALETTE_LIMIT = 64
"""Most colours of a clip that still counts as flat, so that each can be exchanged by itself."""


def augment(clip: Clip, how: Augmentation, rng: np.random.Generator) -> Clip:
    """Apply everything but `moved` to all frames alike; the same `rng` state gives the same."""
    if rng.random() < how.mirror:
        parts = None if clip.parts is None else np.ascontiguousarray(clip.parts[:, :, ::-1])
        traces = None if clip.traces is None else np.ascontiguousarray(clip.traces[:, :, ::-1])
        clip = Clip(
            clip.name,
            np.ascontiguousarray(clip.lines[:, :, ::-1]),
            np.ascontiguousarray(clip.cels[:, :, ::-1]),
            parts,
            traces,
        )
    chance = rng.random()
    if chance < how.palette:
        clip = replace(clip, cels=exchange_palette(clip.cels, rng))
    elif chance < how.palette + how.hues:
        clip = replace(clip, cels=rotate_hues(clip.cels, int(rng.integers(1, 256))))
    if rng.random() < how.backdrop:
        clip = replace(clip, cels=paint_backdrop(clip.cels, rng))
    if rng.random() < how.pen:
        clip = _with_pen(clip, rng)
    return clip


def _with_pen(clip: Clip, rng: np.random.Generator) -> Clip:
    """Another pen for black ink and trace lines alike."""
    if clip.traces is None:
        return replace(clip, lines=change_pen(clip.lines, rng))
    black = change_pen(np.where(clip.traces, 0, clip.lines).astype(np.uint8), deepcopy(rng))
    lines = change_pen(clip.lines, rng)
    traces = [traces_of(*each) for each in zip(clip.traces, lines, black, strict=True)]
    return replace(clip, lines=lines, traces=np.stack(traces))


def traces_of(
    trace: NDArray[np.uint8], line: NDArray[np.uint8], black: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Kinds of a frame's trace lines (H, W) after its lines were changed, and so was its black ink alone."""
    near = cv2.dilate(trace, np.ones((3, 3), np.uint8))
    return np.where(line.astype(np.int16) > black.astype(np.int16) + 1, near, 0).astype(np.uint8)


def rotate_hues(cels: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """Turn the hues of (T, H, W, 4) uint8 RGBA cels by turn / 256 of the circle; grey and alpha stay."""
    frames, height, width = cels.shape[:3]
    out = cels.copy()
    rgb = np.ascontiguousarray(cels[..., :3]).reshape(frames * height, width, 3)
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV_FULL)
    hsv[..., 0] = np.add(hsv[..., 0], np.uint8(turn), dtype=np.uint8)  # wraps round, as hues do
    out[..., :3] = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB_FULL).reshape(frames, height, width, 3)
    return out


def exchange_palette(cels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Give every colour of flat (T, H, W, 4) uint8 RGBA cels a random other one; shaded cels stay."""
    packed = np.ascontiguousarray(cels).view(np.uint32)[..., 0]
    colours, where = np.unique(packed, return_inverse=True)
    if len(colours) > PALETTE_LIMIT:
        return cels
    table = colours[:, None].view(np.uint8).copy()
    table[table[:, 3] > 0, :3] = rng.integers(0, 256, (int((table[:, 3] > 0).sum()), 3), np.uint8)
    return table[where.reshape(packed.shape)]


def paint_backdrop(cels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paint what is fully transparent in (T, H, W, 4) uint8 RGBA cels in one random opaque colour."""
    out = cels.copy()
    out[cels[..., 3] == 0] = (*rng.integers(0, 256, 3, np.uint8), 255)
    return out


def change_pen(lines: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw (T, H, W) uint8 coverage with a pen that is thicker, thinner or paler."""
    kind = rng.integers(3)
    if kind == 0:
        strong = rng.uniform(0.6, 1)
        return np.asarray(lines * np.float32(strong), np.uint8)
    change = cv2.dilate if kind == 1 else cv2.erode
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    # half of the way only: a pixel more on both sides is a lot at 256 pixels, one less can end a thin line
    share = rng.uniform(0.2, 0.6)
    return np.stack([cv2.addWeighted(change(x, cross), share, x, 1 - share, 0) for x in lines]).astype(
        np.uint8
    )


def change_reference(
    clip: Clip, place: int, how: Augmentation, rng: np.random.Generator
) -> tuple[LineArt, NDArray[np.uint8]]:
    """One reference of a clip whose last frame is the target: all that is done to references alone.

    Chances of 0 draw nothing, so that samples of trainings without them stay what they were.
    """
    if how.own and rng.random() < how.own:
        place = len(clip.cels) - 1
    line, cel = clip.line_art(place), clip.cels[place]
    if how.bent and rng.random() < how.bent:
        line, cel = bend(line, cel, rng)
    if how.turned and rng.random() < how.turned:
        trace = None if line.trace is None else np.ascontiguousarray(line.trace[:, ::-1])
        line = LineArt(np.ascontiguousarray(line.ink[:, ::-1]), trace)
        cel = np.ascontiguousarray(cel[:, ::-1])
    return move(line, cel, rng) if rng.random() < how.moved else (line, cel)


def move(
    line: LineArt, cel: NDArray[np.uint8], rng: np.random.Generator
) -> tuple[LineArt, NDArray[np.uint8]]:
    """Turn, scale and move one frame: its (H, W) lines and (H, W, 4) uint8 cel."""
    width, height = line.size
    turn, scale = rng.uniform(-15, 15), rng.uniform(0.8, 1.15)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    matrix[:, 2] = matrix[:, 2] + rng.uniform(-0.08, 0.08, 2) * (width, height)
    # the paper's own value beyond the border: the backdrop, where there is one
    beyond = tuple(int(c) for c in cel[0, 0])
    ink = cv2.warpAffine(line.ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    trace = line.trace
    if trace is not None:
        trace = np.asarray(cv2.warpAffine(trace, matrix, (width, height), flags=cv2.INTER_NEAREST), np.uint8)
    painted = cv2.warpAffine(cel, matrix, (width, height), flags=cv2.INTER_NEAREST, borderValue=beyond)
    return LineArt(np.asarray(ink, np.uint8), trace), np.asarray(painted, np.uint8)
