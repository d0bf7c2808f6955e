# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from shiage.training.pair_features.calibrate_confidence import Answers, calibration_error, log_loss, softened


def test_honest_confidence_has_no_calibration_error() -> None:
    confidence = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration_error(Answers(confidence, right)) == pytest.approx(0)
    assert calibration_error(Answers(np.full(800, 0.95), right)) == pytest.approx(0.45)


def test_softening_mends_what_is_too_sure() -> None:
    rng = np.random.default_rng(0)
    honest = rng.uniform(0.5, 0.99, 5000)
    right = rng.random(5000) < honest
    odds = (honest / (1 - honest)) ** 3
    bragging = Answers(odds / (1 + odds), right)
    assert calibration_error(softened(bragging, 3)) < 0.03 < calibration_error(bragging)
    assert log_loss(softened(bragging, 3)) < log_loss(bragging)
