# SPDX-License-Identifier: Apache-2.0
"""Modules import each other in no circle, and rooms stand on each other as CONTRIBUTING draws them.

What is imported inside a function or for types alone counts too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PACKAGES = {"engine/shiage": "shiage", "blender_addon": "", "krita_plugin/shiage": ""}
"""By what name their modules import each other; "" where they do so relatively."""

FLOORS: dict[str, dict[str, set[str]]] = {
    "blender_addon": {
        "language": {"wire", "bootstrap"},
        "scene": {"language"},
        "saved": {"scene"},
        "gather": {"scene", "saved", "language", "wire"},
        "engine": {"language", "wire", "bootstrap"},
        "result": {"scene", "saved", "gather", "language", "wire"},
        "job": {"scene", "saved", "gather", "engine", "result", "language", "wire"},
        "ui": {"scene", "saved", "gather", "engine", "result", "job", "language", "wire", "bootstrap"},
        "__init__": {"engine", "ui", "language"},
    },
    "krita_plugin/shiage": {
        "qt": set(),
        "krita_settings": set(),
        "carried_wheels": set(),
        "language": {"qt", "wire", "bootstrap"},
        "document": {"language", "qt", "wire", "bootstrap"},
        "job": {"document", "language", "qt", "krita_settings", "wire", "bootstrap"},
        "ui": {"document", "job", "language", "qt", "krita_settings", "wire", "bootstrap"},
        "__init__": {"job", "ui", "carried_wheels", "bootstrap"},
    },
    "engine/shiage/training": {
        "config": set(),
        "read_config": {"config"},
        "data": {"config"},
        "loop": {"data", "config", "read_config"},
        "pixel_networks": {"data", "loop", "config"},
        "pair_features": set(),
        "matcher": {"data", "loop", "pair_features", "config", "read_config"},
        "paper": {"data", "loop", "pixel_networks", "config", "read_config"},
    },
    "engine/shiage/production": {
        "settings": set(),
        "folder": {"settings"},
        "add_cut": {"folder", "settings"},
        "use": {"folder", "settings"},
        "versions": {"folder", "settings"},
        "corrected_shots": {"folder"},
        "memory": {"folder", "add_cut"},
        "state": {"memory", "folder", "versions"},
        "solve": {"memory", "folder", "versions"},
        "finished_shot": set(),
        "measure_memory": {"memory", "add_cut", "finished_shot", "folder", "settings"},
        "measure_corrections": {"memory"},
    },
    "engine/shiage/pipeline": {
        "exposure_sheet": set(),
        "json_parts": {"exposure_sheet"},
        "named_shot": {"exposure_sheet"},
        "read_xdts": {"exposure_sheet", "json_parts", "named_shot"},
        "write_xdts": {"exposure_sheet", "read_xdts"},
        "rename_columns": {"exposure_sheet"},
        "column_files": {"exposure_sheet", "named_shot"},
        "read_tvpaint": {"exposure_sheet", "json_parts", "named_shot"},
        "read_otio": {"exposure_sheet", "named_shot"},
        "find_shots": {"column_files", "named_shot", "read_otio", "read_tvpaint", "read_xdts", "write_xdts"},
        "toonz": set(),
        "layered": set(),
    },
    "engine/shiage/pipeline/toonz": {
        "level": set(),
        "tagged_text": set(),
        "styles": {"tagged_text"},
        "lzo": {"level"},
        "read_tlv": {"level", "lzo"},
        "write_tlv": {"level", "lzo", "read_tlv"},
        "read_tpl": {"level", "styles", "tagged_text"},
        "write_tpl": {"level", "read_tpl", "styles", "tagged_text"},
        "new_level": {"level", "styles", "write_tpl"},
        "stand_ins": {"styles"},
        "line_styles": {"level", "styles"},
        "level_shot": {"level", "line_styles", "stand_ins", "styles"},
        "paint_level": {"level", "level_shot", "styles", "write_tpl"},
    },
    "engine/shiage/shot": {
        "notes": set(),
        "types": {"notes"},
        "background": {"types"},
        "validate": {"types"},
        "frame_layout": {"types"},
        "painted_keys": {"frame_layout", "notes"},
        "run": {"types"},
        "io": {"background", "types", "notes"},
        "describe": {"run", "types", "notes"},
        "match": {"describe", "run", "types"},
        "runtime": {"match", "types"},
        "confidence": set(),
        "solve": {"confidence", "match", "describe", "run", "types", "notes"},
        "solved_shot": {"solve", "describe", "run", "painted_keys", "frame_layout", "types", "notes"},
        "blank_frames": {"solved_shot", "background", "run", "types", "notes"},
        "decide": {"solved_shot", "confidence", "solve", "match", "describe", "run", "types", "notes"},
        "soft": {"decide", "solved_shot", "runtime", "match", "describe", "run", "types", "notes"},
        "color": {
            "soft",
            "decide",
            "blank_frames",
            "solved_shot",
            "validate",
            "runtime",
            "describe",
            "run",
            "types",
        },
        "review": {"describe", "types", "notes"},
        "first_key": {
            "blank_frames",
            "solved_shot",
            "soft",
            "solve",
            "describe",
            "runtime",
            "validate",
            "types",
        },
        "evaluate": {
            "color",
            "first_key",
            "blank_frames",
            "soft",
            "solved_shot",
            "runtime",
            "solve",
            "match",
            "describe",
            "io",
            "types",
        },
    },
}
"""Which other rooms, and modules at its root, each room of a package imports: none more and none less. `wire`
and `bootstrap` lie beside an add-on's rooms in the zip. Those before are below."""


def import_graph(package: Path, name: str = "") -> dict[str, set[str]]:
    """By module of a package, the modules of it that are imported: anywhere in it, also for types alone.

    Args:
        package: its folder; modules are named from it on, as "room.module" or "room.__init__".
        name: by which its modules import each other where they do not do so relatively.
    """
    files = {file.relative_to(package).with_suffix("").parts: file for file in package.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for place, file in files.items():
        found = graph.setdefault(".".join(place), set())
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            for target in _targets(node, place, name):
                # the longest part of it that is a module: what follows is a name in that
                parts = [target[:n] for n in range(len(target), 0, -1)]
                known = (
                    p if p in files else (*p, "__init__")
                    for p in parts
                    if p in files or (*p, "__init__") in files
                )
                outside = target[:1] if len(target) > 1 else ("__init__",)
                found |= {".".join(next(known, outside))}
        found.discard(".".join(place))
    return graph


def _targets(node: ast.AST, place: tuple[str, ...], name: str) -> Iterator[tuple[str, ...]]:
    """What a piece of code imports of its own package, from that on."""
    if isinstance(node, ast.Import):
        named = (tuple(alias.name.split(".")) for alias in node.names)
        yield from (parts[1:] for parts in named if name and parts[0] == name and len(parts) > 1)
    if isinstance(node, ast.ImportFrom):
        module = tuple(node.module.split(".")) if node.module else ()
        if node.level:
            base = (*place[: len(place) - node.level], *module)
        elif name and module[0] == name:
            base = module[1:]
        else:
            return
        yield from ((*base, alias.name) for alias in node.names)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, each group with all that take part in it."""
    reached = {one: set(graph[one]) for one in graph}
    while True:
        grown = {one: there.union(*(reached.get(n, set()) for n in there)) for one, there in reached.items()}
        if grown == reached:
            break
        reached = grown
    groups = {tuple(sorted(n for n in graph if n in reached[one] and one in reached[n])) for one in graph}
    return sorted(list(group) for group in groups if group)


def rooms_of(place: str) -> dict[str, set[str]]:
    """By room of a package, or of a part of one, the rooms beside it that it imports."""
    package = next(name for name in PACKAGES if place.startswith(name))
    inside = tuple(Path(place).relative_to(package).parts)
    rooms: dict[str, set[str]] = {}
    for module, found in import_graph(ROOT / package, PACKAGES[package]).items():
        parts = module.split(".")
        if tuple(parts[: len(inside)]) != inside:
            continue
        room = parts[len(inside)]
        others = (other.split(".") for other in found)
        beside = {other[len(inside)] for other in others if tuple(other[: len(inside)]) == inside}
        rooms.setdefault(room, set()).update(beside - {room})
    return rooms


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_each_other(package: str) -> None:
    assert not circles(import_graph(ROOT / package, PACKAGES[package]))


@pytest.mark.parametrize("place", FLOORS)
def test_rooms_stand_on_each_other_as_drawn(place: str) -> None:
    found = rooms_of(place)
    drawn = FLOORS[place]
    if "__init__" not in drawn:  # it names the room and imports nothing
        assert found.pop("__init__", set()) == set()
    assert found == drawn


@pytest.mark.parametrize("place", FLOORS)
def test_no_room_stands_on_one_above_it(place: str) -> None:
    order = list(FLOORS[place])
    for room, others in FLOORS[place].items():
        assert all(order.index(o) < order.index(room) for o in others if o in order), room


def test_circles_are_found_wherever_they_hide(tmp_path: Path) -> None:
    texts = {
        "room/__init__.py": "",
        "room/a.py": "from .b import x",
        "room/b.py": "def f():\n    from . import c",
        "room/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..room import a",
        "d.py": "import top.e\nfrom .room.a import y",
        "e.py": "from top.d import z",
        "f.py": "from .room import a, b\nfrom json import a\nfrom . import name",
    }
    (tmp_path / "room").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    graph = import_graph(tmp_path, "top")
    assert graph["f"] == {"room.a", "room.b", "__init__"}
    assert circles(graph) == [["d", "e"], ["room.a", "room.b", "room.c"]]
    assert circles(import_graph(tmp_path)) == [["room.a", "room.b", "room.c"]]
