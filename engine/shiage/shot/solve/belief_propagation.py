# SPDX-License-Identifier: Apache-2.0
"""Labels over the shot graph: every region of every frame at once, keys and corrections clamped.

Loopy belief propagation. A region's swatch follows from another frame's by that frame's transport: with
probability A[i, j] region i carries what region j carries, and with A[i, none] what the palette says in
general. Messages from several frames multiply, so a confident one outweighs many vague ones, and what a
frame was told by its neighbour is taken out again before it answers that neighbour: nothing echoes. What a
far key says vaguely to every frame of a track is one hint and not many, see `tracks`. Within a drawing, trace
lines tell which swatches lie side by side, see `tones`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.match.mlp import softmax
from shiage.shot.match.transport import Transport, carried, missing, raised
from shiage.shot.solve.log_odds import odds, settle
from shiage.shot.solve.trace_potentials import Meetings, learn_tones
from shiage.shot.solve.tracks import hint_weight, track_lengths

Floats = NDArray[np.float32]

SWEEPS = 12

NEIGHBOURS = 1.4
"""Likeness of neighbours in time is raised to this power: it is right more often than it dares to say, and
that of far drawings less often. Compared on shots that no likeness was trained on."""


@dataclass(frozen=True, eq=False)
class ShotGraph:
    """All drawings of a shot, frames and model sheets, as nodes of n_t regions each.

    Attributes:
        given: per node (n_t,) int32, the clamped swatch of each region, -1 where it is to be found.
        transports: (t, s) -> (n_t, n_s + 1), see matcher.RegionMatcher.
        swatches: number of swatches in the palette.
        frames: how many nodes are frames, in time order; model sheets come behind them.
        hints: per frame (n_t, swatches) float32, probabilities that a drawing alone gives; none where empty.
        traced: per node its trace lines; none where empty.
    """

    given: list[NDArray[np.int32]]
    swatches: int
    frames: int
    transports: dict[tuple[int, int], Transport] = field(default_factory=dict)
    hints: list[Floats] = field(default_factory=list)
    traced: list[TraceLines] = field(default_factory=list)


def solve_labels(
    graph: ShotGraph, sweeps: int = SWEEPS, step: Callable[[int, int], None] = lambda done, total: None
) -> list[Floats]:
    """Probabilities of swatches for every region.

    Args:
        graph: the shot.
        sweeps: passes over the shot, forwards and backwards by turns.
        step: called with (done, total) after each pass.

    Returns:
        per node (n_t, swatches) float32, rows sum to 1; exactly one-hot where a swatch is given.
    """
    prior = palette_prior(graph)
    beliefs = [_start(given, prior) for given in graph.given]
    sources: list[list[int]] = [[] for _ in graph.given]
    for t, s in graph.transports:
        sources[t].append(s)
    messages = {edge: np.zeros_like(beliefs[edge[0]]) for edge in graph.transports}
    transports = {edge: _trusted(graph, edge) for edge in graph.transports}
    lengths = track_lengths(
        [len(given) for given in graph.given[: graph.frames]],
        {t for t, given in enumerate(graph.given) if (given >= 0).all()},
        transports,
    )
    alone = [odds(told, prior) * hint_weight(lengths[t], told) for t, told in enumerate(graph.hints)]
    meetings = _meetings(graph, prior)
    free = [t for t, given in enumerate(graph.given) if (given < 0).any()]
    for sweep in range(sweeps):
        for t in free if sweep % 2 == 0 else reversed(free):
            for s in sources[t]:
                told = messages.get((s, t))
                without = beliefs[s] if told is None else settle(beliefs[s] - told, graph.given[s])
                track = None if _near(graph, (t, s)) or t >= graph.frames else lengths[t]
                messages[t, s] = _message(transports[t, s], softmax(without), prior, track)
            total = np.log(prior) + sum(messages[t, s] for s in sources[t])
            if t < len(alone):
                total = total + alone[t]
            found: Floats = np.broadcast_to(total, beliefs[t].shape).astype(np.float32)
            if meetings:
                found = meetings[t].add(found, graph.given[t])
            beliefs[t] = settle(found, graph.given[t])
        step(sweep + 1, sweeps)
    return [softmax(b) for b in beliefs]


def _meetings(graph: ShotGraph, prior: Floats) -> list[Meetings]:
    """What trace lines tell in each drawing; empty where no key has any."""
    tones = learn_tones(graph.given, graph.traced, prior) if graph.traced else None
    if tones is None:
        return []
    return [Meetings(lines, tones, len(own)) for lines, own in zip(graph.traced, graph.given, strict=True)]


def palette_prior(graph: ShotGraph) -> Floats:
    """(swatches,) how likely a region carries a swatch when nothing else is known: even among those given."""
    seen = np.zeros(graph.swatches, np.float32)
    for given in graph.given:
        seen[given[given >= 0]] = 1
    seen += np.float32(1e-6)
    return np.asarray(seen / seen.sum(), np.float32)


def _near(graph: ShotGraph, edge: tuple[int, int]) -> bool:
    """Whether two drawings are frames that follow each other."""
    return abs(edge[0] - edge[1]) == 1 and max(edge) < graph.frames


def _trusted(graph: ShotGraph, edge: tuple[int, int]) -> Transport:
    """A transport as the solver trusts it; rows sum to 1."""
    transport = graph.transports[edge]
    return raised(transport, NEIGHBOURS) if _near(graph, edge) else transport


def _message(transport: Transport, labels: Floats, prior: Floats, track: Floats | None) -> Floats:
    """Log-odds against the prior (n_t, swatches) that one frame's labels (n_s, swatches) give another's."""
    told = carried(transport, labels) + missing(transport) * prior
    message = odds(told, prior)
    return np.asarray(message if track is None else message * hint_weight(track, told), np.float32)


def _start(given: NDArray[np.int32], prior: Floats) -> Floats:
    return settle(np.tile(np.log(prior), (len(given), 1)), given)
