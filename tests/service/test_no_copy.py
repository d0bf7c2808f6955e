# SPDX-License-Identifier: Apache-2.0
"""Pixels are handed on, not copied: what Python allocates stays far below the size of a frame."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import zmq

from shiage.service.client_keys import Authenticator, Keys
from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.router_sockets import OutgoingQueue, receive, router
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import CelFrame, Uploaded
from shiage.wire.messages import Message, pack, unpack
from shiage.wire.shot import ShotUpload

WIDTH, HEIGHT = 1920, 1080
FRAME = WIDTH * HEIGHT * 4


@contextmanager
def allocating_less_than(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak} bytes"


def test_the_client_copies_neither_what_it_sends_nor_what_it_gets(
    run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    shot = draw_shot(3, WIDTH, HEIGHT)
    with Client(run_engine()) as client, allocating_less_than(FRAME // 8):
        stored = [e for e in client.color(shot, "frames") if isinstance(e, Uploaded | CelFrame)]
        assert len(stored) == 8
        assert isinstance(stored[-1], CelFrame)
        assert stored[-1].pixels.nbytes == FRAME


def test_the_engine_copies_neither_what_it_gets_nor_what_it_sends(tmp_path: Path) -> None:
    context = zmq.Context()
    keys = Keys.fresh()
    gate = Authenticator(context, keys.client_public)
    server = router(context, keys)
    port = server.bind_to_random_port("tcp://127.0.0.1")
    client = context.socket(zmq.DEALER)
    client.curve_serverkey = keys.server_public
    client.curve_publickey, client.curve_secretkey = keys.client_public, keys.client_secret
    client.connect(f"tcp://127.0.0.1:{port}")
    store = JobStore(tmp_path)
    header = {"role": "line", "number": 1, "shape": [HEIGHT, WIDTH, 4], "dtype": "u1", "channels": "RGBA"}
    job = Job("job", "color", {}, [header], [1])
    store.add(job, FRAME)
    pixels = np.arange(FRAME, dtype=np.uint8)
    client.send_multipart(pack(Message("put", 1, {}, [pixels])), copy=False)
    assert gate.socket.poll(60_000)
    gate.answer()
    assert server.poll(60_000)
    with allocating_less_than(FRAME // 8):
        received = receive(server)
        assert received is not None
        store.keep_item(job, 0, list(unpack(received[1]).buffers))
        assert OutgoingQueue(server).send(received[0], Message("frame", None, {}, [pixels]))
    assert (np.fromfile(store.item_path(job, 0), np.uint8) == pixels).all()
    assert client.poll(60_000)
    answer: Any = client.recv_multipart()
    assert answer[1] == pixels.tobytes()
    store.close()
    for socket in (server, client, gate.socket):
        socket.close(0)
    context.term()
