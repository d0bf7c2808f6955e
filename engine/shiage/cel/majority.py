# SPDX-License-Identifier: Apache-2.0
"""What covers most of a region."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TABLE = 1 << 24
"""Entries of a table of labels by values; shaded or noisy pictures have more of both than fit one."""


def most(labels: NDArray[np.int32], index: NDArray[np.integer], count: int, kinds: int) -> NDArray[np.int64]:
    """The most frequent value under each label; of equally frequent ones the lowest.

    Args:
        labels: (H, W) int32 in 0..count - 1.
        index: (H, W) values in 0..kinds - 1.
        count: number of labels, 0 among them.
        kinds: number of values.

    Returns:
        (count,) int64; 0 for labels that stand nowhere.
    """
    if count * kinds < _TABLE:
        votes = np.bincount((labels.astype(np.int64) * kinds + index).ravel(), minlength=count * kinds)
        return np.asarray(votes.reshape(count, kinds).argmax(1))
    pairs, pixels = np.unique(labels.astype(np.int64).ravel() * kinds + index.ravel(), return_counts=True)
    label, kind = np.divmod(pairs, kinds)
    order = np.lexsort((kind, -pixels, label))
    first = np.flatnonzero(np.diff(label[order], prepend=-1))
    found = np.zeros(count, np.int64)
    found[label[order][first]] = kind[order][first]
    return found
