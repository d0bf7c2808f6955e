# SPDX-License-Identifier: Apache-2.0
"""All drawings that a production knows, to be searched: one file, read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from shiage.cel.arrays import Floats, Ints
from shiage.production.folder import Production
from shiage.production.memory.seen import WHOLE, maker
from shiage.production.memory.sources import Source, sources_of
from shiage.production.memory.store import KnownDrawings, known_drawings, read_arrays, write_arrays
from shiage.shot.run.progress import said_of, words_of

_AXES = 24
"""Of what tells drawings apart, the directions in which they differ most."""


@dataclass(frozen=True, eq=False)
class MemoryIndex:
    """The drawings that a production knows, n of them.

    Attributes:
        production: whose they are.
        sources: cuts and model sheets.
        states: of each source's files, when they were last looked at.
        whole: (n, WHOLE) float32, see `SeenDrawing`.
        source: (n,) int64, which source each drawing is of.
        place: (n,) int64, which drawing of its source it is.
    """

    production: Production
    sources: list[Source]
    states: list[str]
    whole: Floats
    source: Ints
    place: Ints

    def nearest(self, whole: Floats, count: int) -> Ints:
        """(m, k) the drawings that are most like others, (m, WHOLE), nearest first."""
        k = min(count, len(self.whole))
        if not k:
            return np.zeros((len(whole), 0), np.int64)
        _, found = self._tree.query((whole - self._middle) @ self._axes, k=list(range(1, k + 1)))
        return np.asarray(found, np.int64)

    def known(self, source: int) -> KnownDrawings:
        """What is known of a source's drawings."""
        return known_drawings(self.production, self.sources[source], self.states[source])

    @cached_property
    def _middle(self) -> Floats:
        return np.asarray(self.whole.mean(0), np.float32)

    @cached_property
    def _axes(self) -> Floats:
        """(WHOLE, axes) float32 directions in which drawings differ."""
        apart = self.whole - self._middle
        spread = apart.T @ apart / np.float32(len(apart))
        _, directions = np.linalg.eigh(spread)
        return np.asarray(directions[:, ::-1][:, :_AXES], np.float32)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree((self.whole - self._middle) @ self._axes)


def open_memory(
    production: Production, progress: Callable[[int, int], None] = lambda done, total: None
) -> MemoryIndex:
    """The drawings that a production knows; what is new or has changed is described now.

    Args:
        production: whose cuts and model sheets are remembered.
        progress: called with (done, total) where there is something to describe.

    Raises:
        ProductionError: a cut is no folder, or a model sheet not there.
        ShotError, ImageError, OSError: a drawing can no longer be read; the message names it.
    """
    sources = sources_of(production)
    states = [source.state() for source in sources]
    path = production.memory / "index.npz"
    made_by = maker(production.shot_settings())
    before = _rows_before(read_arrays(path), made_by)
    rows, missing = {}, []
    for i, (source, state) in enumerate(zip(sources, states, strict=True)):
        found = before.get((source.name, state))
        if found is None:
            missing.append(i)
        else:
            rows[i] = found
    for done, i in enumerate(missing, 1):
        rows[i] = known_drawings(production, sources[i], states[i]).whole
        progress(done, len(missing))
    ordered = [rows[i] for i in range(len(sources))]
    counts = [len(whole) for whole in ordered]
    whole = np.concatenate([np.zeros((0, WHOLE), np.float32), *ordered])
    if missing or len(before) != len(sources):
        words = [made_by, [source.name for source in sources], states, counts]
        write_arrays(path, {"words": said_of(words), "whole": whole})
    return MemoryIndex(
        production,
        sources,
        states,
        whole,
        np.repeat(np.arange(len(sources)), counts),
        np.concatenate([np.zeros(0, np.int64), *(np.arange(count) for count in counts)]),
    )


def _rows_before(arrays: dict[str, np.ndarray] | None, made_by: str) -> dict[tuple[str, str], Floats]:  # type: ignore[type-arg]
    """By name and state of a source, what the kept index has of it."""
    try:
        assert arrays is not None
        maker_then, names, states, counts = words_of(arrays["words"])
        whole = arrays["whole"].astype(np.float32)
        if maker_then != made_by or whole.shape != (sum(counts), WHOLE):
            return {}
        parts = np.split(whole, np.cumsum(counts)[:-1]) if counts else []
        return {(n, s): part for n, s, part in zip(names, states, parts, strict=True)}
    except (AssertionError, KeyError, ValueError, TypeError):
        return {}
