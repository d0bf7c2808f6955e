# SPDX-License-Identifier: Apache-2.0
"""Candidates over the wire: what comes is what the command writes; what has none is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from shiage.cel.images import read_cel, write_png
from shiage.cli.app import app
from shiage.service.validate_items import ShotRefused
from shiage.service.validate_submission import check_submission
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import CelFrame, Done, Event, Refused, RegionFrame
from shiage.wire.shot import ShotUpload

COLOURS = ((200, 30, 40, 255), (20, 60, 200, 255), (30, 160, 60, 255))
SIZE = (260, 140)


def wall() -> tuple[Any, Any]:
    """Ten boxes, (H, W) ink and (H, W, 4) scribbles on three of them."""
    ink, marks = np.zeros((SIZE[1], SIZE[0]), np.uint8), np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    for place in range(10):
        x, y = 10 + 50 * (place % 5), 10 + 60 * (place // 5)
        cv2.rectangle(ink, (x, y), (x + 24 + 3 * place % 16, y + 40 - 2 * place), 255, 2)
        if place < 3:
            cv2.line(marks, (x + 8, y + 10), (x + 16, y + 10), COLOURS[place], 3)
    return ink, marks


def upload(candidates: int = 1) -> ShotUpload:
    ink, marks = wall()
    shot = ShotUpload(candidates=candidates)
    shot.line(1, *SIZE, ink)
    shot.scribbles(1, *SIZE, marks)
    shot.name_items()
    return shot


def came(events: list[Event]) -> RegionFrame:
    assert isinstance(events[-1], Done), events[-1]
    (frame,) = (event for event in events if isinstance(event, RegionFrame))
    return frame


def cels(frame: RegionFrame) -> list[Any]:
    labels = np.frombuffer(frame.labels, "<" + frame.dtype).reshape(frame.height, frame.width)
    colours = np.array(frame.palette.colours, np.uint8)
    rows = [np.frombuffer(swatches, "<i4") for swatches in (frame.swatches, *frame.others)]
    return [np.concatenate([np.zeros((1, 4), np.uint8), colours[row]])[labels] for row in rows]


def test_what_comes_is_what_the_command_writes(run_engine: Callable[..., Connection], tmp_path: Path) -> None:
    ink, marks = wall()
    write_png(tmp_path / "line.png", (255 - ink).astype(np.uint8))
    write_png(tmp_path / "marks.png", marks)
    words = ["key", "line.png", "--scribbles", "marks.png", "-n", "4", "-o", "key.png"]
    given = [str(tmp_path / word) if word.endswith(".png") else word for word in words]
    result = CliRunner().invoke(app, [*given, "--json"])
    assert result.exit_code == 0, result.output
    files = json.loads(result.stdout)["candidates"]
    with Client(run_engine("--stay"), "test") as client:
        plain = came(list(client.color(upload())))
        events = list(client.color(upload(4)))
        frame = came(events)
        job = frame.job
        shown = list(client.result(job, "frames"))
        few = list(client.color(upload(64)))
        client.capabilities = frozenset({"scribbles"})
        with pytest.raises(Refused, match="gives no candidates: update it"):
            client.submit(upload(4))
    assert len(files) == 1 + len(frame.others) > 2
    made = cels(frame)
    for cel, file in zip(made, files, strict=True):
        assert (cel == read_cel(Path(file))).all()
    assert plain.others == () and bytes(plain.swatches) == bytes(frame.swatches)
    assert bytes(plain.confidence) == bytes(frame.confidence) and bytes(plain.labels) == bytes(frame.labels)
    (cel,) = (event for event in shown if isinstance(event, CelFrame))
    assert bytes(cel.pixels) == made[0].tobytes(), "another form has the first alone"
    end = few[-1]
    assert isinstance(end, Done)
    number = 1 + len(came(few).others)
    assert number < 64 and [note.words for note in end.notes] == [
        f"frame 1: {number} candidates: no more are likely"
    ]


ITEMS = [
    {"role": "line", "number": 1, "shape": [64, 96, 1], "dtype": "u1", "channels": "ink", "alpha": "none"},
    {"role": "scribbles", "number": 1, "shape": [64, 96, 4], "dtype": "u1", "channels": "RGBA"},
]


@pytest.mark.parametrize(
    ("settings", "items", "words"),
    [
        ({"candidates": 0}, ITEMS, "a whole number from 1 to 64"),
        ({"candidates": 65}, ITEMS, "a whole number from 1 to 64"),
        ({"candidates": "4"}, ITEMS, "a whole number from 1 to 64"),
        ({"candidates": True}, ITEMS, "a whole number from 1 to 64"),
        ({"candidates": 4, "mode": "soft"}, ITEMS, "in mode flat"),
        ({"candidates": 4}, [*ITEMS, {**ITEMS[0], "number": 2}], "for one drawing; the shot has 2"),
        ({"candidates": 4}, [*ITEMS, {**ITEMS[1], "role": "key"}], "without a key"),
    ],
)
def test_what_has_no_candidates_is_refused(
    settings: dict[str, Any], items: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(ShotRefused, match=words):
        check_submission("color", settings, items, [])


def test_the_number_is_kept_where_it_says_something() -> None:
    assert check_submission("color", {"candidates": 4}, ITEMS, []).settings["candidates"] == 4
    assert "candidates" not in check_submission("color", {"candidates": 1}, ITEMS, []).settings
