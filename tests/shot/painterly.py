# SPDX-License-Identifier: Apache-2.0
"""Makes docs/painterly.png: five shots, each painted in a way of its own, in mode soft from two keys.

`python tests/shot/painterly.py docs` prints the figures of docs/RESULTS.md too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.images import write_png
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.metrics import raster_figures
from shiage.shot.types import Frame, Key, Settings, Shot
from shiage.training.data.clip import Clip
from shiage.training.data.procedural.source import ProceduralSource

FRAMES, SIZE, THUMB = 9, 480, 240


@dataclass(frozen=True)
class Spot:
    """Pixels of one part in one frame: where in its box, 0..1 each, and how deep inside it, 0..1."""

    across: NDArray[np.float32]
    down: NDArray[np.float32]
    deep: NDArray[np.float32]
    part: int


Light = Callable[[Spot], NDArray[np.floating]]
"""How light a pixel of a part is, -1 (shadow) to 1 (glow), always the same for the same part."""


def airbrush(at: Spot) -> NDArray[np.floating]:
    """Light from the upper left, dark along the rims."""
    return (0.9 - at.across - at.down) * 0.8 - 0.6 * np.exp(-4 * at.deep)


def gradient(at: Spot) -> NDArray[np.floating]:
    """From light above to dark below."""
    return 0.8 - 1.6 * at.down


def texture(at: Spot) -> NDArray[np.floating]:
    """A weave that is fixed to the part."""
    turn = at.part * 0.7
    along = np.cos(turn) * at.across + np.sin(turn) * at.down
    weave: NDArray[np.floating] = 0.45 * np.sin(26 * along) * np.sin(22 * (at.across - at.down))
    return weave


def soft_edge(at: Spot) -> NDArray[np.floating]:
    """Two tones whose border is a little soft."""
    return 0.1 - 0.9 / (1 + np.exp(-18 * (at.across + 0.5 * at.down - 0.8)))


def hair_light(at: Spot) -> NDArray[np.floating]:
    """A bright band across the upper third, as on hair."""
    band = (at.down - 0.3 - 0.06 * np.sin(9 * at.across)) / 0.09
    return np.exp(-band * band) - np.float32(0.15)


KINDS: dict[str, tuple[Light, int]] = {
    "airbrush": (airbrush, 3),
    "gradients": (gradient, 8),
    "textures": (texture, 12),
    "soft-edged cel shade": (soft_edge, 21),
    "hair light": (hair_light, 34),
}
"""Ways to paint, and the seed of the clip that is painted so."""


def painted(clip: Clip, frame: int, light: Light) -> NDArray[np.uint8]:
    """A frame's cel with light and shadow on every part."""
    assert clip.parts is not None
    cel: NDArray[np.uint8] = clip.cels[frame].copy()
    parts = clip.parts[frame]
    for part in np.unique(parts[parts > 0]):
        mask = parts == part
        rows, columns = np.nonzero(mask)
        inside = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1][mask]
        wide, high = np.ptp(columns) + 1, np.ptp(rows) + 1
        at = Spot(
            ((columns - columns.min()) / wide).astype(np.float32),
            ((rows - rows.min()) / high).astype(np.float32),
            (inside / inside.max()).astype(np.float32),
            int(part),
        )
        tone = np.clip(light(at), -1, 1)[:, None]
        base = cel[mask][:, :3].astype(np.float32)
        lit = base + np.maximum(tone, 0) * 0.5 * (250 - base) + np.minimum(tone, 0) * 0.5 * base
        cel[mask, :3] = np.rint(lit).clip(0, 255)
    return cel


def main(folder: Path) -> None:
    """Draw, colour, measure, and lay out the sheet."""
    rows = []
    for name, (light, seed) in KINDS.items():
        clip = ProceduralSource().clip(np.random.default_rng(seed), FRAMES, SIZE)
        cels = [painted(clip, t, light) for t in range(FRAMES)]
        frames = [Frame(t + 1, clip.line_art(t)) for t in range(FRAMES)]
        shot = Shot(frames, [Key(1, cels[0]), Key(FRAMES, cels[-1])])
        found = {}
        for mode in ("soft", "flat"):
            solved = solve_shot(replace(shot, settings=Settings(mode=mode)))
            found[mode] = [solved.draw(f.number).painted(solved.palette) for f in frames[1:-1]]
            if mode == "soft":
                print(name, "-", "; ".join(note.text for note in solved.notes))
        lines = [f.line for f in frames[1:-1]]
        psnr = {
            mode: np.mean(
                [
                    raster_figures(ink_over(t, ink), ink_over(c, ink))[1]
                    for t, c, ink in zip(cels[1:-1], made, lines, strict=True)
                ]
            )
            for mode, made in found.items()
        }
        print(f"{name}: soft {psnr['soft']:.2f} dB, flat {psnr['flat']:.2f} dB", flush=True)
        middle = len(lines) // 2
        shown = [cels[0], cels[middle + 1], found["soft"][middle], found["flat"][middle]]
        inks = [frames[0].line, *[lines[middle]] * 3]
        rows.append(np.concatenate([thumb(ink_over(c, i)) for c, i in zip(shown, inks, strict=True)], 1))
    write_png(folder / "painterly.png", np.concatenate(rows))


def thumb(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A finished frame (H, W, 4) on white, small."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    white = picture[..., :3] * alpha + 255 * (1 - alpha)
    small = cv2.resize(white, (THUMB, THUMB), interpolation=cv2.INTER_AREA)
    return np.asarray(np.rint(small), np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
