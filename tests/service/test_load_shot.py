# SPDX-License-Identifier: Apache-2.0
"""What was uploaded is the shot that is coloured, whatever its channels, depth and alpha."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.load_shot import load_shot
from shiage.service.validate_items import ShotRefused
from shiage.service.validate_submission import check_submission
from shiage.shot.color import solve_shot
from shiage.shot.types import Shot
from shiage.wire.events import Refused
from shiage.wire.shot import ShotUpload, Stroke

WIDTH, HEIGHT = 96, 64
INK = np.arange(WIDTH * HEIGHT, dtype=np.uint32).reshape(HEIGHT, WIDTH) % 256
CEL = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
CEL[10:20, 30:50] = (200, 100, 50, 255)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    store = JobStore(tmp_path)
    yield store
    store.close()


def through(upload: ShotUpload, store: JobStore) -> Shot:
    """The way of a shot without the wire."""
    items = [item.header for item in upload.items]
    settings = {"mode": upload.mode, "gap": upload.gap, "min_area": upload.min_area}
    plan = check_submission("color", settings, items, upload.corrections)
    job = Job("job", "color", plan.settings, plan.items, plan.numbers)
    store.add(job, plan.size)
    for index, item in enumerate(upload.items):
        store.keep_item(job, index, [bytes(b) for b in item.buffers()])
    return load_shot(job, store)


def test_scribbles_need_no_key_beside_them(store: JobStore) -> None:
    upload = ShotUpload()
    upload.line(1, WIDTH, HEIGHT, INK.astype(np.uint8))
    upload.scribbles(1, WIDTH, HEIGHT, np.ascontiguousarray(CEL[..., [2, 1, 0, 3]]), "BGRA")
    shot = through(upload, store)
    assert not shot.keys and [s.number for s in shot.scribbles] == [1]
    assert (shot.scribbles[0].cel == CEL).all()


def test_scribbles_lie_on_a_frame_of_their_size(store: JobStore) -> None:
    upload = ShotUpload()
    upload.line(1, WIDTH, HEIGHT, INK.astype(np.uint8))
    upload.scribbles(2, WIDTH, HEIGHT, CEL)
    with pytest.raises(ShotRefused, match="scribbles 2 has no line art"):
        through(upload, store)


def test_an_engine_that_knows_no_scribbles_is_not_sent_any() -> None:
    upload = ShotUpload()
    upload.scribbles(1, WIDTH, HEIGHT, CEL)
    with pytest.raises(Refused, match=r"the engine 0\.1 knows no scribbles: update it"):
        upload.settings(["color", "flat"], "0.1")
    assert upload.settings(["color", "scribbles"], "0.1")["mode"] == "flat"


def test_ink_of_8_and_16_bits_and_trace_lines(store: JobStore) -> None:
    upload = ShotUpload(gap=3, min_area=9)
    trace = (INK % 4).astype(np.uint8)
    upload.line(7, WIDTH, HEIGHT, INK.astype(np.uint8), trace=trace)
    upload.line(-2, WIDTH, HEIGHT, (INK * 257).astype("<u2"), dtype="u2")
    upload.key(7, WIDTH, HEIGHT, CEL)
    upload.correct(-2, 5, 6, (1, 2, 3, 4))
    shot = through(upload, store)
    assert [frame.number for frame in shot.frames] == [-2, 7]
    assert (shot.frames[0].line.ink == INK).all()
    assert shot.frames[0].line.trace is None
    assert (shot.frames[1].line.ink == INK).all()
    assert shot.frames[1].line.trace is not None
    assert (shot.frames[1].line.trace == trace).all()
    assert (shot.keys[0].cel == CEL).all()
    assert (shot.settings.gap, shot.settings.min_area) == (3, 9)
    assert shot.corrections[0].colour == (1, 2, 3, 4)


def test_pictures_of_line_art_become_ink(store: JobStore) -> None:
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    grey[30] = 0
    bgra = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    bgra[30, :, 3] = 255
    upload = ShotUpload()
    upload.line(1, WIDTH, HEIGHT, grey, channels="Y")
    upload.line(2, WIDTH, HEIGHT, np.repeat(grey[..., None], 3, 2), channels="RGB")
    upload.line(3, WIDTH, HEIGHT, bgra, channels="BGRA", alpha="premultiplied")
    upload.line(4, WIDTH, HEIGHT, grey.astype("<u2") * 257, channels="Y", dtype="u2")
    upload.key(1, WIDTH, HEIGHT, CEL)
    for frame in through(upload, store).frames:
        assert (frame.line.ink[30] == 255).all()
        assert frame.line.ink.sum() == 255 * WIDTH


def test_keys_in_other_channel_orders_and_premultiplied(store: JobStore) -> None:
    half = CEL.copy()
    half[10:20, 30:50] = (200, 100, 50, 128)
    premultiplied = half.astype(np.uint32)
    premultiplied[..., :3] = (premultiplied[..., :3] * premultiplied[..., 3:] + 127) // 255
    upload = ShotUpload()
    for number in (1, 2, 3):
        upload.line(number, WIDTH, HEIGHT, INK.astype(np.uint8))
    upload.key(1, WIDTH, HEIGHT, CEL[..., [2, 1, 0, 3]].copy(), channels="BGRA")
    upload.key(2, WIDTH, HEIGHT, CEL[..., :3].copy(), channels="RGB")
    upload.key(3, WIDTH, HEIGHT, premultiplied.astype(np.uint8), alpha="premultiplied")
    keys = through(upload, store).keys
    assert (keys[0].cel == CEL).all()
    assert (keys[1].cel[..., :3] == CEL[..., :3]).all()
    assert (keys[1].cel[..., 3] == 255).all()
    assert np.abs(keys[2].cel.astype(int) - half).max() <= 1


def test_drawings_without_strokes_and_empty_pictures_are_blank(store: JobStore) -> None:
    upload = ShotUpload()
    upload.strokes(1, WIDTH, HEIGHT, [Stroke([(10, 32), (80, 32)], [2, 2])])
    upload.strokes(2, WIDTH, HEIGHT, [])
    upload.line(3, WIDTH, HEIGHT, bytes(WIDTH * HEIGHT * 4), channels="BGRA", alpha="straight")
    upload.line(4, WIDTH, HEIGHT, bytes(WIDTH * HEIGHT))
    upload.line(5, WIDTH, HEIGHT, b"\xf0" * (WIDTH * HEIGHT), channels="Y")
    upload.key(1, WIDTH, HEIGHT, CEL)
    shot = through(upload, store)
    assert [f.line.barrier().any() for f in shot.frames] == [True, False, False, False, False]
    solved = solve_shot(shot)
    for number in (2, 3, 4, 5):
        assert not solved.draw(number).painted(solved.palette).any()
    assert [note.frame for note in solved.notes if "blank" in note.text] == [2, 3, 4, 5]


def test_model_sheets_and_strokes(store: JobStore) -> None:
    upload = ShotUpload()
    upload.strokes(1, WIDTH, HEIGHT, [Stroke([(10, 32), (80, 32)], [2, 2]), Stroke([(48, 8)], [3], trace=1)])
    upload.sheet("Mia", 80, 70, bytes(5600), bytes(22400), trace=bytes(5600))
    shot = through(upload, store)
    (frame,), (sheet,) = shot.frames, shot.sheets
    assert frame.line.ink[32, 48] == 255
    assert frame.line.ink[50, 48] == 0
    assert frame.line.trace is not None
    assert frame.line.trace[8, 48] == 1
    assert (sheet.name, sheet.cel.shape) == ("Mia", (70, 80, 4))


@pytest.mark.parametrize("channels", ["RGB", "RGBA", "BGRA"])
def test_trace_lines_of_a_sheet_are_found_by_their_colours(channels: str, store: JobStore) -> None:
    """As Blender sends it: the picture of its lines, from which no host tells trace lines."""
    line = np.full((90, 120, 4), 255, np.uint8)
    cv2.circle(line, (60, 45), 35, (0, 0, 0, 255), 3, cv2.LINE_AA)
    for row, colour in enumerate(((235, 60, 50), (40, 170, 80), (50, 90, 235))):
        cv2.line(line, (40, 35 + 9 * row), (80, 35 + 9 * row), (*colour, 255), 2, cv2.LINE_AA)
    order = {"RGB": [0, 1, 2], "RGBA": [0, 1, 2, 3], "BGRA": [2, 1, 0, 3]}[channels]
    upload = ShotUpload()
    upload.line(1, WIDTH, HEIGHT, bytes(WIDTH * HEIGHT))
    upload.sheet("Mia", 120, 90, line[..., order].tobytes(), bytes(120 * 90 * 4), channels=channels)
    (sheet,) = through(upload, store).sheets
    assert sheet.line.trace is not None
    for row, kind in enumerate((1, 2, 3)):
        assert (sheet.line.trace[35 + 9 * row, 45:75] == kind).all()
    assert (sheet.line.trace[:, 25] == 0).all()


def test_a_model_sheet_in_one_picture_is_enough(store: JobStore) -> None:
    red, white = (200, 30, 40, 255), (255, 255, 255, 255)
    picture, line = np.full((90, 120, 4), white, np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(picture, (60, 45), 36, red, -1)
    cv2.circle(picture, (60, 45), 36, (0, 0, 0, 255), 3)
    cv2.circle(line, (WIDTH // 2, HEIGHT // 2), 24, 255, 3)
    upload = ShotUpload()
    upload.line(1, WIDTH, HEIGHT, line)
    upload.sheet_picture("Mia", 120, 90, picture[..., [2, 1, 0, 3]].tobytes(), "BGRA")
    shot = through(upload, store)
    solved = solve_shot(shot)
    painted = solved.draw(1).painted(solved.palette)
    assert tuple(painted[HEIGHT // 2, WIDTH // 2]) == red
    assert not painted[0, 0].any()  # the sheet's paper is no paint


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ([Stroke([(float("nan"), 1)], [1])], "finite"),
        ([Stroke([(1e9, 1)], [1])], "out of all range"),
        ([Stroke([(1, 1)], [-1])], "strokes of frame 1"),
        ([Stroke([(1, 1)], [1], trace=9)], "strokes of frame 1"),
        ([Stroke([], [])], "offsets must rise"),
    ],
)
def test_strokes_that_make_no_sense_are_refused(strokes: list[Stroke], words: str, store: JobStore) -> None:
    upload = ShotUpload()
    upload.strokes(1, WIDTH, HEIGHT, strokes)
    upload.key(1, WIDTH, HEIGHT, CEL)
    shot = through(upload, store)
    with pytest.raises(ShotRefused, match=words):
        assert shot.frames[0].line
