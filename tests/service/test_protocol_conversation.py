# SPDX-License-Identifier: Apache-2.0
"""The conversation written in PROTOCOL.md is held with a real engine."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiage.wire
from shiage.wire.connection import Connection

TEXT = (Path(shiage.wire.__file__).parent / "PROTOCOL.md").read_text()
LINES = re.findall(r"^(control|work) ([<>]) (\{.*\})(?: \+ (\d+) bytes)?$", TEXT, re.M)


def test_the_written_conversation_can_be_held(
    run_engine: Callable[..., Connection], dial: Callable[..., Any]
) -> None:
    client = dial(run_engine())
    job = "JOB"
    assert len(LINES) > 30
    for socket, way, text, size in LINES:
        fields = json.loads(text.replace('"PID"', str(os.getpid())).replace("JOB", job))
        type, id = fields.pop("type"), fields.pop("id", None)
        if way == ">":
            client.say(socket, type, id, [bytes(int(size))] if size else [], **fields)
            continue
        while (answer := client.hear(socket)) is not None and answer.type == "progress":
            pass
        assert answer is not None, text
        assert (answer.type, answer.id) == (type, id), (text, answer.fields)
        if type == "submitted":
            job = fields["job"] = answer["job"]
        assert fields.items() <= answer.fields.items()
        assert sum(len(buffer) for buffer in answer.buffers[:1]) == int(size or 0)
