# SPDX-License-Identifier: Apache-2.0
"""A Lottie animation of two boxes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def fixed(value: Any) -> dict[str, Any]:
    return {"a": 0, "k": value}


def box(x: float, side: float, rgb: tuple[float, float, float], opacity: float = 100) -> dict[str, Any]:
    place = {"p": fixed([x, 0]), "a": fixed([0, 0]), "s": fixed([100, 100]), "r": fixed(0), "o": fixed(100)}
    shape = {"ty": "rc", "d": 1, "s": fixed([side, side]), "p": fixed([0, 0]), "r": fixed(0)}
    fill = {"ty": "fl", "c": fixed([*rgb, 1]), "o": fixed(opacity), "r": 1}
    return {"ty": "gr", "it": [shape, fill, {"ty": "tr", **place}]}


def write_boxes(file: Path) -> Path:
    """A red box that slides over a blue one; a faint shadow that must not count."""
    even = {"i": {"x": 1, "y": 1}, "o": {"x": 0, "y": 0}}
    slide = {"a": 1, "k": [{"t": 0, "s": [100, 100], **even}, {"t": 30, "s": [140, 100]}]}
    whole, middle = fixed(100), fixed([100, 100])
    still = {"o": whole, "r": fixed(0), "p": middle, "a": fixed([0, 0]), "s": middle}
    moving = {**still, "p": slide}
    rows = [
        ("shadow", still, box(0, 150, (0, 0, 0), 15)),
        ("red", moving, box(-20, 60, (1, 0, 0))),
        ("blue", still, box(30, 80, (0, 0, 1))),
    ]
    common = {"ty": 4, "ip": 0, "op": 30, "st": 0, "sr": 1, "bm": 0, "ddd": 0}
    layers = [
        {**common, "ind": i, "nm": name, "ks": place, "shapes": [shape]}
        for i, (name, place, shape) in enumerate(rows, 1)
    ]
    head = {"v": "5.5.0", "fr": 30, "ip": 0, "op": 30, "w": 200, "h": 200, "nm": "boxes", "ddd": 0}
    document = {**head, "assets": [], "layers": layers}
    file.write_text(json.dumps(document))
    return file
