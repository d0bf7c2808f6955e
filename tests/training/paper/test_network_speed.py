# SPDX-License-Identifier: Apache-2.0
"""What `shiage bench` measures the network with."""

from __future__ import annotations

import pytest

from shiage.training.paper.network_speed import NetworkFigures, measure_network


def test_the_network_is_measured_both_ways() -> None:
    figures = measure_network(frames=2, side=64, width="lite")
    assert figures.frames == 2
    assert min(figures.encode, figures.quick, figures.plain) > 0


def test_the_references_encoding_is_shared_by_the_frames() -> None:
    figures = NetworkFigures(encode=2.4, quick=0.9, plain=3.0, frames=24)
    assert figures.per_frame == pytest.approx(1.0)
    assert figures.ratio == pytest.approx(3.0)
