# SPDX-License-Identifier: Apache-2.0
"""How far the networks' shading can be trusted in a shot: its keys, painted from each other, tell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.alpha import premultiplied
from shiage.cel.lineart import LineArt
from shiage.models.network_inputs import picture
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.run.progress import Progress
from shiage.shot.soft.network_raster import KEYS_A_FRAME, ShotRaster
from shiage.shot.soft.network_residual import network_shading, small_regions
from shiage.shot.soft.transfer import Carrier

Sums = NDArray[np.float64]

TRIALS = 3
"""At most so many keys are painted from the others."""

CARRIED = 0.05
"""Error of carried shading, as a share of the shading's own variance, where the shot has one key only."""


@dataclass(frozen=True)
class Trust:
    """How far the networks' shading is trusted.

    Attributes:
        share: its share beside shading carried over `reach` frames, 0..1.
        reach: frames between the keys that were tried; 0 where nothing could be tried.
    """

    share: float
    reach: float

    def at(self, apart: float) -> float:
        """Share in a frame so many frames from its nearest key.

        Carried shading errs the less the nearer its key is, the networks do not; so the best share falls
        with the square of the distance.
        """
        return self.share * min(1.0, apart / self.reach) ** 2 if self.reach else self.share


def trust_in(
    carrier: Carrier, raster: ShotRaster, lines: list[LineArt], matcher: RegionMatcher, progress: Progress
) -> Trust:
    """Try the networks: each key is painted from the others, and compared with what is carried from them.

    The best share w of a mix w N + (1 - w) C of two answers for a truth Y is <N - C, Y - C> / <N - C, N - C>.
    A single key is painted from itself: who cannot do that is not trusted elsewhere.

    Args:
        carrier: the shot's shading.
        raster: its networks.
        lines: line art of the frames.
        matcher: what compares two drawings.
        progress: keeps the trials (stage "try").
    """
    keys = [s for s in carrier.paintings if s < len(lines)]
    tried = keys[:: max(1, -(-len(keys) // TRIALS))]
    total = np.zeros(3)
    for done, k in enumerate(tried, 1):
        kept = progress.get(f"try-{k}")
        if kept is None:
            kept = {"sums": _trial(carrier, raster, lines[k], k, matcher)}
            progress.put(f"try-{k}", kept)
        total += np.asarray(kept["sums"], np.float64)
        progress.tell("try", done, len(tried))
    if total[1] <= 0:
        return Trust(0, 0)
    return Trust(float(np.clip(total[0] / total[1], 0, 1)), float(total[2]) / len(tried))


def _trial(carrier: Carrier, raster: ShotRaster, line: LineArt, k: int, matcher: RegionMatcher) -> Sums:
    """<N - C, Y - C> and <N - C, N - C> over the shaded regions of a key, and how far off the next key is."""
    decision, truth = carrier.decision, carrier.paintings[k]
    numbers = [f.number for f in decision.frames]
    others = {s: p for s, p in carrier.paintings.items() if s != k and s < len(numbers)}
    near = sorted(others, key=lambda s: abs(numbers[s] - numbers[k]))[:KEYS_A_FRAME]
    alone = not near
    transports = dict(decision.transports)
    for s in near:
        gap = abs(numbers[s] - numbers[k])
        transports[k, s] = matcher.transport(decision.drawings[k], decision.drawings[s], gap)[0]
    solved, left = replace(decision, transports=transports), {s: others[s] for s in near}
    held = carrier if alone else Carrier(solved, left, carrier.sizes)
    sources = [k] if alone else sorted(near)
    before, after = ([k], [k]) if alone else ([s for s in sources if s < k], [s for s in sources if s > k])
    sequence, middle = [*before, k, *after], len(before)
    colours = [raster.references[t].colour for t in sequence]
    colours[middle] = raster.colour(k, sources)
    keys = [place for place in range(len(sequence)) if place != middle]
    refined = raster.refine(np.stack([raster.frames[t].line for t in sequence]), np.stack(colours), keys)
    seen = picture(refined[middle])
    regions = small_regions(truth.labels, line, raster.size)
    sums = np.array([0, 0, 0 if alone else abs(numbers[near[0]] - numbers[k])], np.float64)
    for shade in held.shades(k, truth.labels):
        shading = network_shading(shade, regions, seen)
        if shading is not None:
            painted = premultiplied(truth.paint[shade.window][shade.mask])
            wanted, apart = painted - shade.paint[shade.mask], shading[shade.mask] - shade.paint[shade.mask]
            known = float((wanted * apart).sum(dtype=np.float64))
            err = CARRIED * float(((painted - painted.mean(0)) ** 2).sum(dtype=np.float64)) if alone else 0.0
            sums[:2] += known + err, float((apart**2).sum(dtype=np.float64)) + err
    return sums
