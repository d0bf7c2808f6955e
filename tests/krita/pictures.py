# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's character as a Krita document gets her: ink on nothing, keys as paint; and the right answers."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from host import Host
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.demo.shot import DemoFrame
from shiage.shot.evaluate.metrics import score_frame
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


def write(folder: Path, name: str, pixels: NDArray[Any]) -> str:
    """Raw pixels into a file; its path, for a function inside Krita."""
    path = folder / f"{name}.raw"
    path.write_bytes(np.ascontiguousarray(pixels).tobytes())
    return str(path)


def fill(host: Host, folder: Path, layer: str, frames: Mapping[int, NDArray[Any]]) -> None:
    """Give a layer keyframes."""
    paths = {str(time): write(folder, f"{layer}{time}", pixels) for time, pixels in frames.items()}
    host.call("documents.fill", name=layer, frames=paths)


def read(host: Host, folder: Path, layer: str, time: int, shape: tuple[int, int]) -> Pixels:
    """A layer's 8-bit pixels at a keyframe as (H, W, 4) RGBA."""
    path = folder / "read.raw"
    host.call("documents.read", name=layer, time=time, path=str(path))
    pixels = np.frombuffer(path.read_bytes(), np.uint8).reshape(*shape, 4)
    return np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])


def finished(frame: DemoFrame) -> Pixels:
    """(H, W, 4) RGBA, a drawing as a model sheet shows it: its ink over its paint, on white."""
    inked = ink_over(frame.truth, LineArt.from_image(frame.line)).astype(np.uint16)
    shown = (inked[..., :3] * inked[..., 3:] + 255 * (255 - inked[..., 3:])) // 255
    return np.dstack([shown, np.full(shown.shape[:2], 255)]).astype(np.uint8)


def accuracy(frame: DemoFrame, cel: Pixels) -> float:
    """Acc-Thres of a frame in percent."""
    return 100 * score_frame(LineArt.from_image(frame.line), frame.truth, cel).acc_thres


def straight_through(frames: Mapping[int, DemoFrame], keys: Container[int]) -> dict[int, Pixels]:
    """What the engine makes of a shot without any host, by the times at which its drawings stand."""
    shot = ShotUpload()
    for time, frame in frames.items():
        height, width = frame.line.shape[:2]
        shot.line(time, width, height, np.ascontiguousarray(frame.line), "RGB")
        if time in keys:
            shot.key(time, width, height, frame.truth)
    cels = {}
    with Client.connect(name="tests") as client:
        for event in client.color(shot):
            if isinstance(event, RegionFrame):
                labels = np.frombuffer(event.labels, "<" + event.dtype).reshape(event.height, event.width)
                colours = np.array(event.palette.colours, np.uint8)[np.frombuffer(event.swatches, "<i4")]
                cels[event.number] = np.concatenate([np.zeros((1, 4), np.uint8), colours])[labels]
    return cels


SMALL = (200, 140)
"""Width and height of the plain pictures."""

RED, BLUE, GREEN = (200, 30, 40, 255), (0, 30, 240, 255), (20, 160, 60, 255)


def eye(shift: int) -> tuple[Pixels, Pixels]:
    """A disc in a disc, moved: (140, 200, 4) BGRA ink on nothing, and RGBA colours."""
    width, height = SMALL
    ink = np.zeros((height, width), np.uint8)
    cel = np.zeros((height, width, 4), np.uint8)
    centre = (width // 2 + shift, height // 2)
    for radius, colour in ((48, RED), (18, BLUE)):
        cv2.circle(cel, centre, radius, colour, -1)
        cv2.circle(ink, centre, radius, 255, 3, cv2.LINE_AA)
    line = np.zeros((height, width, 4), np.uint8)
    line[..., 3] = ink
    return line, cel


def right(cel: Pixels, shift: int) -> float:
    """How much of the paper of an eye carries exactly its colours, 0..1."""
    line, truth = eye(shift)
    return float((cel == truth).all(2)[line[..., 3] == 0].mean())


def put_eyes(
    host: Host, folder: Path, shifts: dict[int, int], keys: Iterable[int], depth: str = "U8", **document: Any
) -> None:
    """A document with lines over colours: at each time a moved eye, some of them coloured, both chosen."""
    host.call("documents.create", width=SMALL[0], height=SMALL[1], depth=depth, **document)
    for layer in ("Colours", "Lines"):
        host.call("documents.add_layer", name=layer)
    fill(host, folder, "Lines", {time: deep(eye(shift)[0], depth) for time, shift in shifts.items()})
    fill(host, folder, "Colours", {time: deep(bgra(eye(shifts[time])[1]), depth) for time in keys})
    host.call("plugin.choose", lines="Lines", colours="Colours", gap=0)


def deep(pixels: Pixels, depth: str) -> Any:
    """8-bit pixels in a depth of Krita's."""
    return pixels.astype("<u2") * 257 if depth == "U16" else pixels


def read_small(host: Host, folder: Path, layer: str, time: int) -> Pixels:
    """A layer's 8-bit pixels at a keyframe of a document of eyes as RGBA."""
    return read(host, folder, layer, time, (SMALL[1], SMALL[0]))
