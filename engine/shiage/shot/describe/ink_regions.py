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
from shiage.shot.match.transport import Sparse, Transport, at, carried, missing, normal
from shiage.shot.types import Settings

Floats = NDArray[np.float32]

TRUST = 0.5
"""How much the match of forms counts beside that of regions; compared on procedural shots and the demo."""

ASTRAY = 1e-4
"""Likeness left to regions whose forms are nothing like each other."""

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


def within_forms(
    likeness: Transport, forms: Transport, own: NDArray[np.int32], other: NDArray[np.int32]
) -> Transport:
    """Likeness of regions, as far as their forms are alike.

    Args:
        likeness: (n, m + 1) of regions, the last column "none of them"; rows sum to 1.
        forms: (f, g + 1) the same of the drawings' forms.
        own: (n,) the form of each region.
        other: (m,) the same of the other drawing.

    Returns:
        (n, m + 1); rows sum to 1.
    """
    if not len(own) or not len(other) or forms.shape[1] == 1:
        return likeness
    if isinstance(likeness, Sparse):
        return _within_few(likeness, forms, own, other)
    assert not isinstance(forms, Sparse)  # no drawing has more forms than regions
    shared = np.bincount(other, minlength=forms.shape[1] - 1)[other]
    alike = np.concatenate([forms[own][:, other] / shared, forms[own][:, -1:]], 1)
    alike /= np.maximum(alike.sum(1, keepdims=True), ASTRAY)
    joint = likeness * (alike + ASTRAY) ** TRUST
    return np.asarray(joint / joint.sum(1, keepdims=True), np.float32)


def _within_few(
    likeness: Sparse, forms: Transport, own: NDArray[np.int32], other: NDArray[np.int32]
) -> Sparse:
    """`within_forms` of crowded drawings: what is left out of `likeness` is as good as none."""
    members = np.bincount(other, minlength=forms.shape[1] - 1)
    none = missing(forms)[:, 0]
    total = np.maximum(carried(forms, (members > 0).astype(np.float32)) + none, ASTRAY)
    kept = likeness.kept.tocoo()
    i, j = kept.coords
    alike = at(forms, own[i], other[j]) / members[other[j]] / total[own[i]]
    found = likeness.kept.copy()
    found.data = (kept.data * (alike + ASTRAY) ** TRUST).astype(np.float32)
    return normal(found, likeness.none * (none / total + ASTRAY)[own] ** TRUST)
