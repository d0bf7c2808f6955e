# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from drawings import BLUE, CLEAR, RED, face

from shiage.cel.lineart import LineArt
from shiage.shot.evaluate.metrics import Score, score_frame


def test_truth_scores_full_marks() -> None:
    line, cel = face((80, 90))
    score = score_frame(line, cel, cel)
    assert (score.acc, score.acc_thres, score.pix_acc, score.pix_f_acc) == (1, 1, 1, 1)
    assert (score.mse, score.psnr) == (0, 99)
    assert score.ssim == pytest.approx(1)


def test_one_unit_of_colour_is_wrong() -> None:
    line, cel = face((80, 90))
    off = cel.copy()
    hat = (cel == RED).all(2)
    off[hat, 0] += 1
    score = score_frame(line, cel, off)
    assert score.acc == pytest.approx(4 / 5), "of hat, head, two eyes and background the hat is wrong"
    assert score.pix_f_acc < score.pix_acc < 1
    assert score.psnr > 50


def test_specks_count_for_acc_and_not_for_acc_thres() -> None:
    ink = np.zeros((80, 80), np.uint8)
    ink[20:40, 20:40] = 255
    ink[28:31, 28:31] = 0  # a speck of 9 pixels
    ink[60:70, 20] = ink[60:70, 40] = ink[60, 20:41] = ink[69, 20:41] = 255
    truth = np.zeros((80, 80, 4), np.uint8)
    truth[28:31, 28:31] = BLUE
    given = truth.copy()
    given[28:31, 28:31] = RED
    score = score_frame(LineArt(ink), truth, given)
    assert score.acc == pytest.approx(2 / 3)
    assert score.acc_thres == 1


def test_every_transparent_colour_is_the_same() -> None:
    line, cel = face((80, 90))
    other = cel.copy()
    other[(cel == CLEAR).all(2)] = (9, 9, 9, 0)
    assert score_frame(line, cel, other).acc == 1


def test_known_mse() -> None:
    line = LineArt(np.zeros((256, 256), np.uint8))
    black, grey = np.zeros((2, 256, 256, 4), np.uint8)
    black[..., 3] = grey[..., 3] = 255
    grey[..., :3] = 51
    score = score_frame(line, black, grey)
    assert score.mse == pytest.approx(0.04, rel=1e-5)
    assert score.psnr == pytest.approx(13.979, abs=1e-3)


def test_means_are_taken_figure_by_figure() -> None:
    one, two = Score(1, 1, 1, 1, 0, 90, 1), Score(0, 0.5, 0, 0, 0.1, 10, 0)
    assert Score.mean([one, two]) == Score(0.5, 0.75, 0.5, 0.5, 0.05, 50, 0.5)
    with pytest.raises(ValueError, match="no score"):
        Score.mean([])
