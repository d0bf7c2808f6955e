# SPDX-License-Identifier: Apache-2.0
"""How many regions of what is held out come out wrong, coloured by the solver from one given drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shiage.models.weights import Weights
from shiage.production.measure_corrections import ScoredRegion, scored_regions
from shiage.production.memory.kept_steps import KeptSteps
from shiage.shot.color import solve_shot
from shiage.shot.runtime import Runtime, WeightNames
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, Settings, Shot, ShotError, Watch
from shiage.tuning.known_pairs import Drawn
from shiage.tuning.parts import Part
from shiage.tuning.sample_sheet import Wrong, sample_sheet

OF_MATCHER = ("match-", "paper-", "lights-")
"""Steps that another version would do anew; drawings are described once for both."""


class Judge:
    """Colours the held-out parts."""

    def __init__(self, held: Mapping[Part, Sequence[Drawn]], settings: Settings) -> None:
        """Args: held: the parts with all their drawings; settings: of the production's shots."""
        self._shots = {part: _shot(part, drawn, settings) for part, drawn in held.items()}
        self._truth = {part: {d.number: d.sheet.cel for d in drawn} for part, drawn in held.items()}
        self._steps: dict[Part, KeptSteps] = {part: KeptSteps() for part in held}

    def wrong(self, weights: Weights, watch: Watch) -> int:
        """Regions above 10 pixels that have not the true colour; a part that cannot be coloured has none."""
        runtime = Runtime("cpu", WeightNames(weights.path))
        return sum(len(self._wrong(part, self._solve(part, runtime, watch))) for part in self._shots)

    def sample(self, before: Weights, after: Weights, watch: Watch) -> NDArray[np.uint8] | None:
        """A drawing of the first held-out part as it is finished, before and after; see `sample_sheet`.

        It is the one on which the two differ most, else the one with most that is wrong, else the last.

        Returns:
            None where no part can be coloured.
        """
        for part, shot in self._shots.items():
            tries = [self._solve(part, Runtime("cpu", WeightNames(w.path)), watch) for w in (before, after)]
            if None in tries:
                continue
            counts = [Counter(region.frame for region in self._wrong(part, solved)) for solved in tries]
            drawn = [frame for frame in shot.frames if frame.number != part.key]

            def telling(frame: Frame, counts: list[Counter[int]] = counts) -> tuple[int, int, int]:
                first, second = (count[frame.number] for count in counts)
                return abs(first - second), first, frame.number

            chosen = max(drawn, key=telling)
            truth = self._truth[part][chosen.number]
            shown = [self._shown(part, solved, chosen) for solved in tries if solved is not None]
            return sample_sheet(chosen.line, truth, shown)
        return None

    def _solve(self, part: Part, runtime: Runtime, watch: Watch) -> SolvedShot | None:
        """A held-out part coloured; None where it cannot be."""
        steps = self._steps[part] = self._steps[part].without(OF_MATCHER)
        try:
            return solve_shot(self._shots[part], steps, watch, runtime)
        except ShotError:
            return None

    def _wrong(self, part: Part, solved: SolvedShot | None) -> list[ScoredRegion]:
        if solved is None:
            return []
        regions = scored_regions(self._shots[part], solved, self._truth[part])
        return [region for region in regions if region.colour != region.right]

    def _shown(self, part: Part, solved: SolvedShot, frame: Frame) -> tuple[NDArray[np.uint8], Wrong]:
        """A frame as it was coloured, and the regions of it that are wrong."""
        drawn = solved.draw(frame.number)
        bad = np.zeros(drawn.labels.shape, bool)
        for region in self._wrong(part, solved):
            if region.frame == frame.number:
                x, y = region.spot
                bad |= drawn.labels == drawn.labels[y, x]
        return drawn.painted(solved.palette), bad


def _shot(part: Part, drawn: Sequence[Drawn], settings: Settings) -> Shot:
    given = [d for d in drawn if d.number == part.key]
    return Shot(
        [Frame(d.number, d.sheet.line) for d in drawn],
        [Key(d.number, d.sheet.cel) for d in given],
        settings=settings,
    )
