# SPDX-License-Identifier: Apache-2.0
"""How many regions of what is held out come out wrong, coloured by the solver from one given drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shiage.models.weights import Weights
from shiage.production.measure_corrections import scored_regions
from shiage.production.memory.kept_steps import KeptSteps
from shiage.shot.color import solve_shot
from shiage.shot.runtime import Runtime, WeightNames
from shiage.shot.types import Frame, Key, Settings, Shot, ShotError, Watch
from shiage.tuning.known_pairs import Drawn
from shiage.tuning.parts import Part

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
        runtime, wrong = Runtime("cpu", WeightNames(weights.path)), 0
        for part, shot in self._shots.items():
            steps = self._steps[part] = self._steps[part].without(OF_MATCHER)
            try:
                solved = solve_shot(shot, steps, watch, runtime)
            except ShotError:
                continue
            regions = scored_regions(shot, solved, self._truth[part])
            wrong += sum(region.colour != region.right for region in regions)
        return wrong


def _shot(part: Part, drawn: Sequence[Drawn], settings: Settings) -> Shot:
    given = [d for d in drawn if d.number == part.key]
    return Shot(
        [Frame(d.number, d.sheet.line) for d in drawn],
        [Key(d.number, d.sheet.cel) for d in given],
        settings=settings,
    )
