# SPDX-License-Identifier: Apache-2.0
"""Describing all drawings of a shot and matching those that bear on each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.descriptors import Description, describe
from shiage.shot.given import regions_of
from shiage.shot.likeness import Likeness
from shiage.shot.shot import Cancelled, Checkpoint, Settings, Watch
from shiage.shot.window import drawn_window

Transports = dict[tuple[int, int], NDArray[np.float32]]

SHEET_GAP = 24
"""A model sheet has no place in time; it is compared like a frame this far away."""

NEAR_KEYS = 4
"""Each frame is compared with this many nearest keys, and with every model sheet."""


@dataclass(frozen=True)
class Progress:
    """Where finished steps are kept and who is told of them."""

    checkpoint: Checkpoint | None
    watch: Watch

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays of a step finished earlier, or None."""
        return self.checkpoint.get(step) if self.checkpoint else None

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep a finished step."""
        if self.checkpoint:
            self.checkpoint.put(step, arrays)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Report a finished step.

        Raises:
            Cancelled: the watch asked to stop.
        """
        self.watch.progress(stage, done, total)
        if self.watch.cancelled():
            raise Cancelled


def describe_all(
    frames: list[LineArt], sheets: list[LineArt], settings: Settings, progress: Progress
) -> list[Description]:
    """Describe the regions of every drawing, frames and then model sheets (stage "describe")."""
    out = []
    shared = drawn_window(frames)
    lines = frames + sheets
    for t, line in enumerate(lines):
        arrays = progress.get(f"describe-{t}")
        if arrays is None:
            window = shared if t < len(frames) else drawn_window([line])
            description = describe(line, regions_of(line, settings), window)
            progress.put(f"describe-{t}", description.arrays())
        else:
            description = Description.of(arrays)
        out.append(description)
        progress.tell("describe", t + 1, len(lines))
    return out


def match_all(
    drawings: list[Description],
    numbers: list[int],
    coloured: set[int],
    likeness: Likeness,
    progress: Progress,
) -> Transports:
    """Match the drawings that bear on each other (stage "match").

    Args:
        drawings: frames in time order, then model sheets.
        numbers: the frames' numbers.
        coloured: which drawings are given.
        likeness: what makes two regions alike.
        progress: keeps and tells.

    Returns:
        (t, s) -> (n_t, n_s + 1) float32, see `Likeness.transport`.
    """
    pairs = matched_pairs(numbers, len(drawings), coloured)
    out: Transports = {}
    for done, (t, s) in enumerate(pairs, 1):
        arrays = progress.get(f"match-{t}-{s}")
        if arrays is None:
            gap = numbers[s] - numbers[t] if s < len(numbers) else SHEET_GAP
            ahead, back = likeness.transport(drawings[t], drawings[s], gap)
            progress.put(f"match-{t}-{s}", {"ahead": ahead, "back": back})
        else:
            ahead, back = arrays["ahead"].astype(np.float32), arrays["back"].astype(np.float32)
        out[t, s], out[s, t] = ahead, back
        progress.tell("match", done, len(pairs))
    return out


def paper_hints(
    frames: list[Description], palette: NDArray[np.uint8], likeness: Likeness
) -> list[NDArray[np.float32]]:
    """What each frame says by itself: which of its regions are unpainted.

    Args:
        frames: described.
        palette: (swatches, 4) uint8 RGBA.
        likeness: what makes two regions alike.

    Returns:
        per frame (n, swatches) float32, rows sum to 1; an empty list where nobody knows or all is painted.
    """
    clear = np.flatnonzero(palette[:, 3] == 0)
    if len(clear) != 1 or len(palette) < 2:
        return []
    hints = []
    for drawing in frames:
        paper = likeness.paper(drawing)
        if paper is None:
            return []
        hint = np.repeat((1 - paper[:, None]) / np.float32(len(palette) - 1), len(palette), 1)
        hint[:, clear[0]] = paper
        hints.append(hint.astype(np.float32))
    return hints


def matched_pairs(numbers: list[int], drawings: int, coloured: set[int]) -> list[tuple[int, int]]:
    """Neighbours in time, and every frame with its nearest keys and all model sheets; smaller index first."""
    keys = sorted(t for t in coloured if t < len(numbers))
    pairs: dict[tuple[int, int], None] = {}
    for t in range(len(numbers)):
        if t in coloured:
            others: list[int] = []
        else:
            others = sorted(keys, key=lambda k: abs(numbers[k] - numbers[t]))[:NEAR_KEYS]
            others += range(len(numbers), drawings)
        if t + 1 < len(numbers) and not (t in coloured and t + 1 in coloured):
            others.append(t + 1)
        for s in others:
            pairs[min(t, s), max(t, s)] = None
    return list(pairs)
