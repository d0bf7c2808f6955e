# SPDX-License-Identifier: Apache-2.0
"""Measures an engine: seconds to hello, seconds of an upload, and idle memory."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass

import numpy as np

from shiage.service import process
from shiage.wire.client import Client
from shiage.wire.events import Uploaded
from shiage.wire.shot import ShotUpload


@dataclass(frozen=True)
class EngineFigures:
    """Measured on a fresh engine in an empty home.

    Attributes:
        hello: seconds from the start of the process to its hello.
        memory: resident bytes when idle.
        ping: seconds of a round trip on the control socket.
        upload: seconds until every line frame is stored by the engine.
        upload_bytes: their bytes.
    """

    hello: float
    memory: int
    ping: float
    upload: float
    upload_bytes: int


def measure_engine(frames: int = 24, width: int = 1920, height: int = 1080) -> EngineFigures:
    """Start an engine in a home of its own, upload line frames, stop it.

    Raises:
        shiage.wire.events.EngineError: it did not start or died.
    """
    before = os.environ.get("SHIAGE_HOME")
    with tempfile.TemporaryDirectory(prefix="shiage-measure-", ignore_cleanup_errors=True) as home:
        os.environ["SHIAGE_HOME"] = home
        try:
            began = time.perf_counter()
            with Client.connect(name="shiage bench") as client:
                hello = time.perf_counter() - began
                memory, ping = process.status().memory, client.ping()
                seconds = _upload(client, frames, width, height)
            process.stop()
        finally:
            if before is None:
                del os.environ["SHIAGE_HOME"]
            else:
                os.environ["SHIAGE_HOME"] = before
    return EngineFigures(hello, memory, ping, seconds, frames * width * height)


def _upload(client: Client, frames: int, width: int, height: int) -> float:
    """Seconds from submission until the last line frame is stored; the shot is then forgotten."""
    shot = ShotUpload()
    noise = np.random.default_rng(1).integers(0, 256, (height, width), np.uint8)
    for number in range(1, frames + 1):
        shot.line(number, width, height, np.roll(noise, number))
    shot.key(1, width, height, np.zeros((height, width, 4), np.uint8))
    began = time.perf_counter()
    job = client.submit(shot)
    for event in client.events(job):
        if isinstance(event, Uploaded) and event.done == frames:
            break
    seconds = time.perf_counter() - began
    client.forget(job)
    return seconds
