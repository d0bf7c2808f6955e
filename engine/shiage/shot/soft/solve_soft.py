# SPDX-License-Identifier: Apache-2.0
"""Mode soft: the keys' shading carried through the shot, the networks' refined raster within each region.

Which region is which is decided as in mode flat, with one tone for each shaded region of a key. Where a
region comes from one that is flat in the keys, the exact swatch stands. Where it comes from a shaded one, the
key's own paint is laid over it, turned with its part or upright as fits the shot's own keys best, and the
networks' shading is mixed in, as far as it can be trusted on those; it is measured around the region's mean,
so no colour crosses a line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shiage.cel.alpha import straight
from shiage.cel.arrays import Floats
from shiage.cel.fill import paint
from shiage.cel.lineart import LineArt
from shiage.shot.decide import Decision, decide
from shiage.shot.describe.description import Description
from shiage.shot.describe.regions import regions_of
from shiage.shot.match.transport import likest
from shiage.shot.notes import Note
from shiage.shot.run.progress import Progress
from shiage.shot.runtime import Runtime
from shiage.shot.soft.blend_weight import Trust, trust_in
from shiage.shot.soft.network_raster import KEYS_A_FRAME, Reference, ShotRaster
from shiage.shot.soft.network_residual import network_shading, small_regions
from shiage.shot.soft.read_painting import Painting, merge_tones, read_painting, toned
from shiage.shot.soft.transfer import Carrier
from shiage.shot.soft.working_size import Size, fitted, network_input, shrunk, working_size
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Key, ModelSheet, Shot

if TYPE_CHECKING:
    from shiage.models.shot_painter import ShotPainter


def solve_soft(shot: Shot, progress: Progress, runtime: Runtime) -> SolvedShot:
    """Decide and shade every region of a shot that has passed `validate.check_shot`; see `solve_shot`."""
    runtime.soft_weights()
    shot = replace(shot, frames=sorted(shot.frames, key=lambda f: f.number))
    paintings = _paintings(shot)
    shaded = any(painting.shaded.any() for painting in paintings.values())
    decision = decide(_with_tones(shot, paintings), progress, runtime.matcher, painted=not shaded)
    solved = decision.solved(shot.settings)
    if not shaded:
        return solved.keeping(shot, decision.given)
    lines = [f.line for f in shot.frames]
    sizes = [line.size for line in [*lines, *(s.line for s in shot.sheets)]]
    carrier = Carrier(decision, paintings, sizes)
    raster = _raster(shot, carrier, runtime.open_painter())
    trust = trust_in(carrier, raster, lines, runtime.matcher, progress)
    carrier.upright = trust.upright
    frames = SoftFrames(solved, carrier, raster.pictures(progress), trust)
    said = Note(None, told_share(carrier, trust, len(shot.frames)))
    return replace(solved, raster=frames, notes=(*solved.notes, said)).keeping(shot, decision.given)


def told_share(carrier: Carrier, trust: Trust, frames: int) -> str:
    """What part the networks have in the shading of a shot's frames, in words."""
    apart = [min(carrier.apart(t, s) for s in carrier.paintings) for t in range(frames)]
    inner = [trust.at(a) for t, a in enumerate(apart) if t not in carrier.paintings]
    mean = sum(inner) / max(1, len(inner))
    if not mean:
        return (
            "shading is carried from the keys alone: the networks' did no better where it was tried on them"
        )
    return (
        f"{100 * mean:.0f} % of the shading between the keys is the networks' ({100 * max(inner):.0f} % at "
        "most), the rest is carried from the keys: so it did best where it was tried on the keys"
    )


@dataclass(frozen=True, eq=False)
class SoftFrames:
    """Paints the frames of a soft shot at full resolution.

    Attributes:
        solved: swatches of all regions.
        carrier: brings the keys' shading.
        pictures: the networks' raster of each frame in time order, (h, w, 3) uint8 RGB at working size.
        trust: how far the networks' shading is trusted.
    """

    solved: SolvedShot
    carrier: Carrier
    pictures: list[NDArray[np.uint8]]
    trust: Trust

    def cel(self, number: int, labels: NDArray[np.int32]) -> NDArray[np.uint8]:
        """See `color.Raster`."""
        t = self.solved.numbers.index(number)
        cel = paint(labels, self.solved.palette.colours[self.solved.swatches[number]])
        seen = self.pictures[t]
        share = self.trust.at(min(self.carrier.apart(t, s) for s in self.carrier.paintings))
        mixing = share > 0 and t not in self.carrier.paintings
        line = self.solved.frames[number].line
        regions = small_regions(labels, line, (seen.shape[1], seen.shape[0])) if mixing else None
        for shade in self.carrier.shades(t, labels):
            mixed = shade.paint
            shading = None if regions is None else network_shading(shade, regions, seen)
            if shading is not None:
                mixed = mixed + np.float32(share) * (shading - mixed)
            cel[shade.window][shade.mask] = straight(mixed[shade.mask])
        return cel


def _paintings(shot: Shot) -> dict[int, Painting]:
    """Coloured drawings by their index: frames in time order, then model sheets."""
    place = {f.number: t for t, f in enumerate(shot.frames)}
    coloured: list[tuple[int, NDArray[np.uint8], LineArt]] = [
        (place[k.number], k.cel, shot.frames[place[k.number]].line) for k in shot.keys
    ]
    coloured += [(len(shot.frames) + i, s.cel, s.line) for i, s in enumerate(shot.sheets)]
    return {
        t: read_painting(cel, line, regions_of(line, shot.settings))
        for t, cel, line in sorted(coloured, key=lambda c: c[0])
    }


def _with_tones(shot: Shot, paintings: dict[int, Painting]) -> Shot:
    """The same shot with flat keys: one tone for each shaded region, so that the solver has swatches."""
    place = {f.number: t for t, f in enumerate(shot.frames)}
    tones = dict(zip(paintings, merge_tones(list(paintings.values())), strict=True))

    def flat(t: int, cel: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return toned(cel, paintings[t].labels, paintings[t].shaded, tones[t])

    keys = [Key(k.number, flat(place[k.number], k.cel)) for k in shot.keys]
    first = len(shot.frames)
    sheets = [ModelSheet(s.name, s.line, flat(first + i, s.cel)) for i, s in enumerate(shot.sheets)]
    return replace(shot, keys=keys, sheets=sheets)


def _raster(shot: Shot, carrier: Carrier, painter: ShotPainter) -> ShotRaster:
    """What the networks need of a shot, at the size that its lines ask for."""
    lines = [f.line for f in shot.frames]
    size = working_size(lines)
    frames = [network_input(shrunk(line, size)) for line in lines]
    drawn = [*lines, *(s.line for s in shot.sheets)]
    references = {
        s: Reference(*fitted(drawn[s], painting.paint, size)) for s, painting in carrier.paintings.items()
    }
    choice = [_nearest(carrier, t) for t in range(len(frames))]
    moves = {
        (t, s): _moves(carrier.decision, t, s, size)
        for t, near in enumerate(choice)
        for s in near
        if (t, s) in carrier.decision.transports and s < len(frames)
    }
    return ShotRaster(painter, size, frames, references, choice, moves)


def _nearest(carrier: Carrier, t: int) -> list[int]:
    return sorted(carrier.paintings, key=lambda s: (carrier.apart(t, s), s))[:KEYS_A_FRAME]


def _moves(decision: Decision, t: int, s: int, size: Size) -> Floats:
    """(n, 4) where each region of a frame is in working pixels, and how far from there its like is in s."""
    here, there = decision.drawings[t], decision.drawings[s]
    like = likest(decision.transports[t, s])
    start, end = _centres(here), _centres(there)[like]
    ratio = size[0] / decision.frames[t].line.size[0]
    return np.asarray(np.concatenate([start, end - start], 1) * ratio, np.float32)


def _centres(drawing: Description) -> Floats:
    """(n, 2) x, y of a drawing's regions in its frame's pixels."""
    return np.asarray(drawing.centre * max(drawing.window[2:]) + drawing.origin, np.float32)
