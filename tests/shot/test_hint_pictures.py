# SPDX-License-Identifier: Apache-2.0
"""From scribbles to a network's hints, its picture of the whole frame, and votes for swatches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from drawings import BLUE, RED, SKIN, face
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.cel.regions import RegionMap, find_regions
from shiage.models.hint_painter import HintPainter
from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig
from shiage.models.weights import load_weights, save_weights
from shiage.shot.evaluate.scribble_trials import fit_weight, trial_of
from shiage.shot.first_key.scribble_pictures import hints_of, paint_from_scribbles
from shiage.shot.types import Frame, Settings

HEAD, HAT = (66, 112), (66, 52)


class Flooding(HintPainter):
    """Paints what the nearest hint says, and white far from any: a network that has learned well."""

    def __init__(self) -> None:
        self.name = "flooding"

    def paint(self, line: Floats, hints: Floats) -> Floats:
        there = np.argwhere(hints[3] > 0)
        rows, columns = np.indices(hints.shape[1:])
        away = np.hypot(rows[..., None] - there[:, 0], columns[..., None] - there[:, 1])
        near = there[away.argmin(2)]
        colours = hints[:3, near[..., 0], near[..., 1]]
        out = np.where(away.min(2) < 6, colours, 1.0).repeat(4, 1).repeat(4, 2)
        return np.asarray(out * (1 - line) - line, np.float32)


def regions_and_given() -> tuple[RegionMap, dict[int, tuple[int, int, int, int]]]:
    line, _ = face((66, 93))
    regions = find_regions(line)
    return regions, {int(regions.labels[y, x]) - 1: colour for (x, y), colour in ((HEAD, SKIN), (HAT, RED))}


def test_hints_lie_in_their_regions_apart_from_each_other() -> None:
    regions, given = regions_and_given()
    hints = hints_of(regions, given, (40, 40), 1 / 4)
    assert hints.shape == (4, 40, 40)
    rows, columns = np.nonzero(hints[3])
    assert 2 <= len(rows) < 0.12 * 40 * 40
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        region = int(regions.labels[4 * row + 2, 4 * column + 2]) - 1
        assert np.allclose((hints[:3, row, column] + 1) * 127.5, given[region][:3])
    assert not (hints[:3] * (1 - hints[3:])).any()
    # a region smaller than a hint has one all the same
    speck = RegionMap(np.pad(np.ones((2, 2), np.int32), ((77, 81), (13, 145))), 1)
    assert hints_of(speck, {0: BLUE}, (40, 40), 1 / 4)[3].sum() == 1


def test_a_picture_has_the_frames_shape_whatever_part_is_drawn_on() -> None:
    line, _ = face((66, 93))
    regions, given = regions_and_given()
    for side in (48, 100, 128):
        seen = paint_from_scribbles(Frame(1, line), regions, given, Flooding(), side)
        height, width = seen.shape[:2]
        assert abs(height / width - 1) < 0.05
        at = height / 160
        assert np.abs(seen[int(108 * at), int(66 * at)].astype(int) - SKIN[:3]).max() < 12
        assert (seen[:2] == 255).all()


def test_the_network_itself_paints_from_its_file(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ScribblePainter(ScribblePainterConfig.lite())
    file = tmp_path / "hints.safetensors"
    save_weights(file, network, network.config, {})
    painter = HintPainter(load_weights(file), torch.device("cpu"))
    regions, given = regions_and_given()
    line, _ = face((66, 93))
    seen: NDArray[np.uint8] = paint_from_scribbles(Frame(1, line), regions, given, painter, 64)
    assert seen.dtype == np.uint8
    assert seen.shape[2] == 3


def test_trials_measure_each_method_and_a_weight_of_0_is_the_head_alone() -> None:
    line, cel = face((66, 93))
    trial = trial_of(Frame(1, line), cel, 3, Settings())
    assert trial is not None
    alone = trial.alone(trial.picture(Flooding()))
    assert 0 <= trial.right(alone) <= 1
    assert trial.right(cel) == 1
    assert 0 <= trial.nearest <= trial.ceiling <= 1
    found = fit_weight([trial], Flooding(), (0.0, 0.5))
    assert found[0.0] == trial.right(trial.solved())
    every = trial_of(Frame(1, line), cel, 1000, Settings())
    assert every is None or every.counts.any()
