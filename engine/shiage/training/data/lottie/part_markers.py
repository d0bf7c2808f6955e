# SPDX-License-Identifier: Apache-2.0
"""Lottie documents repainted: each paint gets a marker colour, by which a render maps the parts."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PAINTS = ("fl", "st", "gf", "gs")
_KEPT_OF_STROKES = ("nm", "hd", "w", "lc", "lj", "ml", "d")
_KEPT_OF_FILLS = ("nm", "hd", "r")
_LUMA_MATTES = (3, 4)

OPAQUE = 40
"""Paint of at least this opacity (per cent) is drawn in full; soft shadows below it are left out."""


def marker_colours(count: int, gap: int = 20) -> NDArray[np.int_]:
    """(count, 3) RGB at least `gap` apart, so that a mixture of two rarely equals a third."""
    rng = np.random.default_rng(0)
    made: list[NDArray[np.int_]] = []
    while len(made) < count:
        colour = rng.integers(15, 245, 3)
        if all(np.abs(other - colour).max() >= gap for other in made):
            made.append(colour)
    return np.array(made, int).reshape(-1, 3)


def _first(value: Any) -> float:
    """The first number of a Lottie property, 100 where it has none."""
    k = value.get("k") if isinstance(value, dict) else value
    if isinstance(k, list) and k and isinstance(k[0], dict):
        k = k[0].get("s", 100)
    while isinstance(k, list):
        k = k[0] if k else 100
    return float(k) if isinstance(k, (int, float)) else 100.0


def _hard(opacity: Any) -> Any:
    """An opacity that is 0 or 100 at any time."""
    if not isinstance(opacity, dict):
        return opacity
    k = opacity.get("k")
    if not (isinstance(k, list) and k and isinstance(k[0], dict)):
        return {"a": 0, "k": 100 if _first(opacity) >= OPAQUE else 0}
    peak = max([_first({"k": key["s"]}) for key in k if "s" in key] or [100.0])
    limit = max(OPAQUE, peak / 2)
    last = k[-2].get("e", 100) if len(k) > 1 else 100
    keys = [{"t": q["t"], "s": [100 if _first({"k": q.get("s", last)}) >= limit else 0], "h": 1} for q in k]
    return {"a": 1, "k": keys}


def _collect(node: Any, found: list[dict[str, Any]]) -> None:
    if isinstance(node, dict):
        if node.get("ty") in _PAINTS:
            found.append(node)
            return
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            _collect(child, found)


def _layers(layers: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    for i, layer in enumerate(layers):
        layer.pop("ef", None)
        layer["bm"] = 0
        if isinstance(layer.get("ks"), dict) and "o" in layer["ks"]:
            layer["ks"]["o"] = _hard(layer["ks"]["o"])
        # the paint of a luma matte is not seen, but its brightness cuts the next layer
        matte = layer.get("td") and i + 1 < len(layers) and layers[i + 1].get("tt") in _LUMA_MATTES
        if not matte:
            _collect(layer.get("shapes", []), found)


def repainted(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], NDArray[np.int_]]:
    """A document without its soft shadows, twice.

    Returns:
        One copy in its own colours; one whose paints are flat markers; the markers, (n, 3), in the order of
        the parts they stand for.
    """
    plain = copy.deepcopy(document)
    for paint in _paints(plain):
        paint["o"] = _hard(paint.get("o", {"a": 0, "k": 100}))
    made = copy.deepcopy(plain)
    paints = _paints(made)
    markers = marker_colours(len(paints))
    for paint, colour in zip(paints, markers, strict=True):
        stroke, opacity = paint["ty"] in ("st", "gs"), paint["o"]
        kept = {k: paint[k] for k in (_KEPT_OF_STROKES if stroke else _KEPT_OF_FILLS) if k in paint}
        paint.clear()
        # rlottie skips keys that stand before "ty"
        paint["ty"] = "st" if stroke else "fl"
        paint.update(kept, o=opacity, c={"a": 0, "k": [float(v) / 255 for v in colour] + [1]})
    return plain, made, markers


def _paints(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All paints that are seen, in a fixed order; effects and soft layers are taken away on the way."""
    found: list[dict[str, Any]] = []
    _layers(document.get("layers", []), found)
    for asset in document.get("assets", []):
        _layers(asset.get("layers", []), found)
    return found
