# SPDX-License-Identifier: Apache-2.0
"""The drawings of a shot, described: what is compared when they are matched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe import describe
from shiage.shot.descriptors import Description
from shiage.shot.forms import PREFIX, Forms, describe_forms
from shiage.shot.found import Finder
from shiage.shot.progress import Progress
from shiage.shot.shot import Frame, ModelSheet, Settings
from shiage.shot.window import drawn_window


@dataclass(frozen=True, eq=False)
class Drawing:
    """A frame or a model sheet as it is matched.

    Attributes:
        regions: described.
        forms: the same of its forms; None in a shot whose keys have no trace lines.
    """

    regions: Description
    forms: Forms | None = None

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All fields by name, for a checkpoint."""
        return {**self.regions.arrays(), **(self.forms.arrays() if self.forms else {})}

    @staticmethod
    def of(arrays: dict[str, NDArray[np.generic]]) -> Drawing:
        """The drawing that `arrays` came from."""
        forms = {name: array for name, array in arrays.items() if name.startswith(PREFIX)}
        regions = {name: array for name, array in arrays.items() if name not in forms}
        return Drawing(Description.of(regions), Forms.of(forms) if forms else None)


def describe_all(
    frames: list[Frame], sheets: list[ModelSheet], settings: Settings, progress: Progress, forms: bool = False
) -> list[Drawing]:
    """Describe every drawing, frames and then model sheets (stage "describe").

    Args:
        frames: in time order.
        sheets: the model sheets.
        settings: how regions are found.
        progress: keeps and tells; a drawing whose description is kept is not looked at.
        forms: whether to describe forms too.
    """
    shared = cache(lambda: drawn_window(f.line for f in frames))
    drawn: list[Frame | ModelSheet] = [*frames, *sheets]
    finder = Finder(settings, progress)

    def look(t: int) -> dict[str, NDArray[np.generic]]:
        line = drawn[t].line
        window = shared() if t < len(frames) else drawn_window([line])
        regions = finder.regions(drawn[t])
        own = describe(line, regions, window)
        return Drawing(own, describe_forms(line, regions, window, settings) if forms else None).arrays()

    found = dict(progress.steps("describe", {t: f"describe-{t}" for t in range(len(drawn))}, look))
    return [Drawing.of(found[t]) for t in range(len(drawn))]
