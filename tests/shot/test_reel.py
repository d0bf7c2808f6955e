# SPDX-License-Identifier: Apache-2.0
"""Films of line art: held drawings are one, and what is too much is refused before it costs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.images import ImageError
from shiage.cel.lineart import LineArt
from shiage.shot.io import line_film
from shiage.shot.io.line_film import drawings_of
from shiage.shot.types import MOST_FRAMES
from shiage.wire.limits import MAX_FRAMES

Picture = NDArray[np.uint8]


def drawing(shift: int, size: tuple[int, int] = (128, 96)) -> Picture:
    picture = np.full((size[1], size[0]), 255, np.uint8)
    cv2.circle(picture, (size[0] // 2 + shift, size[1] // 2), size[1] // 4, 0, 3)
    return picture


def gif(path: Path, pictures: Sequence[Picture]) -> Path:
    made = [Image.fromarray(p).convert("P") for p in pictures]
    made[0].save(path, save_all=True, append_images=made[1:], duration=80)
    return path


def mp4(path: Path, pictures: Sequence[Picture]) -> Path:
    height, width = pictures[0].shape
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 12, (width, height))
    for picture in pictures:
        film.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    film.release()
    return path


def test_a_held_drawing_is_held_once(tmp_path: Path) -> None:
    held = [drawing(0)] * 4 + [drawing(12)] * 4 + [drawing(0)] * 3
    found = list(drawings_of(mp4(tmp_path / "a.mp4", held)))
    assert len(found) == 11
    assert len({id(line) for line in found}) <= 7
    for line, picture in zip(found, held, strict=True):
        assert ((line.ink > 127) == (picture < 128)).mean() > 0.97


def test_a_gif_gives_its_frames_in_order(tmp_path: Path) -> None:
    drawn = [drawing(0), drawing(12), drawing(0), drawing(-9)]
    for line, picture in zip(drawings_of(gif(tmp_path / "a.gif", drawn)), drawn, strict=True):
        assert np.array_equal(line.ink > 127, picture < 128)


def test_a_film_has_no_more_frames_than_a_job() -> None:
    assert MOST_FRAMES == MAX_FRAMES


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_more_frames_are_refused_with_their_number(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_film, "MOST_FRAMES", 5)
    film = (gif if name == "a.gif" else mp4)(tmp_path / name, [drawing(n) for n in range(6)])
    with pytest.raises(ImageError, match="at most 5"):
        list(drawings_of(film))


def test_what_a_film_declares_is_checked_before_it_is_decoded(tmp_path: Path) -> None:
    film = mp4(tmp_path / "a.mp4", [drawing(0, (64, 64))] * (MOST_FRAMES + 1))
    with pytest.raises(ImageError, match=f"the film has {MOST_FRAMES + 1} frames"):
        next(drawings_of(film))


def test_drawings_take_no_more_memory_than_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty drawings of 1280 x 720 where five may be held: it stops at the sixth."""
    film = mp4(tmp_path / "a.mp4", [drawing(9 * n, (1280, 720)) for n in range(20)])
    monkeypatch.setattr(line_film, "MOST_BYTES", 5 * 1280 * 720)
    seen: list[LineArt] = []
    with pytest.raises(ImageError, match="frame 6 take more than"):
        seen.extend(drawings_of(film))
    tracemalloc.start()
    monkeypatch.setattr(line_film, "MOST_BYTES", 1 << 30)
    held = list(drawings_of(mp4(tmp_path / "b.mp4", [drawing(0, (1280, 720))] * 20)))
    assert len(held) == 20
    assert tracemalloc.get_traced_memory()[1] < 40 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("size", [(48, 48), (16, 200)])
def test_frames_of_a_size_that_is_not_served(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match="from 64 to 8192"):
        list(drawings_of(gif(tmp_path / "a.gif", [drawing(0, size)] * 2)))
    with pytest.raises(ImageError, match="from 64 to 8192"):
        list(drawings_of(mp4(tmp_path / "a.mp4", [drawing(0, size)] * 2)))


def test_a_film_that_ends_too_early_is_torn_and_not_short(tmp_path: Path) -> None:
    """Its index in front, as for the web: the frames that are there can be decoded."""
    film = mp4(
        tmp_path / "a.mp4",
        [np.random.default_rng(n).integers(0, 255, (96, 128), np.uint8) for n in range(24)],
    )
    whole = film.read_bytes()
    index = whole.index(b"moov") - 4
    data = whole.index(b"mdat") - 4
    front = whole[:data] + _moved(whole[index:], len(whole) - index) + whole[data:index]
    film.write_bytes(front)
    assert len(list(drawings_of(film))) == 24
    film.write_bytes(front[: -(index - data) // 2])
    with pytest.raises(ImageError, match="torn"):
        list(drawings_of(film))


def _moved(moov: bytes, by: int) -> bytes:
    """An index whose places of samples lie so much later."""
    at = moov.index(b"stco") + 8
    count = int.from_bytes(moov[at : at + 4], "big")
    places = [int.from_bytes(moov[i : i + 4], "big") + by for i in range(at + 4, at + 4 + 4 * count, 4)]
    return moov[: at + 4] + b"".join(p.to_bytes(4, "big") for p in places) + moov[at + 4 + 4 * count :]


PLAYLISTS = {
    "hls": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "dash": b"<?xml version='1.0'?><MPD></MPD>",
    "noise": bytes(range(256)) * 40,
    "empty": b"",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_what_is_no_film_is_not_given_to_a_decoder(tmp_path: Path, kind: str) -> None:
    for name in ("a.mp4", "a.gif"):
        (tmp_path / name).write_bytes(PLAYLISTS[kind])
        with pytest.raises(ImageError, match=name.replace(".", r"\.")):
            list(drawings_of(tmp_path / name))
