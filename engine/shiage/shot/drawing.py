# SPDX-License-Identifier: Apache-2.0
"""The drawings of a shot, described: what is compared when they are matched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.shot.describe import describe
from shiage.shot.descriptors import Description
from shiage.shot.forms import PREFIX, Forms, describe_forms
from shiage.shot.given import regions_of
from shiage.shot.progress import Progress
from shiage.shot.shot import Settings
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
    frames: list[LineArt], sheets: list[LineArt], settings: Settings, progress: Progress, forms: bool = False
) -> list[Drawing]:
    """Describe every drawing, frames and then model sheets (stage "describe").

    Args:
        frames: line art in time order.
        sheets: line art of the model sheets.
        settings: how regions are found.
        progress: keeps and tells.
        forms: whether to describe forms too.
    """
    shared = drawn_window(frames)
    lines = frames + sheets

    def look(t: int) -> dict[str, NDArray[np.generic]]:
        window = shared if t < len(frames) else drawn_window([lines[t]])
        regions = regions_of(lines[t], settings)
        own = describe(lines[t], regions, window)
        return Drawing(own, describe_forms(lines[t], regions, window, settings) if forms else None).arrays()

    found = dict(progress.steps("describe", {t: f"describe-{t}" for t in range(len(lines))}, look))
    return [Drawing.of(found[t]) for t in range(len(lines))]
