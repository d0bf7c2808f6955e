# SPDX-License-Identifier: Apache-2.0
"""One decision for a shot: described, matched, solved, and how sure each swatch is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats
from shiage.shot.confidence import confidence
from shiage.shot.describe.description import Description
from shiage.shot.describe.drawings import describe_all
from shiage.shot.describe.regions import Finder
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.match.pairs import Transports, both_ways, compare_two, match_all, paper_hints
from shiage.shot.match.transport import Transport
from shiage.shot.notes import Note
from shiage.shot.run.progress import QUIET, Arrays, Progress
from shiage.shot.solve.belief_propagation import ShotGraph
from shiage.shot.solve.correction_tracks import correction_votes, kept_elsewhere
from shiage.shot.solve.diverse_labels import Part, diverse_labels, parts_in_doubt
from shiage.shot.solve.fixed_labels import Given, read_given
from shiage.shot.solve.lightings import find_lights
from shiage.shot.solve.pinholes import read_pinholes
from shiage.shot.solve.raster_votes import raster_votes
from shiage.shot.solve.scribble_votes import scribble_votes
from shiage.shot.solve.solve_lightings import solve_lights
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, ModelSheet, Settings, Shot


@dataclass(frozen=True, eq=False)
class Decision:
    """What was decided about a shot, and from what.

    Attributes:
        frames: in time order.
        given: palette and fixed swatches.
        drawings: regions of the frames, then of the model sheets, described.
        transports: likeness of the drawings that were compared.
        beliefs: per drawing (n_t, swatches) float32, rows sum to 1.
        others: of the one frame's further candidates (n,) int32 swatches each.
    """

    frames: list[Frame]
    given: Given
    drawings: list[Description]
    transports: Transports
    beliefs: list[NDArray[np.float32]]
    others: tuple[NDArray[np.int32], ...] = ()

    def solved(self, settings: Settings, progress: Progress = QUIET) -> SolvedShot:
        """The most believed swatches; progress keeps what their frames are drawn from."""
        solved = {f.number: belief for f, belief in zip(self.frames, self.beliefs, strict=False)}
        return SolvedShot(
            palette=self.given.palette,
            swatches={number: belief.argmax(1).astype(np.int32) for number, belief in solved.items()},
            confidence={number: confidence(belief) for number, belief in solved.items()},
            settings=settings,
            frames={f.number: f for f in self.frames},
            pinholes=read_pinholes(self.given, self.drawings, self.frames),
            notes=self.given.notes,
            progress=progress,
            others=self.others,
        )


def decide(shot: Shot, progress: Progress, matcher: RegionMatcher, painted: bool = True) -> Decision:
    """Decide every region of a shot that `check_shot` has passed.

    Args:
        shot: the shot.
        progress: keeps and tells.
        matcher: what compares two drawings.
        painted: whether swatches are paints, which tell what lies across trace lines; the tones of shaded
            keys stand for single regions, that meet too seldom to tell.
    """
    frames = sorted(shot.frames, key=lambda f: f.number)
    given = read_given(shot, frames, painted, progress)
    forms = _keys_have_traces([*frames, *shot.sheets], given, progress)
    drawn = describe_all(frames, shot.sheets, shot.settings, progress, forms)
    drawings = [d.regions for d in drawn]
    numbers = [f.number for f in frames]
    graph = ShotGraph(
        given=_labels(given, drawings),
        swatches=len(given.palette.colours),
        frames=len(frames),
        transports=match_all(drawn, numbers, set(given.coloured), matcher, progress, shot.sheets),
        unary=paper_hints(drawings[: len(frames)], given.palette.colours, matcher, progress),
        traced=[d.trace_lines for d in drawings] if painted else [],
        votes=scribble_votes(drawings, given, matcher),
        painted=_painted(shot, frames, given, progress),
    )

    def compare(a: int, b: int) -> tuple[Transport, Transport]:
        return both_ways(progress.once(f"lights-{a}-{b}", lambda: compare_two(drawn, numbers, a, b, matcher)))

    lights = find_lights(shot, frames, given, compare)
    given = replace(given, notes=(*given.notes, *lights.notes))
    clear = np.flatnonzero(given.palette.colours[:, 3] == 0)
    paper = int(clear[0]) if len(clear) else None

    def solve(asked: ShotGraph, stage: str = "solve") -> list[Floats]:
        return solve_lights(asked, lights, paper, lambda done, total: progress.tell(stage, done, total))

    if given.corrected:
        before = solve(replace(graph, given=_labels(replace(given, corrected={}), drawings)))
        tracked = correction_votes(given.corrected, graph.given, graph.transports, len(frames), before, paper)
        graph = replace(graph, tracked=tracked)
        beliefs = kept_elsewhere(before, solve(graph), tracked, graph.given)
    else:
        beliefs = solve(graph)
    decision = Decision(frames, given, drawings, graph.transports, beliefs)
    if shot.settings.candidates < 2:
        return decision
    parts = parts_in_doubt(drawings[0], graph.given[0], decision.beliefs[0], matcher)

    def against(odds: Floats) -> Floats:
        return solve(replace(graph, against={0: odds}), "candidates")[0]

    return _with_others(decision, shot, parts, against)


def _with_others(
    decision: Decision, shot: Shot, parts: list[Part], solve: Callable[[Floats], Floats]
) -> Decision:
    """A decision with further candidates for its one frame; a word where fewer are likely than asked for."""
    asked = shot.settings.candidates
    others = diverse_labels(decision.beliefs[0], parts, solve, asked - 1)
    if 1 + len(others) < asked:
        words = f"{1 + len(others)} candidates: no more are likely"
        if not others:
            words = "one candidate alone: no part large enough to be seen is likely to carry another colour"
        given = replace(decision.given, notes=(*decision.given.notes, Note(shot.frames[0].number, words)))
        decision = replace(decision, given=given)
    return replace(decision, others=tuple(others))


def _labels(given: Given, drawings: list[Description]) -> list[NDArray[np.int32]]:
    return [given.labels(t, len(d.area)) for t, d in enumerate(drawings)]


def _painted(shot: Shot, frames: list[Frame], given: Given, progress: Progress) -> dict[int, Floats]:
    """Drawing -> votes of what networks painted of it, see `raster_votes`."""
    finder, out = Finder(shot.settings, progress), {}
    for t, frame in enumerate(frames):
        rasters = [r for r in shot.rasters if r.number == frame.number]
        if rasters:
            out[t] = raster_votes(rasters, finder.regions(frame), given.palette.colours)
    return out


def _keys_have_traces(drawn: list[Frame | ModelSheet], given: Given, progress: Progress) -> bool:
    """Whether any coloured drawing has trace lines."""

    def look() -> Arrays:
        return {"traced": np.array([drawn[t].line.trace is not None for t in given.coloured], np.uint8)}

    return bool(progress.once("traced", look)["traced"].any())
