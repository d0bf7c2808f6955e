# SPDX-License-Identifier: Apache-2.0
"""What a shot's keys, painted from each other, tell: does light stand still, and are the networks trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from shiage.cel.alpha import premultiplied
from shiage.cel.lineart import LineArt
from shiage.models.network_inputs import picture
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.run.progress import Arrays, Progress
from shiage.shot.soft.network_raster import KEYS_A_FRAME, ShotRaster
from shiage.shot.soft.network_residual import network_shading, small_regions
from shiage.shot.soft.read_painting import Painting
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
        upright: carried shading came nearer to the keys when it did not turn with its part.
    """

    share: float
    reach: float
    upright: bool = False

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

    Shading is carried both ways, turning with its part (a texture does) and upright (light does): the way
    that comes nearer to the keys is the shot's. The best share w of a mix w N + (1 - w) C of two answers for
    a truth Y is <N - C, Y - C> / <N - C, N - C>.
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
    total, reach = np.zeros((2, 3)), 0.0
    for done, k in enumerate(tried, 1):
        kept = progress.once(f"tried-{k}", partial(_trial, carrier, raster, lines[k], k, matcher))
        total += kept["sums"].astype(np.float64)
        reach += float(kept["apart"].astype(np.float64)) / len(tried)
        progress.tell("try", done, len(tried))
    upright = bool(total[1, 2] < total[0, 2])
    known, apart, _ = total[int(upright)]
    if apart <= 0:
        return Trust(0, 0, upright)
    return Trust(float(np.clip(known / apart, 0, 1)), reach, upright)


def _trial(carrier: Carrier, raster: ShotRaster, line: LineArt, k: int, matcher: RegionMatcher) -> Arrays:
    """A key painted from the others.

    Returns:
        "sums": (2, 3) float64, for shading that turns and that does not: <N - C, Y - C>, <N - C, N - C> and
        |Y - C|^2 over the shaded regions of the key; "apart": () float64, frames to the next key, 0 if none.
    """
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
    ways = (Carrier(solved, left, carrier.sizes, upright) for upright in (False, True))
    held = [carrier] if alone else [*ways]  # a key's own paint does not turn
    sources = [k] if alone else sorted(near)
    before, after = ([k], [k]) if alone else ([s for s in sources if s < k], [s for s in sources if s > k])
    sequence, middle = [*before, k, *after], len(before)
    colours = [raster.references[t].colour for t in sequence]
    colours[middle] = raster.colour(k, sources)
    keys = [place for place in range(len(sequence)) if place != middle]
    refined = raster.refine(np.stack([raster.frames[t].line for t in sequence]), np.stack(colours), keys)
    seen = picture(refined[middle])
    regions = small_regions(truth.labels, line, raster.size)
    sums = [_sums(each, truth, k, regions, seen, alone) for each in held]
    return {
        "sums": np.stack((sums[0], sums[-1])),
        "apart": np.array(0 if alone else abs(numbers[near[0]] - numbers[k]), np.float64),
    }


def _sums(
    carrier: Carrier,
    truth: Painting,
    k: int,
    regions: NDArray[np.int32],
    seen: NDArray[np.uint8],
    alone: bool,
) -> Sums:
    """(3,) the sums of `_trial` for one way of carrying."""
    sums = np.zeros(3)
    for shade in carrier.shades(k, truth.labels):
        painted = premultiplied(truth.paint[shade.window][shade.mask])
        wanted = painted - shade.paint[shade.mask]
        sums[2] += float((wanted**2).sum(dtype=np.float64))
        shading = network_shading(shade, regions, seen)
        if shading is not None:
            apart = shading[shade.mask] - shade.paint[shade.mask]
            known = float((wanted * apart).sum(dtype=np.float64))
            err = CARRIED * float(((painted - painted.mean(0)) ** 2).sum(dtype=np.float64)) if alone else 0.0
            sums[:2] += known + err, float((apart**2).sum(dtype=np.float64)) + err
    return sums
