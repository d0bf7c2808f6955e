# SPDX-License-Identifier: Apache-2.0
"""Flattened PSDs, their bytes made by hand after Adobe's specification."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shiage.cel.images import ImageError, read_cel
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
    assert np.array_equal(read_cel(psd(tmp_path / "1.psd")), PIXELS)
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
