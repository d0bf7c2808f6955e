# SPDX-License-Identifier: Apache-2.0
"""Synfig character rigs: random motion for their joints, and variants that show only ink or only fill."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

Variant = Literal["ink", "fill"]

SWING = {
    "elbow": 40,
    "wrist": 25,
    "palm": 15,
    "knee": 22,
    "toe": 8,
    "body": 7,
    "head": 9,
    "hip": 4,
    "shoulder": 8,
}
"""Largest swing in degrees by a joint's name; others swing by 8."""

_INK = ("outline", "advanced_outline")
_FILL = ("region", "rectangle", "circle", "star", "polygon")
_GROUP = ("group", "PasteCanvas", "switch", "duplicate")
_SOFT = ("blur", "radial_gradient", "linear_gradient", "shade", "motion_blur", "noise")
_POSES = 4


def add_motion(root: ET.Element, rng: np.random.Generator, seconds: float) -> int:
    """Give a rig's exported joints random key poses, and let its origin sway; how many were moved."""
    count = 0
    for element in list(root.iter("angle")):
        name = element.get("id") or ""
        if not (name.startswith("(stk)-") and name.endswith("-t")) or element.get("value") is None:
            continue
        rest = float(element.get("value", "0"))
        swing = next((v for k, v in SWING.items() if k in name), 8)
        values = rest + rng.uniform(-swing, swing, (_POSES, 1))
        _animate(element, "angle", values.tolist(), seconds, _angle)
        count += 1
    for element in list(root.iter("vector")):
        x, y = element.find("x"), element.find("y")
        if element.get("id") != "(stk)-origin" or x is None or y is None:
            continue
        at = np.array([float(x.text or 0), float(y.text or 0)])
        moves = np.stack([rng.uniform(-0.12, 0.12, _POSES), -rng.uniform(0, 0.16, _POSES)], 1)
        _animate(element, "vector", (at + moves).tolist(), seconds, _vector)
        count += 1
    root.set("begin-time", "0f")
    root.set("end-time", f"{seconds:.4f}s")
    return count


def _animate(
    element: ET.Element,
    kind: str,
    values: Sequence[Sequence[float]],
    seconds: float,
    make: Callable[[Sequence[float]], ET.Element],
) -> None:
    name = element.get("id", "")
    element.clear()
    element.tag = "animated"
    element.set("type", kind)
    element.set("id", name)
    for i, value in enumerate(values):
        time = f"{seconds * i / (len(values) - 1):.4f}s"
        point = ET.SubElement(element, "waypoint", time=time, before="clamped", after="clamped")
        point.append(make(value))


def _angle(value: Sequence[float]) -> ET.Element:
    return ET.Element("angle", value=f"{value[0]:.4f}")


def _vector(value: Sequence[float]) -> ET.Element:
    made = ET.Element("vector")
    for axis, number in zip("xy", value, strict=True):
        ET.SubElement(made, axis).text = f"{number:.5f}"
    return made


def _parameter(layer: ET.Element, name: str) -> ET.Element | None:
    return next((p for p in layer.findall("param") if p.get("name") == name), None)


def _amount(layer: ET.Element) -> float | None:
    """A layer's opacity; None where another value drives it."""
    parameter = _parameter(layer, "amount")
    if parameter is None:
        return 1.0
    value = parameter[0].get("value") if len(parameter) else None
    return None if value is None else float(value)


def _paint(layer: ET.Element, level: float) -> None:
    parameter = _parameter(layer, "color")
    if parameter is None:
        return
    parameter.clear()
    parameter.set("name", "color")
    colour = ET.SubElement(parameter, "color")
    for channel, value in zip("rgba", (level, level, level, 1.0), strict=True):
        ET.SubElement(colour, channel).text = f"{value:.6f}"


def keep_only(root: ET.Element, variant: Variant) -> None:
    """Leave only ink (fills white, outlines black) or only fill (no outlines); soft layers go in both."""
    for layer in root.iter("layer"):
        kind = layer.get("type")
        if kind not in (*_INK, *_FILL, *_GROUP, *_SOFT, "SolidColor"):
            continue  # of rotate, zoom and the like "amount" means something else
        amount = _amount(layer)
        soft = kind in _SOFT or (amount is not None and amount < 0.95)
        hidden = kind == "SolidColor" if variant == "ink" else kind in _INK
        if soft or hidden:
            layer.set("active", "false")
        elif variant == "ink" and kind in _INK and amount is not None:
            _paint(layer, 0.0)
        elif variant == "ink" and kind in _FILL:
            _paint(layer, 1.0)


def write_variant(
    rig: Path,
    folder: Path,
    variant: Variant,
    seed: int,
    seconds: float,
    view: tuple[float, float, float, float],
    pixels: int,
    fps: float,
) -> Path:
    """Write a moving variant of a rig with its resources into a folder; `view` is left, bottom, right, top.

    Raises:
        OSError: a file cannot be read or written.
        xml.etree.ElementTree.ParseError: the rig is not a Synfig file.
    """
    (folder / "resources").mkdir(parents=True, exist_ok=True)
    for resource in sorted((rig.parent / "resources").glob("*.sif")):
        tree = ET.parse(resource)
        keep_only(tree.getroot(), variant)
        tree.write(folder / "resources" / resource.name, encoding="utf-8", xml_declaration=True)
    tree = ET.parse(rig)
    root = tree.getroot()
    add_motion(root, np.random.default_rng(seed), seconds)
    keep_only(root, variant)
    left, bottom, right, top = view
    root.set("view-box", f"{left:.4f} {top:.4f} {right:.4f} {bottom:.4f}")
    root.set("width", str(pixels))
    root.set("height", str(pixels))
    root.set("fps", f"{fps:.3f}")
    root.set("bgcolor", "0 0 0 0")
    made = folder / "rig.sif"
    tree.write(made, encoding="utf-8", xml_declaration=True)
    return made
