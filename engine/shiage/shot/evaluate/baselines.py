# SPDX-License-Identifier: Apache-2.0
"""Plain ways to colour a shot from its nearest key, to measure the real one against."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink, paint
from shiage.cel.graph import region_graph
from shiage.cel.lineart import LineArt
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.cel.regions import RegionMap, find_regions
from shiage.shot.describe.crop import drawn_window
from shiage.shot.describe.describe import describe
from shiage.shot.runtime import default_runtime
from shiage.shot.types import Key, Settings, Shot

Baseline = Callable[[LineArt, LineArt, Key, Settings], NDArray[np.uint8]]
"""(frame's lines, key's lines, key, settings) -> the frame's cel (H, W, 4) uint8."""


def copy_key(line: LineArt, key_line: LineArt, key: Key, settings: Settings) -> NDArray[np.uint8]:
    """The nearest key's picture as it is."""
    return key.cel


def nearest_region(line: LineArt, key_line: LineArt, key: Key, settings: Settings) -> NDArray[np.uint8]:
    """Each region takes the colour of the key's region nearest in place, size and box."""
    regions, key_regions, colours = _regions(line, key_line, key, settings)
    if not regions.count or not key_regions.count:
        return np.zeros_like(key.cel)
    here, there = _places(regions, line), _places(key_regions, key_line)
    distance = np.linalg.norm(here[:, None] - there[None], axis=2)
    return paint(fill_under_ink(regions), colours[distance.argmin(1)])


def flow_vote(line: LineArt, key_line: LineArt, key: Key, settings: Settings) -> NDArray[np.uint8]:
    """The key's colours warped by DIS flow on distance fields; each region takes its most frequent one."""
    regions, key_regions, colours = _regions(line, key_line, key, settings)
    if not regions.count or not key_regions.count:
        return np.zeros_like(key.cel)
    here, there = describe(line, regions), describe(key_line, key_regions)
    matcher = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = matcher.calc(here.field, there.field, None)  # type: ignore[call-overload]
    height, width = here.field.shape
    y, x = np.mgrid[:height, :width]
    to_x = np.clip(np.rint(x + flow[..., 0]), 0, width - 1).astype(np.int64)
    to_y = np.clip(np.rint(y + flow[..., 1]), 0, height - 1).astype(np.int64)
    landed = there.labels[to_y, to_x]
    kinds, colour_of = np.unique(colours, axis=0, return_inverse=True)
    votes = np.zeros((regions.count + 1, len(kinds)), np.int64)
    np.add.at(votes, (here.labels, colour_of.ravel()[landed - 1]), 1)
    return paint(fill_under_ink(regions), kinds[votes[1:].argmax(1)])


def nearest_features(line: LineArt, key_line: LineArt, key: Key, settings: Settings) -> NDArray[np.uint8]:
    """Each region takes the colour of the key's region with the nearest pretrained features, at any place."""
    regions, key_regions, colours = _regions(line, key_line, key, settings)
    if not regions.count or not key_regions.count:
        return np.zeros_like(key.cel)
    from shiage.shot.describe.pretrained_features import open_pretrained

    seen = [
        open_pretrained(default_runtime().device).of(
            describe(art, found, drawn_window([art])), np.arange(found.count)
        )
        for art, found in ((line, regions), (key_line, key_regions))
    ]
    here, there = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6) for x in seen)
    return paint(fill_under_ink(regions), colours[(here @ there.T).argmax(1)])


BASELINES: dict[str, Baseline] = {
    "copy": copy_key, "nearest": nearest_region, "flow": flow_vote, "features": nearest_features,
}  # fmt: skip

FOR_SHEETS = ("nearest", "features")
"""Those that a model sheet can be the key of, which has another size and place."""


def color_by(baseline: Baseline, shot: Shot) -> dict[int, NDArray[np.uint8]]:
    """Colour every frame of a shot from its nearest key, or from its first model sheet where it has none.

    Returns:
        frame number -> (H, W, 4) uint8 RGBA cel.
    """
    lines = {f.number: f.line for f in shot.frames}
    keys = [(k, lines[k.number]) for k in shot.keys] or [(Key(0, s.cel), s.line) for s in shot.sheets[:1]]
    cels = {}
    for number, line in lines.items():
        key, key_line = min(keys, key=lambda k: abs(k[0].number - number))
        cels[number] = baseline(line, key_line, key, shot.settings)
    return cels


def _regions(
    line: LineArt, key_line: LineArt, key: Key, settings: Settings
) -> tuple[RegionMap, RegionMap, NDArray[np.uint8]]:
    regions = find_regions(line, settings.gap, settings.min_area)
    key_regions = find_regions(key_line, settings.gap, settings.min_area)
    palette = palette_of_keys([(key.cel, key_regions)])
    return regions, key_regions, palette.colours[snap_regions(key.cel, key_regions, palette)[0]]


def _places(regions: RegionMap, line: LineArt) -> NDArray[np.float64]:
    """(n, 5) centroid, square root of the area, width and height, in shares of the frame."""
    graph = region_graph(regions, line)
    size = np.sqrt(graph.area)[:, None]
    return np.asarray(np.concatenate([graph.centroid, size, graph.box[:, 2:]], 1) / max(line.size))
