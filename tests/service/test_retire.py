# SPDX-License-Identifier: Apache-2.0
"""An engine that is to be replaced finishes its job first, then ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psutil

from shiage.wire.client import Client
from shiage.wire.connection import Connection, read_connection
from shiage.wire.events import Done
from shiage.wire.retire import retire
from shiage.wire.shot import ShotUpload


def test_a_job_is_finished_before_the_engine_ends(
    run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    running = run_engine("--stay")
    ended: list[str] = []

    def retired() -> None:
        retire()
        ended.append("engine")

    thread = threading.Thread(target=retired)
    with Client(running) as client:
        job = client.submit(draw_shot(), "frames")
        thread.start()
        for event in client.events(job):
            if isinstance(event, Done):
                ended.append("job")
    thread.join(30)
    assert ended == ["job", "engine"]
    assert not psutil.pid_exists(running.pid) or psutil.Process(running.pid).status() == "zombie"
    assert read_connection() is None
    assert retire(), "none runs: nothing to wait for"


def test_who_gives_up_waiting_leaves_the_engine_as_it_is(run_engine: Callable[..., Connection]) -> None:
    running = run_engine("--stay")
    assert not retire(lambda: True)
    assert read_connection() == running
