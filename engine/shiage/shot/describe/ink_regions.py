# SPDX-License-Identifier: Apache-2.0
"""Forms: what black ink alone bounds, paint, shade and light together.

Where shade falls changes from drawing to drawing, and with it every region of a form; the form itself does
not. So drawings with trace lines are matched twice, region by region and form by form, and a region is found
where its form is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import fill_under_ink
from shiage.cel.lineart import LineArt
from shiage.cel.majority import most
from shiage.cel.regions import RegionMap
from shiage.shot.describe.crop import Window
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.describe.regions import regions_of
from shiage.shot.types import Settings

PREFIX = "form."
"""Of the names under which forms are kept beside the regions of their drawing."""

MEMBERS = f"{PREFIX}of_region"


@dataclass(frozen=True, eq=False)
class Forms:
    """The forms of a drawing.

    Attributes:
        description: of each form, as if it were a region.
        of_region: (n,) int32, the form (0-based) that each region lies in.
    """

    description: Description
    of_region: NDArray[np.int32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All fields by name, for a checkpoint."""
        named = {PREFIX + name: array for name, array in self.description.arrays().items()}
        return {**named, MEMBERS: self.of_region}

    @staticmethod
    def of(arrays: dict[str, NDArray[np.generic]]) -> Forms:
        """The forms that `arrays` came from; nothing else is among them."""
        of_region = arrays[MEMBERS].astype(np.int32)
        own = {n.removeprefix(PREFIX): a for n, a in arrays.items() if n != MEMBERS}
        return Forms(Description.of(own), of_region)


def describe_forms(line: LineArt, regions: RegionMap, window: Window, settings: Settings) -> Forms:
    """Find and describe the forms of a drawing.

    Args:
        line: its line art, (H, W).
        regions: its regions.
        window: the part of it that is described.
        settings: how regions are found.
    """
    black = LineArt(line.ink)
    forms = regions_of(black, settings)
    within = most(regions.labels, fill_under_ink(forms), regions.count + 1, forms.count + 1)[1:] - 1
    return Forms(describe(black, forms, window, drawn=line), within.astype(np.int32))
