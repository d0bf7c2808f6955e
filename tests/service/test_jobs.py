# SPDX-License-Identifier: Apache-2.0
"""Shots are coloured by a real engine and come back in every form."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import psutil
import pytest

from shiage.service.validate_items import ShotRefused
from shiage.service.validate_palette import check_palette
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import (
    Cancelled,
    CelFrame,
    Done,
    Event,
    FillFrame,
    Form,
    Progress,
    Refused,
    RegionFrame,
    Uploaded,
)
from shiage.wire.shot import ShotUpload, Stroke

DrawShot = Callable[..., ShotUpload]


@pytest.fixture
def client(run_engine: Callable[..., Connection]) -> Iterator[Client]:
    with Client(run_engine()) as client:
        yield client


def pixels(frame: CelFrame) -> Any:
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 4)


def painted(frame: RegionFrame) -> Any:
    labels = np.frombuffer(frame.labels, "<" + frame.dtype).reshape(frame.height, frame.width)
    swatches = np.frombuffer(frame.swatches, "<i4")
    assert labels.min() >= 1
    assert labels.max() <= frame.count == len(swatches)
    return np.array(frame.palette.colours, np.uint8)[swatches][labels.astype(np.int64) - 1]


def test_a_shot_goes_in_and_every_frame_comes_back_in_the_keys_colours(
    client: Client, draw_shot: DrawShot
) -> None:
    events = list(client.color(draw_shot(), "frames"))
    assert [e.done for e in events if isinstance(e, Uploaded)] == [1, 2, 3, 4, 5, 6]
    assert any(isinstance(e, Progress) for e in events)
    assert isinstance(events[-1], Done)
    frames = {e.number: pixels(e) for e in events if isinstance(e, CelFrame)}
    assert sorted(frames) == [1, 2, 3, 4]
    for number, frame in frames.items():
        assert {tuple(c) for c in np.unique(frame.reshape(-1, 4), axis=0).tolist()} <= {
            (0, 0, 0, 0),
            (200, 30, 40, 255),
            (0, 30, 240, 255),
        }
        assert tuple(frame[60, 80 + number]) == (0, 30, 240, 255)
        assert tuple(frame[60, 80 + number - 28]) == (200, 30, 40, 255)
        assert frame[2, 2, 3] == 0


def test_jobs_forgotten_the_moment_they_are_done_do_not_stop_the_engine(
    client: Client, draw_shot: DrawShot
) -> None:
    for _ in range(20):
        *_, last = client.color(draw_shot(frames=2))
        assert isinstance(last, Done)
        client.forget(last.job)
    assert client.jobs() == []


def test_frames_and_regions_agree_for_another_client_after_a_restart(
    client: Client, draw_shot: DrawShot, run_engine: Callable[..., Connection]
) -> None:
    events = list(client.color(draw_shot(), "frames"))
    job = events[-1].job
    client.shutdown()
    wait_for_end(client)
    with Client(run_engine()) as other:
        (info,) = other.jobs()
        assert (info.job, info.state, info.finished) == (job, "done", (1, 2, 3, 4))
        regions = {e.number: painted(e) for e in other.result(job, "regions") if isinstance(e, RegionFrame)}
        for event in events:
            if isinstance(event, CelFrame):
                assert (pixels(event) == regions[event.number]).all()
        with pytest.raises(ValueError, match="attach to job"):
            next(other.events(job))
        one = [e for e in other.result(job, "frames", [3]) if isinstance(e, CelFrame)]
        assert [e.number for e in one] == [3]
        with pytest.raises(Refused, match="has no frame 9"):
            other.attach(job, "frames", [9])
        other.forget(job)
        with pytest.raises(Refused, match="there is no job"):
            other.status(job)


def wait_for_end(client: Client) -> None:
    """Pump until the engine is gone."""
    from shiage.wire.events import EngineDied

    with pytest.raises(EngineDied):
        while True:
            client.poll(0.2)


@pytest.mark.parametrize("form", ["fills", "curves"])
def test_fills_cover_what_regions_do(client: Client, draw_shot: DrawShot, form: Form) -> None:
    import cv2

    events = list(client.color(draw_shot(), form))
    regions = [e for e in client.result(events[-1].job, "regions") if isinstance(e, RegionFrame)]
    fills = [e for e in events if isinstance(e, FillFrame)]
    assert [f.number for f in fills] == [r.number for r in regions] == [1, 2, 3, 4]
    for frame, expected in zip(fills, regions, strict=True):
        drawn = np.zeros((frame.height, frame.width), np.int32)
        for fill in frame.fills:
            mask = np.zeros((frame.height * 8, frame.width * 8), np.uint8)
            rings = [np.round(np.frombuffer(ring, "<f4").reshape(-1, 2) * 8 - 0.5) for ring in fill.rings]
            cv2.fillPoly(mask, [ring.astype(np.int32) for ring in rings], 1)
            drawn[mask[4::8, 4::8] > 0] = fill.region
            assert 0 <= fill.swatch < len(frame.palette.colours)
            assert 0 <= fill.confidence <= 1
        labels = np.frombuffer(expected.labels, "<" + expected.dtype).reshape(drawn.shape)
        assert (drawn == labels).mean() > 0.98


def test_thousands_of_regions_come_back_as_polygons(client: Client) -> None:
    """A wall of 4900 bricks; each keeps its colour, and each is one polygon."""
    side, step = 70, 6
    ink = np.zeros((side * step, side * step), np.uint8)
    ink[::step], ink[:, ::step] = 255, 255
    row, column = np.mgrid[: side * step, : side * step] // step
    colours = np.array([(200, 30, 40, 255), (20, 60, 200, 255), (250, 220, 190, 255)], np.uint8)
    paint = colours[(row // 10 + column // 7) % 3]
    shot = ShotUpload(gap=0)
    for number in (1, 2):
        shot.line(number, *ink.shape, ink)
    shot.key(1, *ink.shape, paint)
    events = list(client.color(shot, "fills"))
    frame = next(e for e in events if isinstance(e, FillFrame) and e.number == 2)
    assert len(frame.fills) == side * side
    for fill in frame.fills:
        x, y = np.frombuffer(fill.rings[0], "<f4").reshape(-1, 2).mean(0).astype(int)
        assert frame.palette.colours[fill.swatch] == tuple(paint[y, x].tolist())


def test_line_art_may_come_as_strokes_in_bgra_and_premultiplied(client: Client) -> None:
    shot = ShotUpload(gap=0)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    for number in (1, 2, 3):
        ring = [(80 + 40 * np.cos(a) + number, 60 + 40 * np.sin(a)) for a in angles]
        shot.strokes(number, 160, 120, [Stroke(ring, [1.5] * len(ring), closed=True)])
    bgra = np.zeros((120, 160, 4), np.uint8)
    rows, columns = np.mgrid[:120, :160]
    bgra[(columns - 81) ** 2 + (rows - 60) ** 2 <= 1600] = (10, 20, 100, 128)
    shot.key(1, 160, 120, bgra, channels="BGRA", alpha="premultiplied")
    frames = [e for e in client.color(shot, "frames") if isinstance(e, CelFrame)]
    assert [f.number for f in frames] == [1, 2, 3]
    for frame in frames:
        assert tuple(pixels(frame)[60, 80]) == (199, 40, 20, 128)
        assert pixels(frame)[3, 3, 3] == 0


def test_a_buffer_may_be_made_when_its_turn_comes(client: Client, draw_shot: DrawShot) -> None:
    made: list[int] = []
    plain, lazy = draw_shot(3), ShotUpload(gap=0)
    for index, item in enumerate(plain.items):
        (pixels,) = item.buffers()

        def make(index: int = index, pixels: Any = pixels) -> Any:
            made.append(index)
            return pixels

        height, width, channels = item.header["shape"]
        add = lazy.line if channels == 1 else lazy.key
        add(item.header["number"], width, height, make)
    stored = 0
    for event in client.color(lazy):
        stored = event.done if isinstance(event, Uploaded) else stored
        assert len(made) - stored <= client.limits["window"] + 1
    assert isinstance(event, Done)
    assert made == [0, 1, 2, 3, 4]


def test_a_gui_can_pump_two_jobs_without_ever_waiting(client: Client, draw_shot: DrawShot) -> None:
    jobs = [client.submit(draw_shot(3)), client.submit(draw_shot(5))]
    heard: dict[str, list[Event]] = {job: [] for job in jobs}
    longest, deadline = 0.0, time.monotonic() + 300
    while not all(heard[job] and isinstance(heard[job][-1], Done) for job in jobs):
        assert time.monotonic() < deadline
        began = time.monotonic()
        for event in client.poll():
            heard[event.job].append(event)
        longest = max(longest, time.monotonic() - began)
        time.sleep(0.005)  # the GUI's own work
    assert longest < 0.5
    assert [sum(isinstance(e, RegionFrame) for e in heard[job]) for job in jobs] == [3, 5]
    assert client.fileno() > 0


def test_control_answers_while_a_job_runs_and_cancel_stops_it_within_a_frame(
    client: Client, draw_shot: DrawShot
) -> None:
    job, waiting = client.submit(draw_shot(40, 1280, 720)), ""
    slowest = 0.0
    for event in client.events(job):
        if isinstance(event, Progress):
            if not waiting:
                waiting = client.submit(draw_shot(3))
                assert client.cancel(waiting).state == "cancelled"
            slowest = max(slowest, client.ping())
            if event.done >= 2:
                break
    began = time.monotonic()
    info = client.cancel(job)
    answered = time.monotonic() - began
    assert info.state in ("running", "cancelled")
    assert isinstance(list(client.events(job))[-1], Cancelled)
    stopped = time.monotonic() - began
    print(f"slowest ping {slowest * 1e3:.1f} ms, cancel {answered * 1e3:.1f} ms, effective {stopped:.2f} s")
    assert slowest < 1
    assert answered < 1
    assert stopped < 5
    assert client.status(job).state == "cancelled"
    assert len(client.status(job).finished) < 40
    assert isinstance(list(client.events(waiting))[-1], Cancelled)


def test_a_cancelled_job_may_go_on(client: Client, draw_shot: DrawShot) -> None:
    job = client.submit(draw_shot(12, 640, 480))
    next(e for e in client.events(job) if isinstance(e, Progress))
    client.cancel(job)
    assert isinstance(list(client.events(job))[-1], Cancelled)
    client.restart(job)
    events = list(client.result(job))
    assert isinstance(events[-1], Done)
    assert sum(isinstance(e, RegionFrame) for e in events) == 12
    with pytest.raises(Refused, match="is done already"):
        client.restart(job)


def test_notes_and_the_shots_palette_cross_the_wire_and_outlive_the_engine(
    client: Client, draw_shot: DrawShot, run_engine: Callable[..., Connection]
) -> None:
    shot = draw_shot(2)
    key = np.zeros((120, 160, 4), np.uint8)
    key[5:15, 5:25] = (9, 200, 90, 255)  # painted where no line closes anything
    key[58:62, 79:83] = (0, 30, 240, 255)
    shot.items[-1] = next(i for i in shot.items if i.header["role"] == "key")
    shot.items[-1] = replace(
        shot.items[-1], header={**shot.items[-1].header, "number": 2}, buffers=lambda: [key]
    )
    shot.swatches([(0, 32, 240, 255), (200, 30, 40, 255), (1, 2, 3, 255)], ["sky", "ball", "unused"])
    events = list(client.color(shot))
    done = events[-1]
    assert isinstance(done, Done)
    assert any("no closed outline" in note.words and note.frame == 2 for note in done.notes)
    assert any("beside those of the palette" in note.words for note in done.notes)
    frames = {e.number: e for e in events if isinstance(e, RegionFrame)}
    assert set(frames[1].palette.names) >= {"sky", "ball", "unused"}
    assert (0, 30, 240, 255) not in frames[1].palette.colours
    assert (painted(frames[2])[5:15, 5:25] == (9, 200, 90, 255)).all()
    client.shutdown()
    with Client(run_engine()) as other:
        assert list(other.result(done.job))[-1] == done


@pytest.mark.parametrize(
    ("palette", "words"),
    [
        ({"colours": [[1, 2, 3]], "names": ["a"]}, "four numbers"),
        ({"colours": [[1, 2, 3, 256]], "names": ["a"]}, "four numbers"),
        ({"colours": [[1, 2, 3, 4]], "names": ["a", "b"]}, "as many names"),
        ({"colours": [], "names": []}, "as many names"),
        ({"colours": "x", "names": ["a"]}, "as many names"),
        ({"colours": [[1, 2, 3, 4]], "names": [5]}, "is a text"),
        ({"colours": [[1, 2, 3, 4]] * 5000, "names": ["a"] * 5000}, "at most 4096"),
    ],
)
def test_what_is_no_palette_is_refused(palette: dict[str, Any], words: str) -> None:
    with pytest.raises(ShotRefused, match=words):
        check_palette(palette)


def test_frames_wait_for_credit_while_the_job_goes_on(
    client: Client, run_engine: Callable[..., Connection], dial: Callable[..., Any], draw_shot: DrawShot
) -> None:
    job = client.submit(draw_shot(6))
    assert isinstance(list(client.events(job))[-1], Done)
    other = dial(client.connection)
    other.hello()
    assert other.ask("work", "result", job=job, form="frames", credit=2).type == "job"
    assert [other.hear("work")["number"] for _ in range(2)] == [1, 2]
    assert other.hear("work", 0.3) is None
    other.say("work", "credit", job=job, frames=10)
    assert [other.hear("work").type for _ in range(5)] == ["frame"] * 4 + ["done"]


def test_a_refused_shot_names_the_frame_and_costs_no_job(client: Client, draw_shot: DrawShot) -> None:
    shot = draw_shot(3)
    shot.line(7, 100, 100, bytes(10_000))
    with pytest.raises(Refused, match="frame 7 has 100 x 100 pixels, frame 1 160 x 120"):
        client.submit(shot)
    assert client.jobs() == []


def test_a_buffer_that_is_too_short_fails_in_words(client: Client, draw_shot: DrawShot) -> None:
    shot = draw_shot(3)
    shot.line(9, 160, 120, bytes(100))
    events = list(client.color(shot))
    message = getattr(events[-1], "message", "")
    assert "the line art of frame 9 has 100 bytes where its header speaks of 19200" in message


def test_memory_is_given_back_after_a_job(client: Client, draw_shot: DrawShot) -> None:
    engine = psutil.Process(client.connection.pid)
    list(client.color(draw_shot(3), "frames"))
    libraries = engine.memory_info().rss
    # torch and what it needs; the large job below takes over 200 MiB more while it runs
    assert libraries < 500 << 20, f"{libraries >> 20} MiB"
    list(client.color(draw_shot(8, 1920, 1080), "frames"))
    deadline = time.monotonic() + 60
    while (memory := engine.memory_info().rss) > libraries + (60 << 20):
        assert time.monotonic() < deadline, f"{memory >> 20} MiB after a large job, {libraries >> 20} before"
        client.poll(0.05)
    print(f"{libraries >> 20} MiB with all libraries, {memory >> 20} after a large job")


def test_whoever_follows_a_job_hears_that_it_was_forgotten(client: Client, draw_shot: DrawShot) -> None:
    with Client(client.connection) as other:
        job = client.submit(draw_shot(30, 640, 480))
        next(event for event in client.events(job) if isinstance(event, Progress))
        other.attach(job)
        other.forget(job)
        for follower in (client, other):
            assert isinstance(list(follower.events(job))[-1], Cancelled)
        assert other.jobs() == []
