# SPDX-License-Identifier: Apache-2.0
"""From what each coloured drawing was filled with to the swatches of a shot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.drift import find_drift
from shiage.cel.fills import Fills, merge_noise
from shiage.cel.noise import NOISE

Packed = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Swatches:
    """The swatches of a shot.

    Attributes:
        colours: (n,) uint32, packed RGBA, from the most frequent to the rarest.
        moved: per drawing, packed colours of its paint that stand for others, and these.
    """

    colours: Packed
    moved: tuple[dict[int, int], ...]


def settle_swatches(fills: Sequence[Fills], fixed: Packed | None = None) -> Swatches:
    """Decide which colours are swatches.

    What clean drawings are filled with are swatches as they are, unless a drawing differs from the others in
    all its colours (see `drift`): then it takes theirs. What noisy ones are filled with is the nearest
    swatch, as far as noise reaches.

    Args:
        fills: of each drawing.
        fixed: packed RGBA of a palette. Its swatches are all there are: what noise reaches is one of them, in
            clean drawings too. What lies farther off stays a swatch of its own.
    """
    given = np.zeros(0, np.uint32) if fixed is None else fixed
    moved = _drifted(fills, given)
    clean, noisy = _mass(fills, moved, given, False), _mass(fills, moved, given, True)
    mass = dict(clean)
    left = [colour for colour in noisy if colour not in mass]
    known = np.array([*clean, *given], np.uint32)
    apart = pack(merge_noise(unpack(np.array(left, np.uint32)), unpack(known)))
    mass |= {int(c): noisy[int(c)] for c in apart} | {int(c): noisy[int(c)] for c in given if int(c) in noisy}
    order = sorted(mass, key=lambda colour: -mass[colour])
    return Swatches(np.array(order, np.uint32), moved)


def moved_paint(cel: NDArray[np.uint8], moved: dict[int, int]) -> NDArray[np.uint8]:
    """A cel (H, W, 4) uint8 RGBA with some of its packed colours replaced."""
    if not moved:
        return cel
    old = np.array(sorted(moved), np.uint32)
    new = np.array([moved[int(c)] for c in old], np.uint32)
    packed = pack(cel)
    at = np.searchsorted(old, packed).clip(max=len(old) - 1)
    hit = old[at] == packed
    return unpack(np.where(hit, new[at], packed).ravel()).reshape(cel.shape)


def _drifted(fills: Sequence[Fills], given: Packed) -> tuple[dict[int, int], ...]:
    """What colours of each drawing stand for; those that agree with most others come first and stand."""
    sets = [set(f.colours.tolist()) for f in fills]
    agree = [sum(2 * len(a & b) > len(a) for b in sets) for a in sets]
    moved: list[dict[int, int]] = [{} for _ in fills]
    settled = given
    for i in sorted(range(len(fills)), key=lambda i: -agree[i]):
        if fills[i].noisy:
            continue
        own = fills[i].colours
        drift = find_drift(own, settled) or {}
        if len(given):
            drift = onto(own, given) | drift
        moved[i] = {mine: theirs for mine, theirs in drift.items() if mine != theirs}
        if not drift:
            settled = np.union1d(settled, own)
    return tuple(moved)


def onto(colours: Packed, given: Packed) -> dict[int, int]:
    """Which packed colours noise may have made of a given one, and of which."""
    if not len(given):
        return {}
    apart = np.abs(unpack(colours)[:, None].astype(np.int16) - unpack(given).astype(np.int16)).max(2)
    near = apart.argmin(1)
    return {
        int(c): int(given[j])
        for i, (c, j) in enumerate(zip(colours, near, strict=True))
        if apart[i, j] <= NOISE
    }


def _mass(
    fills: Sequence[Fills], moved: tuple[dict[int, int], ...], given: Packed, noisy: bool
) -> dict[int, int]:
    """Pixels of each colour in all drawings, noisy ones or clean ones, the most frequent first."""
    mass: dict[int, int] = {}
    for f, own in zip(fills, moved, strict=True):
        if f.noisy != noisy:
            continue
        stand = onto(f.colours, given) if noisy and len(given) else own
        for colour, pixels in zip(f.colours.tolist(), f.pixels.tolist(), strict=True):
            to = stand.get(colour, colour)
            mass[to] = mass.get(to, 0) + pixels
    return dict(sorted(mass.items(), key=lambda item: (-item[1], item[0])))
