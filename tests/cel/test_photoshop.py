# SPDX-License-Identifier: Apache-2.0
"""Flattened PSDs, their bytes made by hand after Adobe's specification."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from shiage.cel.images import ImageError, read_cel, read_line_art
from shiage.shot.io.picture_files import pictures

PIXELS = np.random.default_rng(7).integers(1, 256, (64, 80, 4), np.uint8)


def psd(
    file: Path,
    channels: int = 4,
    bits: int = 8,
    mode: int = 3,
    version: int = 1,
    merged: int = 1,
    layers: int = -1,
    cut: int = 0,
) -> Path:
    head = struct.pack(">4sH6xHIIHH", b"8BPS", version, channels, 64, 80, bits, mode)
    info = b"8BIM" + struct.pack(">HHIIB", 1057, 0, 5, 1, merged) + b"\0"
    body = struct.pack(">IIh", 6, 2, layers) if layers else struct.pack(">I", 0)
    data = struct.pack(">H", 0) + PIXELS[..., :channels].transpose(2, 0, 1).tobytes()
    whole = head + struct.pack(">I", 0) + struct.pack(">I", len(info)) + info + body + data
    file.write_bytes(whole[: len(whole) - cut])
    return file


def test_pixels_are_exact(tmp_path: Path) -> None:
    cel = read_cel(psd(tmp_path / "1.psd"))
    assert np.array_equal(cel[..., 3], PIXELS[..., 3])
    opaque = PIXELS[..., 3] == 255
    assert opaque.any() and np.array_equal(cel[opaque], PIXELS[opaque])
    for name, channels, layers in (("2", 3, 1), ("3", 4, 0), ("4", 4, 1)):
        cel = read_cel(psd(tmp_path / f"{name}.psd", channels, layers=layers))
        assert np.array_equal(cel[..., :3], PIXELS[..., :3]) and (cel[..., 3] == 255).all()
    grey = read_cel(psd(tmp_path / "5.psd", 1, mode=1, layers=0))
    assert np.array_equal(grey[..., 1], PIXELS[..., 0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": 4},
        {"bits": 16},
        {"version": 2},
        {"merged": 0},
        {"cut": 999},
        {"cut": 20500},
        {"channels": 1, "mode": 1},
    ],
)
def test_what_is_not_read_exactly_is_refused_by_name(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ImageError, match=r"0001\.psd"):
        read_cel(psd(tmp_path / "0001.psd", **wrong))


def test_work_files_beside_their_pictures_are_left_out(tmp_path: Path) -> None:
    psd(tmp_path / "0001.psd")
    assert [f.name for f in pictures(tmp_path)] == ["0001.psd"]
    (tmp_path / "0001.png").write_bytes(b"")
    assert [f.name for f in pictures(tmp_path)] == ["0001.png"]


def test_the_white_that_photoshop_mixes_in_is_taken_out(tmp_path: Path) -> None:
    """A soft black stroke on nothing is ink of its own coverage, and no greyer."""
    drawn = np.zeros((64, 80, 4), np.uint8)
    drawn[20] = (0, 0, 0, 255)
    drawn[21] = (0, 0, 0, 128)
    drawn[22] = (200, 30, 40, 64)
    white = Image.new("RGBA", (80, 64), "white")
    white.alpha_composite(Image.fromarray(drawn))
    merged = np.dstack([np.asarray(white)[..., :3], drawn[..., 3]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "PIXELS", merged)
        file = psd(tmp_path / "a.psd")
    assert np.abs(read_cel(file).astype(int) - drawn).max() <= 2
    assert np.abs(read_line_art(file).ink[:22].astype(int) - drawn[:22, :, 3]).max() <= 1
