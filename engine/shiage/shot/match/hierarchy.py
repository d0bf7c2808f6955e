# SPDX-License-Identifier: Apache-2.0
"""Matching on two levels: a region is found where the ink region is found that it lies in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shiage.shot.match.transport import Sparse, Transport, at, carried, missing, normal

TRUST = 0.5
"""How much the match of forms counts beside that of regions; compared on procedural shots and the demo."""

ASTRAY = 1e-4
"""Likeness left to regions whose forms are nothing like each other."""


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
