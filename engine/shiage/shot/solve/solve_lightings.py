# SPDX-License-Identifier: Apache-2.0
"""Labels of a shot whose keys are in several lights: one graph, solved once for each light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.solve.belief_propagation import ShotGraph, solve_labels
from shiage.shot.solve.lightings import Lights


def solve_lights(
    graph: ShotGraph, lights: Lights, clear: int | None, tell: Callable[[int, int], None]
) -> list[Floats]:
    """Beliefs of every drawing, each from the drawings in its own light.

    Args:
        graph: the shot.
        lights: which coloured drawings tell which.
        clear: the transparent swatch, None where there is none.
        tell: called with (done, total) after each pass.

    Returns:
        per drawing (n_t, swatches) float32, see `belief_propagation`; 0 for swatches of another light.
    """
    if len(lights.telling) == 1:
        return solve_labels(graph, step=tell) if _all_told(graph) else _solve_among(graph, clear, tell)
    found: list[list[Floats]] = []
    for i, telling in enumerate(lights.telling):

        def step(done: int, total: int, i: int = i) -> None:
            tell(i * total + done, len(lights.telling) * total)

        there = [
            given
            if t in telling or (lights.of[t] == i and t not in lights.coloured)
            else np.full_like(given, -1)
            for t, given in enumerate(graph.given)
        ]
        found.append(_solve_among(replace(graph, given=there), clear, step))
    return [found[i][t] for t, i in enumerate(lights.of)]


def _told(graph: ShotGraph) -> NDArray[np.int32]:
    """The swatches that are given somewhere, rising."""
    return np.asarray(np.unique(np.concatenate([given[given >= 0] for given in graph.given])), np.int32)


def _all_told(graph: ShotGraph) -> bool:
    """Whether each swatch is given somewhere; what no scribble speaks of may have any of them."""
    return bool(graph.votes) or len(_told(graph)) in (0, graph.swatches)


def _solve_among(graph: ShotGraph, clear: int | None, step: Callable[[int, int], None]) -> list[Floats]:
    """Solve with the swatches that are given somewhere and no others."""
    used = _told(graph)
    place = np.zeros(graph.swatches + 1, np.int32)
    place[used], place[-1] = np.arange(len(used)), -1
    unary = []
    for probabilities in graph.unary:
        own = probabilities[:, used].copy()
        paint = used != clear
        # what is no paper is any paint, each alike
        left = 1 - own[:, ~paint].sum(1, keepdims=True)
        own[:, paint] = left / np.float32(max(1, np.count_nonzero(paint)))
        unary.append(own)
    there = [place[given] for given in graph.given]
    kept = {t: v[:, used] + np.float32(1e-6) for t, v in graph.votes.items()}
    votes = {t: v / v.sum(1, keepdims=True) for t, v in kept.items()}
    among = replace(
        graph,
        given=there,
        swatches=len(used),
        unary=unary,
        votes=votes,
        painted={t: odds[:, used] for t, odds in graph.painted.items()},
        tracked={t: odds[:, used] for t, odds in graph.tracked.items()},
        against={t: odds[:, used] for t, odds in graph.against.items()},
    )
    solved = solve_labels(among, step=step)
    out: list[Floats] = []
    for belief in solved:
        whole = np.zeros((len(belief), graph.swatches), np.float32)
        whole[:, used] = belief
        out.append(whole)
    return out
