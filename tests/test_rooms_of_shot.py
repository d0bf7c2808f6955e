# SPDX-License-Identifier: Apache-2.0
"""The rooms of `shot` import as CONTRIBUTING draws them: every arrow is in the code, and none goes up."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "engine" / "shiage" / "shot"

KNOWN = {"types", "notes"}
"""Modules at the root that every room may import."""

ARROWS = {
    "background": set(),
    "validate": set(),
    "frame_layout": set(),
    "painted_keys": {"frame_layout"},
    "run": set(),
    "io": {"background"},
    "describe": {"run"},
    "match": {"describe", "run"},
    "solve": {"match", "describe", "run"},
    "solved_shot": {"solve", "describe", "run", "painted_keys", "frame_layout"},
    "blank_frames": {"solved_shot", "background", "run"},
    "decide": {"solved_shot", "solve", "match", "describe", "run"},
    "soft": {"decide", "solved_shot", "match", "describe", "run"},
    "color": {"soft", "decide", "blank_frames", "solved_shot", "validate", "match", "describe", "run"},
    "evaluate": {"color", "soft", "solved_shot", "solve", "match", "describe", "io"},
}
"""What each room, and each module at the root, imports, from the ground up."""


def _arrows() -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        own = file.relative_to(PACKAGE).with_suffix("").parts[0]
        if own in KNOWN | {"__init__"}:
            continue
        arrows.setdefault(own, set())
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shiage.shot."):
                arrows[own].add((node.module or "").split(".")[2])
    return {room: to - KNOWN - {room} for room, to in arrows.items()}


def test_every_arrow_is_drawn_and_none_too_many() -> None:
    assert _arrows() == ARROWS


def test_no_arrow_goes_up() -> None:
    order = list(ARROWS)
    for room, to in ARROWS.items():
        assert all(order.index(other) < order.index(room) for other in to), room


def test_all_may_import_what_imports_no_room() -> None:
    for name in KNOWN:
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shiage.shot."):
                assert (node.module or "").split(".")[2] in KNOWN
