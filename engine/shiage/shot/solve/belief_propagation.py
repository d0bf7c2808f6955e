# SPDX-License-Identifier: Apache-2.0
"""Swatches of all regions of all frames at once: loopy belief propagation with clamped keys and corrections.

A node is a region. Its swatch follows from another drawing's regions by the soft correspondence matrix A of
the two: with probability A[i, j] region i carries the swatch of region j, and with A[i, no match] the
palette's prior holds. Log-odds of several messages add up, so that a confident one outweighs many vague ones.
A message is computed from the cavity belief: the incoming message of the drawing that it goes to is excluded.
Vague messages of a far key to every frame of a track count as one, see `tracks`. Within a drawing, trace
lines carry messages between the regions on their two sides, see `trace_potentials`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from shiage.cel.arrays import Floats
from shiage.shot.describe.trace_borders import TraceLines
from shiage.shot.match.transport import Transport, carried, missing, raised
from shiage.shot.solve.log_odds import clamp, log_odds
from shiage.shot.solve.trace_potentials import TraceMessages, count_traces
from shiage.shot.solve.tracks import message_weight, track_lengths

SWEEPS = 12

SHARPENED = 1.4
"""Correspondence of frames next to each other is raised to this power: it is underconfident there, and
overconfident between far drawings. Compared on shots that no matcher was trained on."""


@dataclass(frozen=True, eq=False)
class ShotGraph:
    """All drawings of a shot, frames and model sheets, with n_t regions each.

    Attributes:
        given: per drawing (n_t,) int32, the clamped swatch of each region, -1 where it is to be found.
        swatches: number of swatches in the palette.
        frames: how many drawings are frames, in time order; model sheets come behind them.
        transports: (t, s) -> (n_t, n_s + 1) soft correspondence, see matcher.RegionMatcher.
        unary: per frame (n_t, swatches) float32, probabilities from a drawing alone; none where empty.
        traced: per drawing its trace lines; none where empty.
        votes: drawing -> (n_t, swatches) float32, what its scribbled regions say of others; rows sum to 1.
        painted: drawing -> (n_t, swatches) float32, log-odds from what networks painted of it.
        tracked: the same from corrections in other frames, see `correction_tracks`.
        against: the same against what earlier candidates have, see `diverse_labels`.
    """

    given: list[NDArray[np.int32]]
    swatches: int
    frames: int
    transports: dict[tuple[int, int], Transport] = field(default_factory=dict)
    unary: list[Floats] = field(default_factory=list)
    traced: list[TraceLines] = field(default_factory=list)
    votes: dict[int, Floats] = field(default_factory=dict)
    painted: dict[int, Floats] = field(default_factory=dict)
    tracked: dict[int, Floats] = field(default_factory=dict)
    against: dict[int, Floats] = field(default_factory=dict)


def solve_labels(
    graph: ShotGraph, sweeps: int = SWEEPS, step: Callable[[int, int], None] = lambda done, total: None
) -> list[Floats]:
    """Probabilities of swatches for every region.

    Args:
        graph: the shot.
        sweeps: passes over the shot, forwards and backwards by turns.
        step: called with (done, total) after each pass.

    Returns:
        per drawing (n_t, swatches) float32, rows sum to 1; exactly one-hot where a swatch is given.
    """
    prior = palette_prior(graph)
    log_beliefs = [_start(given, prior) for given in graph.given]
    sources: list[list[int]] = [[] for _ in graph.given]
    for t, s in graph.transports:
        sources[t].append(s)
    messages = {edge: np.zeros_like(log_beliefs[edge[0]]) for edge in graph.transports}
    transports = {edge: _sharpened(graph, edge) for edge in graph.transports}
    lengths = track_lengths(
        [len(given) for given in graph.given[: graph.frames]],
        {t for t, given in enumerate(graph.given) if (given >= 0).all()},
        transports,
    )
    unary = [log_odds(p, prior) * message_weight(lengths[t], p) for t, p in enumerate(graph.unary)]
    votes = {t: log_odds(p, prior) for t, p in graph.votes.items()}
    traces = _trace_messages(graph, prior)
    free = [t for t, given in enumerate(graph.given) if (given < 0).any()]
    for sweep in range(sweeps):
        for t in free if sweep % 2 == 0 else reversed(free):
            for s in sources[t]:
                cavity = _cavity(log_beliefs[s], messages.get((s, t)), graph.given[s])
                track = None if _adjacent(graph, (t, s)) or t >= graph.frames else lengths[t]
                messages[t, s] = _message(transports[t, s], softmax(cavity, axis=1), prior, track)
            total = np.log(prior) + sum(messages[t, s] for s in sources[t])
            if t < len(unary):
                total = total + unary[t]
            if t in votes:
                total = total + votes[t]
            for told in (graph.painted, graph.tracked, graph.against):
                if t in told:
                    total = total + told[t]
            summed: Floats = np.broadcast_to(total, log_beliefs[t].shape).astype(np.float32)
            if traces:
                summed = traces[t].add(summed, graph.given[t])
            log_beliefs[t] = clamp(summed, graph.given[t])
        step(sweep + 1, sweeps)
    return [softmax(b, axis=1) for b in log_beliefs]


def palette_prior(graph: ShotGraph) -> Floats:
    """(swatches,) prior of a region's swatch: even among those given anywhere, or all where one scribbles."""
    seen = np.full(graph.swatches, 1 if graph.votes else 0, np.float32)
    for given in graph.given:
        seen[given[given >= 0]] = 1
    seen += np.float32(1e-6)
    return np.asarray(seen / seen.sum(), np.float32)


def _trace_messages(graph: ShotGraph, prior: Floats) -> list[TraceMessages]:
    """Messages across trace lines, by drawing; empty where no key has any."""
    statistics = count_traces(graph.given, graph.traced, prior) if graph.traced else None
    if statistics is None:
        return []
    return [
        TraceMessages(lines, statistics, len(own))
        for lines, own in zip(graph.traced, graph.given, strict=True)
    ]


def _cavity(log_beliefs: Floats, incoming: Floats | None, given: NDArray[np.int32]) -> Floats:
    """Log-beliefs of a drawing without the message that came from where the next one goes."""
    return log_beliefs if incoming is None else clamp(log_beliefs - incoming, given)


def _adjacent(graph: ShotGraph, edge: tuple[int, int]) -> bool:
    """Whether two drawings are frames that follow each other."""
    return abs(edge[0] - edge[1]) == 1 and max(edge) < graph.frames


def _sharpened(graph: ShotGraph, edge: tuple[int, int]) -> Transport:
    """A correspondence as messages use it; rows sum to 1."""
    transport = graph.transports[edge]
    return raised(transport, SHARPENED) if _adjacent(graph, edge) else transport


def _message(transport: Transport, beliefs: Floats, prior: Floats, track: Floats | None) -> Floats:
    """Log-odds (n_t, swatches) from another drawing's beliefs (n_s, swatches)."""
    probabilities = carried(transport, beliefs) + missing(transport) * prior
    message = log_odds(probabilities, prior)
    if track is not None:
        message = message * message_weight(track, probabilities)
    return np.asarray(message, np.float32)


def _start(given: NDArray[np.int32], prior: Floats) -> Floats:
    return clamp(np.tile(np.log(prior), (len(given), 1)), given)
