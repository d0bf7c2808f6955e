# SPDX-License-Identifier: Apache-2.0
"""Noise is told from swatches by how it lies, and drift from other swatches."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shiage.cel.census import pack, unpack
from shiage.cel.drift import find_drift
from shiage.cel.fill import fill_under_ink, ink_over, paint
from shiage.cel.fills import find_fills
from shiage.cel.lineart import LineArt
from shiage.cel.regions import RegionMap, find_regions
from shiage.cel.swatches import moved_paint, settle_swatches

Pixels = NDArray[np.uint8]
SKIN, WHITE, CATCH, BLUSH = (
    (250, 220, 200, 255),
    (255, 255, 255, 255),
    (254, 254, 254, 255),
    (252, 221, 201, 255),
)


def head() -> tuple[LineArt, RegionMap, Pixels]:
    """A head with an eye, a catch light in it, and a cheek: pairs of colours that are near each other."""
    ink = np.zeros((200, 240), np.uint8)
    for centre, radius in (((120, 100), 90), ((90, 90), 30), ((90, 90), 9), ((160, 130), 22)):
        cv2.circle(ink, centre, radius, 255, 3, cv2.LINE_AA)
    line = LineArt(ink)
    regions = find_regions(line, gap=0)
    filled = fill_under_ink(regions)
    at = [filled[y, x] - 1 for y, x in ((2, 2), (100, 190), (90, 112), (90, 90), (130, 160))]
    fills = np.zeros((regions.count, 4), np.uint8)
    fills[at] = [(0, 0, 0, 0), SKIN, WHITE, CATCH, BLUSH]
    return line, regions, paint(filled, fills)


LINE, REGIONS, CEL = head()


def swatches(cel: Pixels) -> set[tuple[int, ...]]:
    return set(map(tuple, unpack(settle_swatches([find_fills(cel, REGIONS)]).colours).tolist()))


def jpeg(cel: Pixels, quality: int) -> Pixels:
    rgb = np.where(cel[..., 3:] > 0, cel[..., :3], 255).astype(np.uint8)
    kept = io.BytesIO()
    Image.fromarray(rgb).save(kept, "JPEG", quality=quality)
    return np.asarray(Image.open(kept).convert("RGBA"))


def test_a_clean_key_keeps_swatches_a_level_apart() -> None:
    assert not find_fills(CEL, REGIONS).noisy
    assert swatches(CEL) == {(0, 0, 0, 0), SKIN, WHITE, CATCH, BLUSH}
    assert swatches(ink_over(CEL, LINE)) == swatches(CEL), "ink on the key is no noise"


def test_a_catch_light_without_a_line_is_a_swatch() -> None:
    key = CEL.copy()
    key[80:100, 98:110] = (255, 255, 254, 255)
    assert not find_fills(key, REGIONS).noisy
    assert (255, 255, 254, 255) in swatches(key)


@pytest.mark.parametrize("quality", [75, 90, 98])
def test_jpeg_is_noise(quality: int) -> None:
    fills = find_fills(jpeg(ink_over(CEL, LINE), quality), REGIONS)
    assert fills.noisy
    assert len(settle_swatches([fills]).colours) <= 3, "what noise may have made of one another is one"


def test_smooth_shading_is_no_noise_and_gives_no_heap_of_swatches() -> None:
    key = CEL.copy()
    skin = (key == SKIN).all(2)
    rows = np.arange(200)[:, None, None] / np.array([7, 9, 11])
    key[skin, :3] = np.clip(np.array(SKIN[:3]) - rows, 0, 255).round().astype(np.uint8).repeat(240, 1)[skin]
    fills = find_fills(key, REGIONS)
    assert not fills.noisy
    assert len(fills.colours) < 10


def drifted(cel: Pixels, by: tuple[int, int, int]) -> Pixels:
    out = cel.astype(int)
    out[..., :3] += np.array(by)
    return np.where(cel[..., 3:] > 0, out.clip(0, 255), 0).astype(np.uint8)


@pytest.mark.parametrize("by", [(2, -1, 1), (-1, -1, -1), (-4, 3, 4)])
def test_a_key_that_is_off_in_all_its_colours_takes_those_of_the_others(by: tuple[int, int, int]) -> None:
    other = drifted(CEL, by)
    settled = settle_swatches([find_fills(other, REGIONS), *[find_fills(CEL, REGIONS)] * 2])
    assert set(map(tuple, unpack(settled.colours).tolist())) == swatches(CEL)
    assert settled.moved[1:] == ({}, {})
    assert (moved_paint(other, settled.moved[0]) == CEL).all(), "most drawings agree on the others"


def test_a_gamma_is_drift_and_one_colour_that_differs_is_none() -> None:
    own = np.array([(250, 180, 140, 255), (60, 160, 220, 255), (190, 60, 70, 255), (0, 0, 0, 255)], np.uint8)
    gamma = own.copy()
    gamma[:, :3] = (255 * (own[:, :3] / 255.0) ** 1.02).round()
    packed = pack(own[:, None])[:, 0]
    moved = find_drift(pack(gamma[:, None])[:, 0], packed)
    assert moved is not None
    assert len(moved) == 3, "black stays where it is"
    one = own.copy()
    one[0, 0] = 252
    assert find_drift(pack(one[:, None])[:, 0], packed) is None
    assert find_drift(packed, packed) is None


def test_with_a_palette_what_noise_may_have_made_of_a_swatch_is_that_swatch() -> None:
    known = np.array([(250, 221, 200, 255), WHITE, CATCH, BLUSH, (1, 2, 3, 255)], np.uint8)
    settled = settle_swatches([find_fills(CEL, REGIONS)], pack(known[:, None])[:, 0])
    found = set(map(tuple, unpack(settled.colours).tolist()))
    assert found == {(0, 0, 0, 0), (250, 221, 200, 255), WHITE, CATCH, BLUSH}
