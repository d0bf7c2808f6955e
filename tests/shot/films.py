# SPDX-License-Identifier: Apache-2.0
"""Films of our own for tests, with cuts, a still shot, a fade and a dark scene at known places."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.demo.shot import draw_shot

Pictures = list[NDArray[np.uint8]]

SIZE = (320, 180)
FPS = 12
KEPT = [(0, 11), (39, 48), (49, 59)]
"""First and last frame of the shots worth keeping, from 0."""


def write_film(path: Path, pictures: Iterable[NDArray[np.uint8]]) -> Path:
    """Write RGB pictures as Motion JPEG (.avi) or MPEG-4 (.mp4)."""
    codec = "MJPG" if path.suffix == ".avi" else "mp4v"
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), FPS, SIZE)
    assert film.isOpened()
    for picture in pictures:
        film.write(np.ascontiguousarray(picture[..., ::-1]))
    film.release()
    return path


def draw_figure() -> list[tuple[LineArt, NDArray[np.uint8]]]:
    """Twelve drawings of the demo's character, lines and cel."""
    return [(LineArt.from_image(f.line), f.truth) for f in draw_shot(12, SIZE)]


def on_ground(
    figure: list[tuple[LineArt, NDArray[np.uint8]]], ground: tuple[int, int, int], count: int
) -> Pictures:
    """Finished frames of the character on a ground that grows darker downwards; the camera moves in."""
    down = np.linspace(1, 0.6, SIZE[1])[:, None, None]
    behind = np.broadcast_to(np.array(ground) * down, (SIZE[1], SIZE[0], 3))
    frames = []
    for number, (line, cel) in enumerate(figure[:count]):
        inked = ink_over(cel, line)
        alpha = inked[..., 3:] / 255
        frame = np.rint(inked[..., :3] * alpha + behind * (1 - alpha)).astype(np.uint8)
        closer = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), 0, 1 + 0.08 * number)
        frames.append(
            np.asarray(cv2.warpAffine(frame, closer, SIZE, borderMode=cv2.BORDER_REPLICATE), np.uint8)
        )
    return frames


def draw_scenes() -> dict[str, Pictures]:
    """A film's scenes in order."""
    figure = draw_figure()
    last = on_ground(figure, (200, 190, 90), 11)
    fade = [np.rint(last[0] * share).astype(np.uint8) for share in np.linspace(0.8, 0.0, 5)]
    night = [(frame * 0.1).astype(np.uint8) for frame in on_ground(figure, (90, 120, 200), 8)]
    mist = [np.full_like(last[0], 235) - frame // 16 for frame in last[:6]]
    return {
        "sky": on_ground(figure, (120, 180, 240), 12),
        "short": on_ground(figure, (230, 90, 60), 5),
        "still": on_ground(figure, (90, 200, 110), 1) * 10,
        "fade": [*fade[:4]],
        "night": night,
        "dusk": on_ground(figure, (250, 160, 70), 10),
        "lawn": last,
        "mist": mist,
    }
