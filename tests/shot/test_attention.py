# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
from drawings import BLUE, RED, SKIN, face, walk

from shiage.cel.fill import fill_under_ink
from shiage.cel.regions import find_regions
from shiage.shot.evaluate.attention_baseline import color_by_attention, region_means, swatch_map
from shiage.shot.runtime import default_runtime


def test_regions_read_off_a_map_what_they_put_in() -> None:
    regions = find_regions(face((80, 90))[0], 0)
    own = np.arange(regions.count, dtype=np.int32)
    carried = swatch_map(fill_under_ink(regions), own, regions.count, (160, 160))
    assert carried.shape == (regions.count, 40, 40)
    assert np.allclose(carried.sum(0), 1, atol=1e-5)
    told = region_means(carried, regions)
    assert told.shape == (regions.count, regions.count)
    assert (told.argmax(1) == own).all()


def test_the_shipped_attention_knows_a_drawing_again() -> None:
    shot, truth = walk(3, (1,))
    cels = color_by_attention(shot, default_runtime().open_painter())
    assert list(cels) == [1, 2, 3]
    for cel in cels.values():
        assert {tuple(c) for c in np.unique(cel.reshape(-1, 4), axis=0)} <= {RED, BLUE, SKIN, (0, 0, 0, 0)}
    assert np.mean((cels[1] == truth[1]).all(2)) > 0.9
    assert np.mean((cels[2] == truth[2]).all(2)) > 0.9
