# SPDX-License-Identifier: Apache-2.0
"""A shot's headers are checked once, and each refusal names what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from shiage.service.validate_items import ShotRefused
from shiage.service.validate_submission import check_buffers, check_submission

LINE = {"role": "line", "number": 1, "shape": [64, 80, 1], "dtype": "u1", "channels": "ink", "alpha": "none"}
KEY = {
    "role": "key",
    "number": 1,
    "shape": [64, 80, 4],
    "dtype": "u1",
    "channels": "RGBA",
    "alpha": "straight",
}
STROKES = {"role": "strokes", "number": 2, "shape": [64, 80], "bytes": [80, 40, 12, 4]}
SHEET = {**LINE, "role": "sheet-line", "name": "Mia"}
ONE = {field: value for field, value in KEY.items() if field != "number"} | {"role": "sheet", "name": "Mia"}


def test_a_whole_shot_passes_with_its_known_fields_only() -> None:
    correction = {"number": 2, "x": 79, "y": 0, "colour": [1, 2, 3, 255], "by": b"bytes"}
    plan = check_submission(
        "color", {"gap": 3, "hat": b"x"}, [STROKES, {**LINE, "x": b"y"}, KEY], [correction]
    )
    assert plan.numbers == [1, 2]
    assert plan.size == 136 + 64 * 80 * 5
    assert plan.settings["gap"] == 3
    assert plan.settings["min_area"] == 4
    assert plan.settings["corrections"] == [{"number": 2, "x": 79, "y": 0, "colour": [1, 2, 3, 255]}]
    assert plan.items == [STROKES, LINE, KEY]


def test_a_field_of_another_role_is_no_more_kept_than_an_unknown_one() -> None:
    strange = {"name": b"x" * 9, "bytes": [b"y"]}
    plan = check_submission("color", {"mode": "flat"}, [{**LINE, **strange}, KEY], [], "batch")
    assert plan.items == [LINE, KEY]
    plan = check_submission("color", {}, [{**STROKES, "dtype": b"x", "channels": {"a": []}}, LINE, KEY], [])
    assert plan.items == [STROKES, LINE, KEY]
    assert plan.settings == {"mode": "flat", "gap": 8, "min_area": 4, "corrections": [], "palette": None}


def test_the_priority_is_one_of_two_and_kept() -> None:
    assert check_submission("color", {}, [LINE, KEY], [], "batch").settings["priority"] == "batch"
    assert "priority" not in check_submission("color", {"priority": b"x"}, [LINE, KEY], []).settings
    with pytest.raises(ShotRefused, match="priority of a shot is interactive or batch, not 'first'"):
        check_submission("color", {}, [LINE, KEY], [], "first")


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "has no frame"),
        ([LINE], "has no key"),
        ([KEY], "has no frame"),
        ([5], "is a map"),
        ([{**LINE, "role": "hat"}], "role is one of"),
        ([{**LINE, "role": ["line"]}], "role is one of"),
        ([{**LINE, "number": True}, KEY], "whole number"),
        ([{**LINE, "number": 1 << 40}, KEY], "whole number"),
        ([LINE, LINE, KEY], "line art of frame 1 was sent twice"),
        ([{**LINE, "shape": [64, 80]}, KEY], "shape of 3"),
        ([{**LINE, "shape": [64, 80, 3]}, KEY], "3 channels where ink has 1"),
        ([{**LINE, "shape": [63, 80, 1]}, KEY], "is 80 x 63; sides from 64 to 8192"),
        ([{**LINE, "shape": [64, 9000, 1]}, KEY], "is 9000 x 64"),
        ([{**LINE, "dtype": "f4"}, KEY], "type 'f4'"),
        ([{**LINE, "dtype": ["u1"]}, KEY], "known: u1, u2"),
        ([{**LINE, "channels": "CMYK"}, KEY], "channels 'CMYK'"),
        ([LINE, {**KEY, "dtype": "u2"}], "key of frame 1 must have 8 bits"),
        ([LINE, {**KEY, "alpha": "maybe"}], "alpha of the key of frame 1"),
        ([LINE, {**KEY, "shape": [64, 81, 4]}], "key 1 is 81 x 64, its line art 80 x 64"),
        ([LINE, {**KEY, "number": 5}], "key 5 has no line art"),
        ([LINE, KEY, {**STROKES, "shape": [64, 90]}], "frame 2 has 90 x 64 pixels, frame 1 80 x 64"),
        ([LINE, KEY, {**STROKES, "number": 1}], "both as a picture and as strokes"),
        ([LINE, KEY, {**STROKES, "bytes": [80, 40, 12, 5]}], "do not fit each other"),
        ([LINE, KEY, {**STROKES, "bytes": [-8, -4, 4, 0]}], "do not fit each other"),
        ([LINE, KEY, {**STROKES, "bytes": [80, 40]}], "bytes of its four"),
        ([LINE, KEY, SHEET], "model sheet Mia has no colours"),
        ([LINE, KEY, {**SHEET, "name": ""}], "needs a name"),
        ([LINE, {**KEY, "role": "sheet-cel", "name": "Mia"}], "sheet cel Mia has no line art"),
        ([LINE, ONE, {**KEY, "role": "sheet-cel", "name": "Mia"}, SHEET], "Mia came both as one picture and"),
        ([LINE, {**ONE, "shape": [40, 80, 4]}], "sheet of Mia is 80 x 40; sides from 64"),
    ],
)
def test_a_broken_shot_is_refused_in_words(items: list[Any], words: str) -> None:
    with pytest.raises(ShotRefused, match=words):
        check_submission("color", {}, items, [])


@pytest.mark.parametrize(
    "settings", [{"mode": "hard"}, {"gap": -1}, {"gap": 1.5}, {"min_area": "4"}, {"mode": []}]
)
def test_strange_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ShotRefused, match=r"mode|gap|min_area"):
        check_submission("color", settings, [LINE, KEY], [])


@pytest.mark.parametrize(
    "correction",
    [
        5,
        {},
        {"number": 1, "x": 1, "y": 1, "colour": [0, 0, 256, 0]},
        {"number": 1, "x": 1, "y": 1, "colour": [0, 0, 0]},
        {"number": 1, "x": 80, "y": 1, "colour": [0, 0, 0, 0]},
        {"number": 3, "x": 1, "y": 1, "colour": [0, 0, 0, 0]},
        {"number": 1, "x": None, "y": 1, "colour": [0, 0, 0, 0]},
        {"number": True, "x": 1, "y": 1, "colour": [0, 0, 0, 0]},
        {"number": 1, "x": 1, "y": False, "colour": [0, 0, 0, 0]},
    ],
)
def test_a_correction_outside_is_refused(correction: Any) -> None:
    with pytest.raises(ShotRefused, match="correction"):
        check_submission("color", {}, [LINE, KEY], [correction])


def test_another_kind_of_job_is_refused() -> None:
    with pytest.raises(ShotRefused, match="only 'color'"):
        check_submission("paint", {}, [LINE, KEY], [])


def test_buffers_must_be_those_of_the_header() -> None:
    check_buffers(STROKES, [bytes(80), bytes(40), bytes(12), bytes(4)])
    with pytest.raises(ShotRefused, match=r"strokes of frame 2 has no bytes where .* 80 \+ 40 \+ 12 \+ 4"):
        check_buffers(STROKES, [])
