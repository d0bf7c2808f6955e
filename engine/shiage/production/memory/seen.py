# SPDX-License-Identifier: Apache-2.0
"""How a drawing is remembered: each of its parts, and the whole, in few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from shiage.cel.arrays import Floats, Ints
from shiage.cel.lineart import LineArt
from shiage.models.weights import EFFICIENTNET, load_weights
from shiage.shot.describe.crop import drawn_window
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.describe.pretrained_features import open_pretrained, standardised
from shiage.shot.describe.regions import regions_of
from shiage.shot.runtime import default_runtime
from shiage.shot.types import ModelSheet, Settings

PART, WHOLE = 96, 128
"""Numbers for a part, and for the whole: the network's features, thrown onto so many directions at random."""

MOST_PARTS = 128
"""Of a drawing of more regions the largest are remembered."""

_VERSION = 1


@dataclass(frozen=True, eq=False)
class SeenDrawing:
    """A drawing as it is remembered.

    Attributes:
        parts: (n, PART) float32, rows of length 1: what a region is like beside the others of its drawing.
        whole: (WHOLE,) float32, mean and spread over all regions: which character, and how it stands.
        regions: (n,) int64, which of the drawing's regions its parts are.
    """

    parts: Floats
    whole: Floats
    regions: Ints


def seen_drawing(drawing: Description) -> SeenDrawing:
    """How a described drawing is remembered; one without regions has no parts and stands nowhere."""
    chosen = np.sort(np.argsort(-drawing.area, kind="stable")[:MOST_PARTS]).astype(np.int64)
    if not len(chosen):
        return SeenDrawing(np.zeros((0, PART), np.float32), np.zeros(WHOLE, np.float32), chosen)
    raw = open_pretrained(default_runtime().device).alone(drawing, chosen)
    parts = standardised(raw) @ _directions(raw.shape[1], PART)
    parts /= np.maximum(np.linalg.norm(parts, axis=1, keepdims=True), 1e-6)
    overall = np.concatenate([raw.mean(0), raw.std(0)])
    return SeenDrawing(parts, overall @ _directions(len(overall), WHOLE), chosen)


def look_at(sheet: ModelSheet, settings: Settings) -> SeenDrawing:
    """How a coloured drawing is remembered."""
    return seen_drawing(described_alone(sheet.line, settings))


def described_alone(line: LineArt, settings: Settings) -> Description:
    """A drawing described in the window that shows it, whatever stands beside it in a shot."""
    return describe(line, regions_of(line, settings), drawn_window([line]))


def maker(settings: Settings) -> str:
    """What makes memories here, and how it finds regions; those of another maker are made anew."""
    return f"{_VERSION} {_weights_digest()} {settings.gap} {settings.min_area}"


@cache
def _weights_digest() -> str:
    return load_weights(EFFICIENTNET).digest


@cache
def _directions(size: int, count: int) -> Floats:
    """(size, count) the same in every process."""
    thrown = np.random.default_rng(20).standard_normal((size, count))
    return np.asarray(thrown / np.sqrt(count), np.float32)
