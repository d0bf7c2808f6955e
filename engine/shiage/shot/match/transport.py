# SPDX-License-Identifier: Apache-2.0
"""What one drawing's regions have of another's: a full table, or of crowded drawings a few entries a row.

The full table is the plain form. A sparse one answers the same questions, so that the solver need not know
which it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shiage.cel.arrays import Floats


@dataclass(frozen=True, eq=False)
class Sparse:
    """Likeness of n regions to m others, of which each is like a few at most.

    Attributes:
        kept: (n, m) float32, likeness of the pairs that were compared.
        none: (n,) float32, likeness to none of them; with the row of `kept` it sums to 1.
    """

    kept: csr_array
    none: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """(n, m + 1), as a table's."""
        return self.kept.shape[0], self.kept.shape[1] + 1


Transport = Floats | Sparse
"""(n, m + 1) likeness, rows sum to 1, the last column "of none of them"; see `matcher.RegionMatcher`."""


def table(transport: Transport) -> Floats:
    """(n, m + 1) float32, written out."""
    if not isinstance(transport, Sparse):
        return transport
    return np.concatenate([transport.kept.toarray(), transport.none[:, None]], 1)


def carried(transport: Transport, values: Floats) -> Floats:
    """(n, k) or (n,): values (m, k) or (m,) of the other drawing's regions, by likeness."""
    if isinstance(transport, Sparse):
        return np.asarray(transport.kept @ values, np.float32)
    return transport[:, :-1] @ values


def missing(transport: Transport) -> Floats:
    """(n, 1) likeness to none of them."""
    return transport.none[:, None] if isinstance(transport, Sparse) else transport[:, -1:]


def raised(transport: Transport, power: float) -> Transport:
    """Likeness raised to a power; rows sum to 1 again.

    A sparse one stays as it is: what one region has of a hundred hatch cells together would be lost to what
    it has of one other.
    """
    if isinstance(transport, Sparse):
        return transport
    powers = transport**power
    return np.asarray(powers / np.maximum(powers.sum(1, keepdims=True), 1e-12), np.float32)


def normal(kept: csr_array, none: Floats) -> Sparse:
    """Entries (n, m) and "none" (n,), divided by what each row sums to."""
    total = np.maximum(kept.sum(1) + none, 1e-12)
    kept.data = (kept.data / np.repeat(total, np.diff(kept.indptr))).astype(np.float32)
    return Sparse(kept, (none / total).astype(np.float32))


def returned(there: Transport, back: Transport, values: Floats) -> Floats:
    """(n,) values (m,) of the other drawing's regions, as far as each is like the other to both."""
    if isinstance(there, Sparse) and isinstance(back, Sparse):
        return np.asarray(there.kept.multiply(back.kept.T).tocsr() @ values, np.float32)
    assert not isinstance(there, Sparse)
    assert not isinstance(back, Sparse)
    returns = there[:, :-1] * back[:, :-1].T
    return np.asarray(returns @ values, np.float32)


def mutual(there: Transport, back: Transport) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Regions of either drawing that were compared, (e,) each, and (e,) as far as each is like the other."""
    if isinstance(there, Sparse) and isinstance(back, Sparse):
        both = there.kept.minimum(back.kept.T.tocsr()).tocoo()
        return both.row.astype(np.int64), both.col.astype(np.int64), np.asarray(both.data, np.float32)
    assert not isinstance(there, Sparse)
    assert not isinstance(back, Sparse)
    rows, columns = np.indices((there.shape[0], back.shape[0]))
    return rows.ravel(), columns.ravel(), np.minimum(there[:, :-1], back[:, :-1].T).ravel()


def likely(transport: Transport, i: int) -> Floats:
    """(m,) likeness of region i to each other one."""
    if isinstance(transport, Sparse):
        return np.asarray(transport.kept[[i]].toarray()[0], np.float32)
    return transport[i, :-1]


def likest(transport: Transport) -> NDArray[np.int64]:
    """(n,) which other region each one is most like."""
    if isinstance(transport, Sparse):
        return np.asarray(transport.kept.argmax(1), np.int64).ravel()
    return np.asarray(transport[:, :-1].argmax(1), np.int64)


def at(transport: Transport, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> Floats:
    """Likeness of single pairs, 0 where they were not compared."""
    if not isinstance(transport, Sparse):
        return np.asarray(transport[rows, columns], np.float32)
    kept = transport.kept
    keys = np.repeat(np.arange(kept.shape[0]), np.diff(kept.indptr)) * kept.shape[1] + kept.indices
    asked = rows.astype(np.int64) * kept.shape[1] + columns
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, kept.data[place], np.float32(0))


def packed(name: str, transport: Transport) -> dict[str, NDArray[np.generic]]:
    """Arrays by name, for a checkpoint."""
    if not isinstance(transport, Sparse):
        return {name: transport}
    kept = transport.kept
    size = np.array(kept.shape, np.int64)
    return {
        f"{name}.size": size,
        f"{name}.starts": kept.indptr,
        f"{name}.others": kept.indices,
        f"{name}.likeness": kept.data,
        f"{name}.none": transport.none,
    }


def unpacked(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> Transport:
    """The transport that `packed` took apart."""
    if name in arrays:
        return arrays[name].astype(np.float32)
    parts = (arrays[f"{name}.likeness"], arrays[f"{name}.others"], arrays[f"{name}.starts"])
    n, m = (int(side) for side in arrays[f"{name}.size"].tolist())
    return Sparse(csr_array(parts, shape=(n, m)), arrays[f"{name}.none"].astype(np.float32))
