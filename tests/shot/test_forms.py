# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import TRACE_BLUE, LineArt
from shiage.cel.regions import find_regions
from shiage.shot.decide import decide
from shiage.shot.describe.crop import whole
from shiage.shot.describe.drawings import Drawing, describe_all
from shiage.shot.describe.ink_regions import MEMBERS, describe_forms
from shiage.shot.match.hierarchy import within_forms
from shiage.shot.match.transport import table
from shiage.shot.run.progress import Progress
from shiage.shot.runtime import default_runtime
from shiage.shot.types import Frame, Key, Settings, Shot, Watch

QUIET = Progress(None, Watch())


def boxes(shade: int, traced: bool = True) -> LineArt:
    """Two boxes of black ink, each parted by a trace line."""
    ink, trace = np.zeros((120, 240), np.uint8), np.zeros((120, 240), np.uint8)
    for x in (20, 140):
        ink[20:100, x : x + 80] = 255
        ink[23:97, x + 3 : x + 77] = 0
        trace[23:97, x + shade : x + shade + 2] = TRACE_BLUE
    return LineArt(ink, trace) if traced else LineArt(ink)


def test_a_form_holds_paint_and_shade() -> None:
    line = boxes(40)
    regions = find_regions(line)
    forms = describe_forms(line, regions, whole(line), Settings())
    at = {
        name: int(regions.labels[60, x]) - 1 for name, x in (("paper", 5), ("a", 30), ("A", 90), ("b", 150))
    }
    assert regions.count == 5
    assert len(forms.description.area) == 3
    assert forms.of_region[at["a"]] == forms.of_region[at["A"]]
    assert len({int(forms.of_region[at[n]]) for n in ("paper", "a", "b")}) == 3


def test_a_region_is_found_where_its_form_is() -> None:
    alike = np.array([[0.1, 0.45, 0.45, 0.0]], np.float32)
    forms = np.array([[0.05, 0.05, 0.9, 0.0]], np.float32)
    own, other = np.array([0], np.int32), np.array([0, 1, 2], np.int32)
    found = table(within_forms(alike, forms, own, other))
    assert found[0].argmax() == 2
    assert np.allclose(found.sum(1), 1)


def test_a_form_of_many_regions_has_no_more_votes_than_one_of_few() -> None:
    even = np.full((1, 5), 0.2, np.float32)
    forms = np.array([[0.4, 0.4, 0.2]], np.float32)
    found = table(within_forms(even, forms, np.array([0], np.int32), np.array([0, 0, 0, 1], np.int32)))
    assert np.allclose(found[0, :3], found[0, 0])
    assert found[0, 3] > found[0, 0]


def test_nothing_to_compare_leaves_likeness_alone() -> None:
    none: NDArray[np.float32] = np.ones((2, 1), np.float32)
    assert within_forms(none, none, np.zeros(2, np.int32), np.zeros(0, np.int32)) is none


def test_forms_are_kept_with_their_drawing() -> None:
    drawing = describe_all([Frame(1, boxes(40))], [], Settings(), QUIET, forms=True)[0]
    again = Drawing.of(drawing.arrays())
    assert drawing.forms is not None
    assert again.forms is not None
    for one, other in (
        (drawing.regions, again.regions),
        (drawing.forms.description, again.forms.description),
    ):
        assert one.arrays().keys() == other.arrays().keys()
        assert all(np.array_equal(one.arrays()[n], other.arrays()[n]) for n in one.arrays())
    assert np.array_equal(drawing.forms.of_region, again.forms.of_region)
    plain = describe_all([Frame(1, boxes(40))], [], Settings(), QUIET)[0]
    assert Drawing.of(plain.arrays()).forms is None


class Kept:
    """Keeps steps in memory."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, NDArray[np.generic]]] = {}

    def get(self, step: str) -> dict[str, NDArray[np.generic]] | None:
        return self.steps.get(step)

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        self.steps[step] = arrays


@pytest.mark.parametrize("traced", [True, False])
def test_only_shots_whose_keys_have_trace_lines_are_matched_by_form(traced: bool) -> None:
    kept = Kept()
    key = Key(1, np.full((120, 240, 4), 255, np.uint8))
    shot = Shot([Frame(1, boxes(40, traced)), Frame(2, boxes(45, traced))], [key])
    first = decide(shot, Progress(kept, Watch()), default_runtime().matcher)
    assert all((MEMBERS in kept.steps[f"describe-{t}"]) == traced for t in (0, 1))
    again = decide(shot, Progress(kept, Watch()), default_runtime().matcher)
    assert all(np.array_equal(a, b) for a, b in zip(first.beliefs, again.beliefs, strict=True))
