# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from shiage.shot.confidence import calibrated, uncalibrated
from shiage.training.pair_features.calibrate_confidence import Answers, calibration_error, fitted, log_loss


def test_honest_confidence_has_no_calibration_error() -> None:
    confidence = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration_error(Answers(confidence, right)) == pytest.approx(0)
    assert calibration_error(Answers(np.full(800, 0.95), right)) == pytest.approx(0.45)


def test_fitting_mends_what_is_too_sure() -> None:
    rng = np.random.default_rng(0)
    honest = rng.uniform(0.5, 0.99, 5000)
    right = rng.random(5000) < honest
    odds = (honest / (1 - honest)) ** 3
    bragging = Answers(calibrated((odds / (1 + odds)).astype(np.float32)).astype(np.float64), right)
    raw = uncalibrated(bragging.confidence.astype(np.float32))
    mended = Answers(calibrated(raw, fitted(bragging)).astype(np.float64), right)
    assert calibration_error(mended) < 0.02 < calibration_error(bragging)
    assert log_loss(mended) < log_loss(bragging)


def test_calibration_keeps_order_and_what_is_certain() -> None:
    p = np.linspace(0, 1, 101).astype(np.float32)
    sure = calibrated(p)
    assert sure[0] == 0 and sure[-1] == 1 and (np.diff(sure) > 0).all()
    assert np.abs(uncalibrated(sure) - p).max() < 1e-3
