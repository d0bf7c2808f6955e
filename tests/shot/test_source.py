# SPDX-License-Identifier: Apache-2.0
"""Reading shots from disk: what is taken, and what is refused with the file's name."""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.images import ImageError
from shiage.shot.io.read_shot import read_shot
from shiage.shot.io.shot_folder import choose_keys, find_shot, numbered
from shiage.shot.types import MOST_FRAMES, Settings, ShotError

WIDTH, HEIGHT = 96, 80


def drawing(shift: int = 0) -> NDArray[np.uint8]:
    """A box with a bar across it."""
    picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
    picture[20:60, 20 + shift : 22 + shift] = picture[20:60, 68 + shift : 70 + shift] = 0
    picture[20:22, 20 + shift : 70 + shift] = picture[58:60, 20 + shift : 70 + shift] = 0
    picture[20:60, 44 + shift : 46 + shift] = 0
    return picture


def painted() -> NDArray[np.uint8]:
    cel = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    cel[20:60, 20:45] = (200, 60, 40, 255)
    cel[20:60, 45:70] = (40, 90, 200, 255)
    return cel


def save(path: Path, picture: NDArray[np.uint8] | NDArray[np.uint16]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    for number in range(1, 4):
        save(tmp_path / "shot" / "lines" / f"{number:04d}.png", drawing(number))
    save(tmp_path / "shot" / "keys" / "0001.png", painted())
    return tmp_path / "shot"


def test_reads_lines_keys_and_settings(shot: Path) -> None:
    seen: list[tuple[int, int]] = []
    read = read_shot(shot, settings=Settings(gap=3), read=lambda done, total: seen.append((done, total)))
    assert [f.number for f in read.frames] == [1, 2, 3]
    assert read.frames[0].line.size == (WIDTH, HEIGHT)
    assert read.frames[0].line.ink.dtype == np.uint8
    assert [k.number for k in read.keys] == [1]
    assert np.array_equal(read.keys[0].cel, painted())
    assert read.settings == Settings(gap=3)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_numbers_come_from_the_names_and_may_have_gaps(tmp_path: Path) -> None:
    for name in ("shot_0012.png", "shot_0002.tif", "c07_0100.webp", ".0003.png", "notes.txt"):
        target = tmp_path / "lines" / name
        target.parent.mkdir(exist_ok=True)
        if target.suffix == ".txt":
            target.write_text("no picture")
        elif target.suffix == ".webp":
            Image.fromarray(drawing()).convert("RGB").save(target, lossless=True)
        else:
            Image.fromarray(drawing()).save(target)
    save(tmp_path / "keys" / "colour_12.png", painted())
    read = read_shot(tmp_path)
    assert [f.number for f in read.frames] == [2, 12, 100]
    assert [k.number for k in read.keys] == [12]


def test_model_sheets_with_and_without_lines(shot: Path) -> None:
    save(shot / "sheets" / "front.png", painted())
    save(shot / "sheets" / "front.line.png", drawing())
    inked = painted()
    inked[drawing() == 0] = (0, 0, 0, 255)
    save(shot / "sheets" / "side.png", inked)
    sheets = read_shot(shot).sheets
    assert [s.name for s in sheets] == ["front", "side"]
    for sheet in sheets:
        assert np.array_equal(sheet.line.barrier(), drawing() == 0)


def test_model_sheets_with_names_from_two_systems_and_in_a_lossy_form(shot: Path) -> None:
    save(shot / "sheets" / unicodedata.normalize("NFD", "für.png"), painted())
    save(shot / "sheets" / "für.line.png", drawing())
    white = np.where(painted()[..., 3:] > 0, painted(), 255).astype(np.uint8)
    white[drawing() == 0] = (0, 0, 0, 255)
    Image.fromarray(white).convert("RGB").save(shot / "sheets" / "side.jpg", quality=95)
    read = read_shot(shot)
    assert [s.name for s in read.sheets] == ["für", "side"]
    assert [n.text.split(":")[0] for n in read.notes] == ["side.jpg"]


def test_a_model_sheet_alone_is_enough(shot: Path) -> None:
    (shot / "keys" / "0001.png").unlink()
    save(shot / "sheets" / "front.png", painted())
    save(shot / "sheets" / "front.line.png", drawing())
    assert read_shot(shot).keys == []


@pytest.mark.parametrize("place", ["inside", "alone"])
def test_a_gif_of_line_art(tmp_path: Path, place: str) -> None:
    film = tmp_path / ("lines.gif" if place == "inside" else "walk.gif")
    pictures = [Image.fromarray(drawing(n)).convert("P") for n in range(3)]
    pictures[0].save(film, save_all=True, append_images=pictures[1:], duration=80)
    save(tmp_path / "keys" / "0001.png", painted())
    read = read_shot(tmp_path if place == "inside" else film)
    assert [f.number for f in read.frames] == [1, 2, 3]
    for n, frame in enumerate(read.frames):
        assert np.array_equal(frame.line.barrier(), drawing(n) == 0)


def test_an_mp4_of_line_art_with_keys_elsewhere(tmp_path: Path) -> None:
    import cv2

    film = tmp_path / "walk.mp4"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), 12, (WIDTH, HEIGHT))
    for n in range(3):
        writer.write(np.repeat(drawing(n)[..., None], 3, 2))
    writer.release()
    save(tmp_path / "colour" / "0002.png", painted())
    read = read_shot(film, keys_folder=tmp_path / "colour")
    assert [f.number for f in read.frames] == [1, 2, 3]
    assert [k.number for k in read.keys] == [2]
    assert (read.frames[0].line.barrier() == (drawing() == 0)).mean() > 0.97


@pytest.mark.parametrize(
    ("words", "numbers"),
    [(None, [1, 5, 9]), ("first,last", [1, 9]), ("5", [5]), (" 9, 1 ", [1, 9]), ("first,1", [1]), ([5], [5])],
)
def test_choice_of_keys(words: str | list[int] | None, numbers: list[int]) -> None:
    assert choose_keys(words, [1, 5, 9], range(1, 10)) == numbers


@pytest.mark.parametrize(("words", "named"), [("2", "frame 2"), ("1,x", "'x'"), (",", "names no key")])
def test_keys_that_cannot_be_chosen(words: str, named: str) -> None:
    with pytest.raises(ShotError, match=named):
        choose_keys(words, [1, 5, 9], range(1, 10))


def torn(shot: Path) -> Path:
    path = shot / "lines" / "0002.png"
    path.write_bytes(path.read_bytes()[:60])
    return path


def no_bytes(shot: Path) -> Path:
    (shot / "lines" / "0002.png").write_bytes(b"")
    return shot / "lines" / "0002.png"


def other_size(shot: Path) -> Path:
    return save(shot / "lines" / "0003.png", np.pad(drawing(), ((0, 8), (0, 0)), constant_values=255))


def no_key(shot: Path) -> Path:
    (shot / "keys" / "0001.png").unlink()
    return shot / "keys"


def key_size(shot: Path) -> Path:
    return save(shot / "keys" / "0001.png", painted()[:-8])


def key_without_frame(shot: Path) -> Path:
    return save(shot / "keys" / "0007.png", painted())


def deep_key(shot: Path) -> Path:
    import cv2

    path = shot / "keys" / "0001.png"
    assert cv2.imwrite(str(path), painted().astype(np.uint16) * 256)
    return path


def cmyk_key(shot: Path) -> Path:
    (shot / "keys" / "0001.png").unlink()
    path = shot / "keys" / "0001.tif"
    Image.fromarray(painted()).convert("RGB").convert("CMYK").save(path)
    return path


def twice(shot: Path) -> Path:
    return save(shot / "lines" / "b_0002.png", drawing())


def no_number(shot: Path) -> Path:
    return save(shot / "lines" / "layout.png", drawing())


def no_lines(shot: Path) -> Path:
    for path in (shot / "lines").iterdir():
        path.unlink()
    return shot / "lines"


def not_there(shot: Path) -> Path:
    for path in (shot / "lines").iterdir():
        path.unlink()
    (shot / "lines").rmdir()
    return shot / "lines"


def only_photoshop(shot: Path) -> Path:
    no_lines(shot)
    (shot / "lines" / "0001.psd").write_bytes(b"8BPS")
    return shot / "lines" / "0001.psd"


def one_of_photoshop(shot: Path) -> Path:
    (shot / "lines" / "0004.psd").write_bytes(b"8BPS")
    return shot / "lines" / "0004.psd"


def pipe(shot: Path) -> Path:
    os.mkfifo(shot / "lines" / "0004.png")
    return shot / "lines" / "0004.png"


def device(shot: Path) -> Path:
    (shot / "lines" / "0004.png").symlink_to("/dev/zero")
    return shot / "lines" / "0004.png"


def lost_link(shot: Path) -> Path:
    (shot / "keys" / "0003.png").symlink_to("/nowhere/0003.png")
    return shot / "keys" / "0003.png"


def torn_film(shot: Path) -> Path:
    not_there(shot)
    (shot / "lines.gif").write_bytes(b"GIF89a and no more")
    return shot / "lines.gif"


def huge_gif(shot: Path) -> Path:
    not_there(shot)
    head = b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x80\0\0\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0\x02\x02\x44\x01\0;"
    (shot / "lines.gif").write_bytes(head + frame)
    return shot / "lines.gif"


def playlist(shot: Path) -> Path:
    not_there(shot)
    (shot / "lines.mp4").write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    return shot / "lines.mp4"


def torn_mp4(shot: Path) -> Path:
    not_there(shot)
    (shot / "lines.mp4").write_bytes(b"\0\0\0\x18ftypmp42 and no more")
    return shot / "lines.mp4"


def lines_twice(shot: Path) -> Path:
    Image.fromarray(drawing()).save(shot / "lines.gif")
    return shot / "lines.gif"


def sheet_size(shot: Path) -> Path:
    save(shot / "sheets" / "front.png", painted())
    return save(shot / "sheets" / "front.line.png", drawing()[:-4])


def sheet_without_lines(shot: Path) -> Path:
    """Coloured paper with a grain: neither ink, nor colours that meet in lines."""
    grain = np.random.default_rng(1).integers(180, 256, painted().shape, np.uint8)
    grain[..., 3] = 255
    return save(shot / "sheets" / "front.png", grain)


def sheet_without_colours(shot: Path) -> Path:
    return save(shot / "sheets" / "front.line.png", drawing())


NOT_ON_WINDOWS = (pipe, device, lost_link)
"""It has no such files, or lets only administrators make them."""

BAD = [
    torn, no_bytes, other_size, no_key, key_size, key_without_frame, deep_key, cmyk_key, twice,
    no_number, no_lines, not_there, only_photoshop, one_of_photoshop, pipe, device, lost_link, torn_film,
    huge_gif, playlist, torn_mp4, lines_twice, sheet_size, sheet_without_lines, sheet_without_colours,
]  # fmt: skip


@pytest.mark.parametrize("spoil", BAD, ids=lambda f: f.__name__)
def test_bad_input_is_refused_by_name(shot: Path, spoil: Callable[[Path], Path]) -> None:
    if sys.platform == "win32" and spoil in NOT_ON_WINDOWS:
        pytest.skip("no such files on Windows")
    named = spoil(shot)
    with pytest.raises((ShotError, ImageError)) as error:
        read_shot(shot)
    assert str(named) in str(error.value)


def test_more_drawings_than_a_job_holds_are_refused_before_they_are_read(shot: Path) -> None:
    for number in range(4, MOST_FRAMES + 2):
        (shot / "lines" / f"{number:04d}.png").write_bytes(b"")
    with pytest.raises(ShotError, match=f"{MOST_FRAMES + 1} drawings"):
        read_shot(shot)


def test_a_shot_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ShotError, match="no such folder"):
        read_shot(tmp_path / "nowhere")
    (tmp_path / "note.txt").write_text("x")
    with pytest.raises(ShotError, match=r"note\.txt"):
        read_shot(tmp_path / "note.txt")


@pytest.mark.parametrize("value", [255, 238, 0])
def test_blank_drawings_are_read(shot: Path, value: int) -> None:
    save(shot / "lines" / "0002.png", np.full((HEIGHT, WIDTH), value, np.uint8))
    save(shot / "lines" / "0003.png", np.zeros((HEIGHT, WIDTH, 4), np.uint8))
    read = read_shot(shot)
    assert [f.line.barrier().any() for f in read.frames] == [True, False, False]


@pytest.mark.parametrize("ending", ["gif", "mp4"])
def test_blank_frames_of_a_film_are_read(shot: Path, ending: str) -> None:
    import cv2

    not_there(shot)
    film, blank = shot / f"lines.{ending}", np.full((HEIGHT, WIDTH), 255, np.uint8)
    pictures = [drawing(), blank, drawing(1), blank]
    if ending == "gif":
        first, *others = map(Image.fromarray, pictures)
        first.save(film, save_all=True, append_images=others, duration=80)
    else:
        writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), 12, (WIDTH, HEIGHT))
        for picture in pictures:
            writer.write(np.repeat(picture[..., None], 3, 2))
        writer.release()
    assert [f.line.barrier().any() for f in read_shot(shot).frames] == [True, False, True, False]


def test_a_blank_model_sheet_is_read(shot: Path) -> None:
    save(shot / "sheets" / "front.png", np.zeros((HEIGHT, WIDTH, 4), np.uint8))
    (sheet,) = read_shot(shot).sheets
    assert not sheet.line.barrier().any()


def test_an_unchosen_key_may_be_broken(shot: Path) -> None:
    (shot / "keys" / "0003.png").write_bytes(b"")
    assert [k.number for k in read_shot(shot, "1").keys] == [1]


def test_truth_and_numbers_of_a_folder(shot: Path) -> None:
    save(shot / "truth" / "0001.png", painted())
    assert list(find_shot(shot).truth) == [1]
    assert numbered(shot / "nowhere") == {}
