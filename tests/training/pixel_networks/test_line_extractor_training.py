# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
import torch
from films import draw_figure

from shiage.models.line_extractor import LineExtractor, LineExtractorConfig
from shiage.training.data.clip import Clip
from shiage.training.data.film.extract_lines import NetworkLines, binarise, paint_under
from shiage.training.data.film.xdog import XDoG
from shiage.training.data.ink_cels import draw_inked
from shiage.training.pixel_networks.line_extractor import (
    ExtractorTraining,
    extractor_loss,
    provenance,
    train_extractor,
)


class Rings:
    """Clips of a painted disc with an inked rim, of a random place and size."""

    def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
        y, x = np.mgrid[:size, :size] / size
        away = np.hypot(y - rng.uniform(0.3, 0.7), x - rng.uniform(0.3, 0.7)) - rng.uniform(0.1, 0.25)
        line = np.rint(255 * np.clip(1.5 - np.abs(away) * size, 0, 1)).astype(np.uint8)
        cel = np.zeros((size, size, 4), np.uint8)
        cel[away < 0] = (210, 120, 60, 255)
        return Clip("rings", line[None], cel[None], None)


def test_it_learns_within_seconds() -> None:
    torch.set_num_threads(1)  # threads that wait for each other stand still on a busy machine
    torch.manual_seed(1)
    rng = np.random.default_rng(5)
    inked = [draw_inked(Rings(), rng, 64) for _ in range(8)]
    frame = torch.from_numpy(np.stack([d.frame for d in inked])).permute(0, 3, 1, 2).float() / 127.5 - 1
    line = torch.from_numpy(np.stack([d.line for d in inked]))[:, None].float() / 255
    plan = ExtractorTraining(steps=60, size=64)
    trained = train_extractor(Rings(), plan, LineExtractorConfig(8))
    with torch.inference_mode():
        before = extractor_loss(LineExtractor(LineExtractorConfig(8)), frame, line, torch.ones_like(line))
        after = extractor_loss(trained.network, frame, line, torch.ones_like(line))
    assert after < 0.75 * before
    assert provenance(trained, plan, "rings")["samples"] == "480"


def test_inked_frames_are_the_same_for_the_same_seed_and_differ_otherwise() -> None:
    one, two, other = (draw_inked(Rings(), np.random.default_rng(s), 64) for s in (3, 3, 4))
    assert np.array_equal(one.frame, two.frame)
    assert not np.array_equal(one.frame, other.frame)
    assert one.frame.shape == (64, 64, 3)
    assert one.line.max() > 127


@pytest.mark.parametrize("kind", [XDoG, NetworkLines])
def test_lines_of_a_cel_are_found_where_they_were_drawn(kind: type[XDoG] | type[NetworkLines]) -> None:
    from scipy.ndimage import maximum_filter

    line, cel = draw_figure()[3]
    paper = np.where(cel[..., 3:] > 0, cel[..., :3], 255)
    cover = line.ink[..., None] / 255
    found = binarise(kind()(np.rint(paper * (1 - cover)).astype(np.uint8))) > 0
    true = line.ink > 127
    precision = maximum_filter(true, 3)[found].mean()
    recall = maximum_filter(found, 3)[true].mean()
    assert precision > 0.75
    assert recall > 0.95


def test_binary_lines_have_no_grey_and_no_specks() -> None:
    coverage = np.zeros((40, 40), np.uint8)
    coverage[5, 5:35] = 140
    coverage[6, 5:35] = 90
    coverage[20:22, 20:22] = 255
    ink = binarise(coverage)
    assert set(np.unique(ink)) == {0, 255}
    assert ink[5, 5:35].all()
    assert ink.sum() == 30 * 255


def test_paint_reaches_the_middle_of_a_line() -> None:
    frame = np.zeros((20, 21, 3), np.uint8)
    frame[:, :10], frame[:, 11:] = (200, 0, 0), (0, 0, 200)
    ink = np.zeros((20, 21), np.uint8)
    ink[:, 10] = 255
    cel = paint_under(frame, ink)
    assert (cel[:, :10] == (200, 0, 0, 255)).all()
    assert (cel[:, 11:] == (0, 0, 200, 255)).all()
    assert cel[:, 10, :3].max() == 200
    everywhere = paint_under(frame, np.full((20, 21), 255, np.uint8))
    assert np.array_equal(everywhere[..., :3], frame)
