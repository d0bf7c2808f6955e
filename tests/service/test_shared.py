# SPDX-License-Identifier: Apache-2.0
"""A job with other corrections of the same drawings and keys is neither described nor matched again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shiage.service.jobs import Job
from shiage.service.shared import content_of
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done, FillFrame, Progress
from shiage.wire.shot import ShotUpload

GREEN = (10, 200, 90, 255)


def colour(client: Client, shot: ShotUpload) -> tuple[set[str], dict[int, set[tuple[int, ...]]]]:
    """Stages that had to be worked at, and the colours of each frame."""
    shot.name_items()
    client.submit(shot, "curves")
    stages: set[str] = set()
    colours: dict[int, set[tuple[int, ...]]] = {}
    while True:
        for event in client.poll(0.1):
            if isinstance(event, Progress):
                stages.add(event.stage)
            elif isinstance(event, FillFrame):
                colours[event.number] = {tuple(event.palette.colours[fill.swatch]) for fill in event.fills}
            elif isinstance(event, Done):
                return stages, colours


def corrected_again(shot: ShotUpload) -> ShotUpload:
    shot.correct(3, 82, 60, GREEN)
    return shot


def test_corrections_only_solve_again(
    home: Path, run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    connection = run_engine("--stay")
    with Client(connection, "test") as client:
        stages, colours = colour(client, draw_shot())
        assert {"describe", "match", "solve", "draw"} <= stages
        assert all(GREEN not in found for found in colours.values())
        corrected = draw_shot()
        corrected.correct(2, 82, 60, GREEN)
        stages, colours = colour(client, corrected)
        assert {"solve", "draw"} <= stages and not {"describe", "match"} & stages
        assert GREEN in colours[2]
        # a step that was damaged meanwhile is made again
        kept = sorted((home / "steps").iterdir())
        assert kept
        for file in kept:
            file.unlink()
            file.write_bytes(b"torn")
        assert {"describe", "match"} <= colour(client, corrected_again(draw_shot()))[0]
        assert not {"describe", "match"} & colour(client, draw_shot())[0]
        # another gap, another drawing or another key is another shot
        other = draw_shot()
        other.gap = 3
        assert {"describe", "match"} <= colour(client, other)[0]
        assert {"describe", "match"} <= colour(client, draw_shot(frames=5))[0]


def test_what_a_shot_is_known_by() -> None:
    def job(**settings: object) -> Job:
        items = [{"role": "line", "number": 1, "digest": "a" * 64}]
        return Job("id", "color", {"mode": "flat", "gap": 8, "corrections": [], **settings}, items, [1])

    first = content_of(job(), "maker")
    assert first == content_of(job(corrections=[{"number": 1}]), "maker") != ""
    assert first != content_of(job(gap=3), "maker")
    assert first != content_of(job(), "another maker")
    nameless = job()
    del nameless.items[0]["digest"]
    assert content_of(nameless, "maker") == ""
