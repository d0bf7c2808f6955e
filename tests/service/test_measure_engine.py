# SPDX-License-Identifier: Apache-2.0
"""The engine's figures keep the promised bounds, with room for a busy machine."""

from __future__ import annotations

import os
from pathlib import Path

from shiage.service.measure_engine import measure_engine


def test_the_figures_of_a_fresh_engine(home: Path) -> None:
    figures = measure_engine()
    print(figures)
    assert figures.hello < 5
    assert figures.memory < 150 << 20
    assert figures.upload_bytes == 24 * 1920 * 1080
    assert figures.upload < 2.5
    assert os.environ["SHIAGE_HOME"] == str(home)
    assert not home.exists()
