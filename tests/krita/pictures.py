# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's character as a Krita document gets her: ink on nothing, keys as paint; and the right answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from host import Host
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.demo.shot import DemoFrame
from shiage.shot.score import score_frame
from shiage.wire.client import Client
from shiage.wire.events import RegionFrame
from shiage.wire.shot import ShotUpload

Pixels = NDArray[np.uint8]


def on_nothing(line: Pixels) -> Pixels:
    """(H, W, 3) lines on white as (H, W, 4) BGRA ink on transparency that looks the same on white."""
    alpha = 255 - line.min(2)
    shown = np.maximum(alpha, 1)[..., None].astype(np.float64)
    colour = np.clip(np.round(255 - (255.0 - line) * 255 / shown), 0, 255)
    colour[alpha == 0] = 0
    return np.dstack([colour[..., ::-1], alpha]).astype(np.uint8)


def bgra(rgba: Pixels) -> Pixels:
    return np.ascontiguousarray(rgba[..., [2, 1, 0, 3]])


def write(folder: Path, name: str, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> str:
    """Raw pixels into a file; its path, for a function inside Krita."""
    path = folder / f"{name}.raw"
    path.write_bytes(np.ascontiguousarray(pixels).tobytes())
    return str(path)


def fill(
    host: Host, folder: Path, layer: str, frames: dict[int, Pixels] | dict[int, NDArray[np.uint16]]
) -> None:
    """Give a layer keyframes."""
    paths = {str(time): write(folder, f"{layer}{time}", pixels) for time, pixels in frames.items()}
    host.call("documents.fill", name=layer, frames=paths)


def read(host: Host, folder: Path, layer: str, time: int, shape: tuple[int, int]) -> Pixels:
    """A layer's 8-bit pixels at a keyframe as (H, W, 4) RGBA."""
    path = folder / "read.raw"
    host.call("documents.read", name=layer, time=time, path=str(path))
    pixels = np.frombuffer(path.read_bytes(), np.uint8).reshape(*shape, 4)
    return np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])


def accuracy(frame: DemoFrame, cel: Pixels) -> float:
    """Acc-Thres of a frame in percent."""
    return 100 * score_frame(LineArt.from_image(frame.line), frame.truth, cel).acc_thres


def straight_through(frames: list[DemoFrame], keys: set[int]) -> dict[int, Pixels]:
    """What the engine makes of a shot without any host, by frame number."""
    shot = ShotUpload()
    for frame in frames:
        height, width = frame.line.shape[:2]
        shot.line(frame.number, width, height, np.ascontiguousarray(frame.line), "RGB")
        if frame.number in keys:
            shot.key(frame.number, width, height, frame.truth)
    cels = {}
    with Client.connect(name="tests") as client:
        for event in client.color(shot):
            if isinstance(event, RegionFrame):
                labels = np.frombuffer(event.labels, "<" + event.dtype).reshape(event.height, event.width)
                colours = np.array(event.palette.colours, np.uint8)[np.frombuffer(event.swatches, "<i4")]
                cels[event.number] = np.concatenate([np.zeros((1, 4), np.uint8), colours])[labels]
    return cels
