# SPDX-License-Identifier: Apache-2.0
"""Sheets and films of a coloured shot: exact colours, every frame there, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.cel.palette import Palette
from shiage.shot.io.contact_sheet import (
    MOST_SHEET_PIXELS,
    Sheet,
    confidence_thumb,
    drawn_window,
    finished_thumb,
    tint,
)
from shiage.shot.io.preview_film import Preview
from shiage.shot.types import ColoredFrame

PALETTE = Palette(
    np.array([(0, 0, 0, 0), (201, 62, 43, 255), (37, 91, 203, 255)], np.uint8), ("none", "coat", "sky")
)


ALL = (slice(None), slice(None))


def colored(number: int, confidence: tuple[float, float, float] = (0.99, 0.4, 0.95)) -> ColoredFrame:
    labels = np.ones((90, 160), np.int32)
    labels[20:70, 20:80] = 2
    labels[20:70, 80:140] = 3
    return ColoredFrame(number, labels, np.array([0, 1, 2], np.int32), np.array(confidence, np.float32))


def line() -> LineArt:
    ink = np.zeros((90, 160), np.uint8)
    cv2.rectangle(ink, (20, 20), (139, 69), 255, 2)
    return LineArt(ink)


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_a_preview_shows_every_frame_in_order(tmp_path: Path, suffix: str) -> None:
    preview = Preview(PALETTE, fps=12)
    for number in (2, 1, 3):
        swatches = np.array([0, 1 + number % 2, 2], np.int32)
        frame = colored(number)
        preview.add(ColoredFrame(number, frame.labels, swatches, frame.confidence), line())
    path = tmp_path / f"preview{suffix}"
    preview.write(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    frames = list(_frames(path))
    assert len(frames) == 3
    for number, picture in enumerate(frames, 1):
        wanted = PALETTE.colours[1 + number % 2, :3].astype(int)
        found = picture[45, 50].astype(int)
        assert np.abs(found - wanted).max() <= (0 if suffix == ".gif" else 12)


def _frames(path: Path) -> list[NDArray[np.uint8]]:
    if path.suffix == ".gif":
        with Image.open(path) as film:
            count = getattr(film, "n_frames", 1)
            pictures = []
            for index in range(count):
                film.seek(index)
                pictures.append(np.asarray(film.convert("RGB")))
        return pictures
    reader, pictures = cv2.VideoCapture(str(path)), []
    while (read := reader.read())[0]:
        pictures.append(np.ascontiguousarray(read[1][..., ::-1]))
    return pictures


def test_a_gif_keeps_exact_colours_black_ink_and_hides_trace_lines(tmp_path: Path) -> None:
    trace = np.zeros((90, 160), np.uint8)
    trace[30:60, 50:52] = TRACE_RED
    traced = LineArt(line().ink, trace)
    preview = Preview(PALETTE)
    preview.add(colored(1), traced)
    preview.write(tmp_path / "a.gif")
    (picture,) = _frames(tmp_path / "a.gif")
    assert tuple(picture[5, 5]) == (255, 255, 255)
    assert tuple(picture[45, 51]) == (201, 62, 43)
    assert tuple(picture[45, 100]) == (37, 91, 203)
    assert tuple(picture[20, 60]) == (0, 0, 0)


def test_large_palettes_share_shades_instead_of_failing(tmp_path: Path) -> None:
    colours = np.random.default_rng(3).integers(0, 256, (300, 4), dtype=np.uint8)
    colours[:, 3] = 255
    preview = Preview(Palette(colours, tuple(map(str, range(300)))))
    frame = colored(1)
    preview.add(ColoredFrame(1, frame.labels, np.array([0, 150, 299], np.int32), frame.confidence), line())
    preview.write(tmp_path / "a.gif")
    assert (tmp_path / "a.gif").stat().st_size > 100


def test_nothing_is_left_where_a_preview_cannot_be_written(tmp_path: Path) -> None:
    preview = Preview(PALETTE)
    preview.add(colored(1), line())
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError):
        preview.write(tmp_path / "file" / "preview.gif")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_sheet_holds_all_frames(tmp_path: Path) -> None:
    sheet = Sheet(5, (160, 90))
    picture = np.zeros((90, 160, 4), np.uint8)
    picture[20:70, 20:140] = (201, 62, 43, 255)
    for number in range(1, 6):
        sheet.add(number, finished_thumb(picture, sheet.cell), key=number == 1)
    sheet.write(tmp_path / "sheet.png")
    pixels = np.asarray(Image.open(tmp_path / "sheet.png"))
    assert (pixels == (201, 62, 43)).all(2).sum() == 5 * 50 * 120


def test_a_sheet_of_many_large_frames_stays_small() -> None:
    sheet = Sheet(2000, (3840, 2160))
    assert 2000 * sheet.cell[0] * sheet.cell[1] <= MOST_SHEET_PIXELS


def test_unsure_regions_are_red_and_numbered() -> None:
    thumb = confidence_thumb(colored(1), line(), ALL, (160, 90)).astype(int)
    unsure, sure = thumb[60, 30], thumb[60, 130]
    assert unsure[0] > unsure[1] + 40
    assert sure[1] > sure[0]
    marked = (thumb[..., 0] - thumb[..., 1] > 90) & (thumb[..., 2] > 40)
    assert marked[:, :20].any()
    calm = confidence_thumb(colored(1, (0.99, 0.97, 0.95)), line(), ALL, (160, 90))
    assert np.ptp(calm[25:65, :18].astype(int), axis=(0, 1)).max() == 0


def test_tints_run_from_red_to_green() -> None:
    low, high = tint(np.array([0.0, 1.0], np.float32))
    assert low[0] > low[1]
    assert high[1] > high[0]


def test_a_frame_without_a_region_is_all_ink(tmp_path: Path) -> None:
    black = LineArt(np.full((90, 160), 255, np.uint8))
    none = ColoredFrame(1, np.zeros((90, 160), np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    preview = Preview(PALETTE)
    preview.add(none, black)
    preview.write(tmp_path / "a.gif")
    (picture,) = _frames(tmp_path / "a.gif")
    assert not picture.any()
    assert confidence_thumb(none, black, ALL, (160, 90)).max() < 60


def test_sheets_show_what_is_drawn() -> None:
    other = np.zeros((90, 160), np.uint8)
    other[5, 150] = 255
    assert drawn_window([line(), LineArt(other)]) == (slice(0, 80), slice(8, 160))
    assert drawn_window([LineArt(np.zeros((90, 160), np.uint8))]) == ALL
