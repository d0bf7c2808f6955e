# SPDX-License-Identifier: Apache-2.0
"""A job with other corrections of the same drawings and keys does again only what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shiage.service.job import Job
from shiage.service.shared_steps import content_of
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done, FillFrame, Note, Progress, Refused, RegionFrame, SameFrame
from shiage.wire.shot import ShotUpload

GREEN = (10, 200, 90, 255)

Word = tuple[int, int, int, tuple[int, int, int, int]]
"""Frame, x, y and colour of a correction."""


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


def colored(client: Client, shot: ShotUpload) -> tuple[str, dict[int, tuple[object, ...]], tuple[Note, ...]]:
    """Job, all that is known of each frame, and notes."""
    frames: dict[int, tuple[object, ...]] = {}
    job = client.submit(shot, "regions")
    for event in client.events(job):
        if isinstance(event, RegionFrame):
            pixels = event.labels, event.swatches, event.confidence, event.cel or b""
            frames[event.number] = (event.palette, event.dtype, *(bytes(part) for part in pixels))
        elif isinstance(event, Done):
            return job, frames, event.notes
    raise AssertionError("it did not end well")


def test_what_is_kept_changes_no_byte(
    home: Path, run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    """What is made of what was kept is what the whole way makes; frames that a correction leaves stay."""

    def shot(*words: Word, named: bool = True) -> ShotUpload:
        made = draw_shot(frames=5)
        for word in words:
            made.correct(*word)
        if named:  # without digests nothing is shared
            made.name_items()
        return made

    said = [
        [(3, 82, 60, GREEN)],
        [(3, 82, 60, GREEN), (2, 30, 30, (0, 0, 0, 0))],
        [(1, 82, 60, (200, 30, 40, 255)), (5, 30, 30, GREEN)],  # of a key, and of the last frame
    ]
    with Client(run_engine("--stay"), "test") as client:
        first, plain, _ = colored(client, shot())
        client.shutdown()
    with Client(run_engine("--stay"), "test") as client:
        for words in said:
            job, frames, notes = colored(client, shot(*words))
            _, whole, known = colored(client, shot(*words, named=False))
            assert sorted(frames) == sorted(whole) == [1, 2, 3, 4, 5]
            for number in whole:
                assert frames[number] == whole[number], f"frame {number} with {words}"
            assert notes == known
            assert frames != plain
            files = {n: home / "jobs" / job / "frames" / f"{n}.arrays" for n in whole}
            before = {n: home / "jobs" / first / "frames" / f"{n}.arrays" for n in whole}
            spoken_of = {word[0] for word in words}
            drawn = {n for n in whole if not files[n].samefile(before[n])}
            changed = {n for n in whole if frames[n][3] != plain[n][3]}
            assert drawn <= spoken_of | changed


def test_fills_that_the_client_has_are_not_sent_again(
    run_engine: Callable[..., Connection], draw_shot: Callable[..., ShotUpload]
) -> None:
    with Client(run_engine("--stay"), "test") as client:

        def fills(have: dict[int, str] | None, *words: Word) -> dict[int, FillFrame | SameFrame]:
            made = draw_shot()
            for word in words:
                made.correct(*word)
            made.name_items()
            events = client.events(client.submit(made, "curves", have=have))
            return {e.number: e for e in events if isinstance(e, FillFrame | SameFrame)}

        assert {frame.digest for frame in fills(None).values()} == {""}
        first = fills({})
        digests = {number: frame.digest for number, frame in first.items()}
        assert len(set(digests.values())) == len(first)
        again = fills(digests)
        for number, frame in again.items():
            before = first[number]
            assert isinstance(frame, SameFrame)
            assert isinstance(before, FillFrame)
            sure = memoryview(bytes(frame.confidence)).cast("f")
            assert [sure[fill.region - 1] for fill in before.fills] == [f.confidence for f in before.fills]
        said = fills(digests, (2, 82, 60, GREEN))
        assert isinstance(said[2], FillFrame)
        assert any(isinstance(frame, SameFrame) for frame in said.values())
        # what another had is of no use
        assert not any(isinstance(f, SameFrame) for f in fills(dict.fromkeys(digests, "0" * 64)).values())
        with pytest.raises(Refused, match="maps of a `number` and a `digest`"):
            fills({1: "nonsense"})
