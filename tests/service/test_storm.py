# SPDX-License-Identifier: Apache-2.0
"""Hostile messages and strangers while a job runs: it is done, pings are answered, memory stays."""

from __future__ import annotations

from collections.abc import Callable

from shiage.wire.connection import Connection
from shiage.wire.events import Done
from shiage.wire.shot import ShotUpload
from storm import storm


def test_a_storm_passes_over_an_engine_at_work(
    run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    weather = storm(run_engine("--transport", "tcp"), draw_shot(12, 640, 480), 3000, 150)
    print(weather)
    assert isinstance(weather.end, Done)
    assert weather.strangers == 150
    assert weather.slow < 2  # 0.2 s on a machine that has nothing else to do
    assert weather.left < 500 << 20  # torch and what it needs take 330 MiB
    assert weather.most < 400
