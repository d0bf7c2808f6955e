# SPDX-License-Identifier: Apache-2.0
"""How far the networks' shading can be trusted in a shot: its keys, painted from each other, tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.models.inputs import picture
from shiage.shot.carry import Carrier, premultiplied
from shiage.shot.likeness import Likeness
from shiage.shot.match import Progress
from shiage.shot.raster import KEYS_A_FRAME, ShotRaster
from shiage.shot.shading import network_shading, small_regions

Sums = NDArray[np.float64]

TRIALS = 3
"""At most so many keys are painted from the others."""

TRUST = 0.25
"""Share of the networks' shading where the shot has one key only, and nothing to try them on."""


def trust_in(
    carrier: Carrier, raster: ShotRaster, lines: list[LineArt], likeness: Likeness, progress: Progress
) -> float:
    """Share of the networks' shading that comes nearest to the keys when each is painted from the others.

    The rest is the shading that is carried region by region. The best share of a mix w N + (1 - w) C of two
    answers for a truth Y is <N - C, Y - C> / <N - C, N - C>.

    Args:
        carrier: the shot's shading.
        raster: its networks.
        lines: line art of the frames.
        likeness: what makes two regions alike.
        progress: keeps the trials (stage "try").
    """
    keys = [s for s in carrier.paintings if s < len(lines)]
    tried = keys[:: -(-len(keys) // TRIALS)] if len(keys) > 1 else []
    total = np.zeros(2)
    for done, k in enumerate(tried, 1):
        kept = progress.get(f"try-{k}")
        if kept is None:
            kept = {"sums": _trial(carrier, raster, lines[k], k, likeness)}
            progress.put(f"try-{k}", kept)
        total += np.asarray(kept["sums"], np.float64)
        progress.tell("try", done, len(tried))
    return float(np.clip(total[0] / total[1], 0, 1)) if total[1] > 0 else TRUST


def _trial(carrier: Carrier, raster: ShotRaster, line: LineArt, k: int, likeness: Likeness) -> Sums:
    """<N - C, Y - C> and <N - C, N - C> over the shaded regions of one key."""
    decision, truth = carrier.decision, carrier.paintings[k]
    numbers = [f.number for f in decision.frames]
    others = {s: p for s, p in carrier.paintings.items() if s != k and s < len(numbers)}
    near = sorted(others, key=lambda s: abs(numbers[s] - numbers[k]))[:KEYS_A_FRAME]
    transports = dict(decision.transports)
    for s in near:
        gap = abs(numbers[s] - numbers[k])
        transports[k, s] = likeness.transport(decision.drawings[k], decision.drawings[s], gap)[0]
    held = Carrier(
        replace(decision, transports=transports), {s: others[s] for s in near}, carrier.scale, carrier.sizes
    )
    sequence = sorted([k, *near])
    colours = [raster.colour(t, near) if t == k else raster.references[t].colour for t in sequence]
    refined = raster.refine(np.stack([raster.frames[t].line for t in sequence]), np.stack(colours))
    seen = picture(refined[sequence.index(k)])
    regions = small_regions(truth.labels, line, raster.size)
    sums = np.zeros(2)
    for shade in held.shades(k, truth.labels):
        shading = network_shading(shade, regions, seen)
        if shading is not None:
            wanted = premultiplied(truth.paint[shade.window][shade.mask]) - shade.paint[shade.mask]
            apart = shading[shade.mask] - shade.paint[shade.mask]
            sums += (apart * wanted).sum(dtype=np.float64), (apart**2).sum(dtype=np.float64)
    return sums
