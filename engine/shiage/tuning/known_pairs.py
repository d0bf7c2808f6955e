# SPDX-License-Identifier: Apache-2.0
"""Pairs of a cut's drawings whose true swatches are known: described and compared once, then kept.

Drawings are found, described and compared as they are when a shot is coloured, at their own size; only pairs
that a shot would compare are made: neighbours in time, a key with the others, a model sheet with some.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.cel.palette import palette_of_keys, snap_regions
from shiage.cel.regions import RegionMap
from shiage.models.matcher import MatcherConfig
from shiage.production.folder import Production
from shiage.production.memory.seen import maker
from shiage.shot.describe.crop import drawn_window
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.describe.pretrained_features import open_pretrained
from shiage.shot.describe.regions import regions_of
from shiage.shot.match.network_matcher import seen_of
from shiage.shot.match.pair_features import compare
from shiage.shot.match.pairs import SHEET_GAP
from shiage.shot.types import ModelSheet
from shiage.training.matcher.drawing_groups import MOST_REGIONS, Compared, Group
from shiage.training.matcher.group_store import load_group, save_group

SHEETS = 3
"""The given drawing stands for a model sheet of so many others, too."""

_VERSION = 1


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing whose colours are known, all or some.

    Attributes:
        number: its frame.
        sheet: lines and paint.
        spots: where only some regions are known, a pixel (x, y) of each; None: all are.
        digest: of what its files hold.
    """

    number: int
    sheet: ModelSheet
    digest: str
    spots: tuple[tuple[int, int], ...] | None = None


def pairs_of(drawn: Sequence[Drawn], key: int, production: Production) -> Group | None:
    """Compare drawings of one shot; None where no two can be.

    Args:
        drawn: in time order.
        key: number of the one that is given.
        production: says how regions are found, and keeps what was compared.
    """
    said = hashlib.sha256(f"{_VERSION} {MatcherConfig()} {maker(production.shot_settings())} {key}".encode())
    for one in drawn:
        said.update(f"\n{one.number} {one.digest} {one.spots}".encode())
    file = production.memory / f"pairs-{said.hexdigest()[:32]}.npz"
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
        return load_group(file)
    made = _Compared(drawn, key, production).pairs()
    with contextlib.suppress(OSError):
        production.memory.mkdir(exist_ok=True)
        if made is None:
            write_beside(file, b"")
        else:
            save_group(file, made)
    return made


class _Compared:
    """The drawings of one part."""

    def __init__(self, drawn: Sequence[Drawn], key: int, production: Production) -> None:
        settings = production.shot_settings()
        found = [(one, regions_of(one.sheet.line, settings)) for one in drawn]
        self._drawn = [(one, regions) for one, regions in found if 1 < regions.count <= MOST_REGIONS]
        self._key = key

    def pairs(self) -> Group | None:
        """Describe and compare."""
        if len(self._drawn) < 2:
            return None
        window = drawn_window([one.sheet.line for one, _ in self._drawn])
        drawings = [describe(one.sheet.line, regions, window) for one, regions in self._drawn]
        numbers = [one.number for one, _ in self._drawn]
        key, sheet = numbers.index(self._key) if self._key in numbers else 0, len(drawings)
        line = self._drawn[key][0].sheet.line
        drawings.append(describe(line, self._drawn[key][1], drawn_window([line])))
        truth = self._truth()
        truth.append(truth[key])
        features = open_pretrained(torch.device("cpu"))
        return Group(
            seen=[seen_of(drawing, features) for drawing in drawings],
            swatches=[swatches for swatches, _ in truth],
            parts=[swatches for swatches, _ in truth],
            paper=[paper for _, paper in truth],
            pairs=[_compare(drawings, *pair, gap) for pair, gap in _asked(numbers, key, sheet).items()],
        )

    def _truth(self) -> list[tuple[NDArray[np.int32], NDArray[np.bool_]]]:
        """Swatch of each region, -1 where it is not known, and which are unpainted."""
        whole = [(one.sheet.cel, regions) for one, regions in self._drawn if one.spots is None]
        palette = palette_of_keys(whole or [(one.sheet.cel, regions) for one, regions in self._drawn])
        rows = []
        for one, regions in self._drawn:
            swatches = snap_regions(one.sheet.cel, regions, palette)[0]
            paper = palette.colours[swatches, 3] == 0
            if one.spots is not None:
                swatches = np.where(_spoken(regions, one.spots), swatches, -1).astype(np.int32)
            rows.append((swatches, paper))
        return rows


def _spoken(regions: RegionMap, spots: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """(n,) the regions that have one of the spots in them."""
    known = np.zeros(regions.count + 1, bool)
    for x, y in spots:
        known[regions.labels[y, x]] = True
    return known[1:]


def _asked(numbers: list[int], key: int, sheet: int) -> dict[tuple[int, int], int]:
    """The pairs to compare, and the frames between them: neighbours, the key and others, a sheet and some."""
    apart = {(i, i + 1) for i in range(len(numbers) - 1)}
    apart |= {(min(i, key), max(i, key)) for i in range(len(numbers)) if i != key}
    gaps = {(i, j): numbers[j] - numbers[i] for i, j in sorted(apart)}
    others = [i for i in range(len(numbers)) if i != key]
    some = {others[int(place)] for place in np.linspace(0, len(others) - 1, SHEETS)}
    return gaps | {(i, sheet): SHEET_GAP for i in sorted(some)}


def _compare(drawings: list[Description], first: int, second: int, gap: int) -> Compared:
    ahead, back = compare(drawings[first], drawings[second], gap)
    return Compared(first, second, ahead.astype(np.float16), back.astype(np.float16), gap)
