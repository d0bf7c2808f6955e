# SPDX-License-Identifier: Apache-2.0
"""A training's log as a picture: how its figures went over the steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.images import write_png

WIDTH, HEIGHT, MARGIN = 460, 260, 44
COLOURS = ((200, 60, 40), (40, 90, 190), (60, 140, 60))
PANELS = (("l1", "latent", "transport"), ("psnr", "psnr_copied", "psnr_before"), ("loss",), ("sure", "paper"))
"""Figures that share a picture; those that a training does not have are left out."""


def write_curves(logs: Sequence[Path], out: Path) -> None:
    """Draw the logs of trainings, one after the other on one axis of steps, into a PNG file.

    Logs without any figure of PANELS are not drawn.

    Args:
        logs: log.jsonl files; each goes on where the one before it ended.
        out: the picture.
    """
    lines: list[dict[str, float]] = []
    for log in logs:
        before = lines[-1]["step"] if lines else 0
        for text in log.read_text("utf-8").splitlines():
            line = json.loads(text)
            lines.append({**line, "step": before + line["step"]})
    panels = [[name for name in names if any(line.get(name) for line in lines)] for names in PANELS]
    drawn = [_panel(lines, names) for names in panels if names]
    if drawn:
        write_png(out, np.concatenate(drawn, 1))


def _panel(lines: Sequence[dict[str, float]], names: Sequence[str]) -> NDArray[np.uint8]:
    """One diagram, (HEIGHT, WIDTH, 3) uint8 RGB."""
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    values = [line[name] for name in names for line in lines if line.get(name)]
    low, high, last = min(values), max(values), lines[-1]["step"]
    right, bottom = WIDTH - 12, HEIGHT - MARGIN
    cv2.rectangle(picture, (MARGIN, 24), (right, bottom), (150, 150, 150), 1)
    for share in (0.0, 0.5, 1.0):
        y, x = round(bottom - share * (bottom - 24)), round(MARGIN + share * (right - MARGIN))
        _write(picture, f"{low + share * (high - low):.3g}", (2, y + 4))
        _write(picture, f"{share * last:.0f}", (x - 24, bottom + 14))
    for i, name in enumerate(names):
        points = [(line["step"], line[name]) for line in lines if line.get(name)]
        places = [
            (
                MARGIN + (right - MARGIN) * step / max(last, 1),
                bottom - (bottom - 24) * (value - low) / max(high - low, 1e-9),
            )
            for step, value in points
        ]
        corners = np.round(np.array(places) * 16).astype(np.int32)[:, None]
        cv2.polylines(picture, [corners], False, COLOURS[i], 1, cv2.LINE_AA, 4)
        _write(picture, name, (MARGIN + 8 + 130 * i, 16), COLOURS[i])
    return picture


def _write(
    picture: NDArray[np.uint8], words: str, at: tuple[int, int], colour: tuple[int, int, int] = (90, 90, 90)
) -> None:
    cv2.putText(picture, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.38, colour, 1, cv2.LINE_AA)
