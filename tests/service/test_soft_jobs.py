# SPDX-License-Identifier: Apache-2.0
"""Mode soft through a real engine: shaded cels come back, a killed engine goes on, what lacks is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import CelFrame, Done, EngineDied, Event, Failed, Progress, RegionFrame
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]

WIDTH, HEIGHT = 160, 120


def shaded_discs(frames: int = 5, shaded: bool = True) -> ShotUpload:
    """Two discs that move to the right, lit from above, with keys at both ends."""
    shot = ShotUpload(mode="soft", gap=0)
    light = np.linspace(80, -80, HEIGHT)[:, None, None] if shaded else np.zeros((1, 1, 1))
    for number in range(1, frames + 1):
        centre = (WIDTH // 2 + number, HEIGHT // 2)
        ink = np.zeros((HEIGHT, WIDTH), np.uint8)
        cel = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        for radius, colour in ((HEIGHT // 3, (160, 90, 90, 255)), (HEIGHT // 8, (90, 90, 160, 255))):
            cv2.circle(cel, centre, radius, colour, -1)
            cv2.circle(ink, centre, radius, 255, 2)
        cel[..., :3] = (cel[..., :3] + light).clip(0, 255) * (cel[..., 3:] > 0)
        shot.line(number, WIDTH, HEIGHT, ink)
        if number in (1, frames):
            shot.key(number, WIDTH, HEIGHT, cel)
    return shot


def cels(events: list[Event]) -> dict[int, Any]:
    found = {}
    for event in events:
        if isinstance(event, RegionFrame):
            assert event.cel is not None
            found[event.number] = np.frombuffer(event.cel, np.uint8).reshape(HEIGHT, WIDTH, 4)
    return found


def test_shaded_cels_come_back_in_both_forms(run_engine: RunEngine, networks: Path) -> None:
    with Client(run_engine()) as client:
        events = list(client.color(shaded_discs()))
        assert isinstance(events[-1], Done), events[-1]
        assert {"try", "paint", "refine", "draw"} <= {e.stage for e in events if isinstance(e, Progress)}
        regions = cels(events)
        assert sorted(regions) == [1, 2, 3, 4, 5]
        middle = regions[3][HEIGHT // 2 - HEIGHT // 3 + 6 : HEIGHT // 2 - HEIGHT // 8 - 6, WIDTH // 2 + 3, 0]
        assert (np.diff(middle.astype(int)) <= 1).all() and int(middle[0]) - int(middle[-1]) > 8, (
            "lit from above"
        )
        pixels = {e.number: e for e in client.result(events[0].job, "frames") if isinstance(e, CelFrame)}
        assert all(bytes(pixels[n].pixels) == cel.tobytes() for n, cel in regions.items())
        assert 0 < pixels[3].confidence <= 1


def test_flat_keys_need_no_cel(run_engine: RunEngine, networks: Path) -> None:
    with Client(run_engine()) as client:
        events = list(client.color(shaded_discs(3, shaded=False)))
        frames = [e for e in events if isinstance(e, RegionFrame)]
        assert len(frames) == 3
        assert all(frame.cel is None for frame in frames)


def test_a_killed_engine_goes_on_with_what_was_painted(
    run_engine: RunEngine, networks: Path, home: Path
) -> None:
    connection = run_engine()
    client = Client(connection)
    job = client.submit(shaded_discs(8))
    for event in client.events(job):
        if isinstance(event, Progress) and event.stage == "paint" and event.done >= 3:
            break
    os.kill(connection.pid, signal.SIGKILL)
    with pytest.raises(EngineDied):
        while True:
            client.poll(0.2)
    client.close()
    steps = home / "jobs" / job / "steps"
    kept = {path: path.stat().st_mtime_ns for path in steps.glob("paint-*")}
    assert kept
    touched: dict[Path, int] = {}
    with Client(run_engine()) as client:
        client.attach(job)
        for event in client.events(job):
            if isinstance(event, Progress) and event.stage == "refine":
                touched = {path: path.stat().st_mtime_ns for path in kept}
        assert isinstance(event, Done)
        assert touched == kept, "a painted frame was painted again"


def test_the_device_is_chosen_when_the_engine_starts_and_a_wrong_one_told_in_words(
    run_engine: RunEngine, networks: Path
) -> None:
    with Client(run_engine("--device", "abacus")) as client:
        last = list(client.color(shaded_discs(3)))[-1]
        assert isinstance(last, Failed)
        assert "abacus" in last.message and "cpu" in last.message
