# SPDX-License-Identifier: Apache-2.0
"""No circle of imports in the engine, not even in a function or for types; and floors inside `training`."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "engine" / "shiage"
ROOMS = ("cel", "cli", "demo", "models", "service", "training", "wire")
TRAINING = {
    "data": set(),
    "loop": {"data"},
    "pixel_networks": {"data", "loop"},
    "pair_features": set(),
    "matcher": {"data", "loop", "pair_features"},
    "paper": {"data", "loop", "pixel_networks"},
}
"""Rooms of training, and which others each imports: no more, and no fewer."""


def modules(root: Path) -> dict[str, Path]:
    """Files of a package by their dotted names; a package's own is that of its `__init__.py`."""
    named = {}
    for file in root.rglob("*.py"):
        parts = (root.name, *file.relative_to(root).with_suffix("").parts)
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


def imported(name: str, file: Path, known: dict[str, Path]) -> set[str]:
    """Which of the known modules a file imports, wherever in it."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) + 1 - node.level]
                base = ".".join([*above, *filter(None, [base])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in known else base)
    return (found & set(known)) - {name}


def circle(known: dict[str, Path]) -> list[str]:
    """One circle of imports among modules, its first again at its end; empty where there is none."""
    try:
        TopologicalSorter({name: imported(name, file, known) for name, file in known.items()}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_imports_itself_by_way_of_others(room: str) -> None:
    # between rooms there is none: tests/test_house.py holds the floors
    inside = {n: file for n, file in modules(PACKAGE).items() if n.split(".")[1:2] == [room]}
    assert inside
    assert circle(inside) == []


@pytest.mark.parametrize("room", TRAINING)
def test_rooms_of_training_import_what_is_written_here(room: str) -> None:
    known = modules(PACKAGE)
    inside = {name: file for name, file in known.items() if name.startswith(f"shiage.training.{room}")}
    rooms = {
        other.split(".")[2]
        for name, file in inside.items()
        for other in imported(name, file, known)
        if other.startswith("shiage.training.")
    }
    assert rooms & set(TRAINING) - {room} == TRAINING[room]
    assert {path.name for path in (PACKAGE / "training").iterdir() if (path / "__init__.py").exists()} == set(
        TRAINING
    )


@pytest.mark.parametrize(
    "back",
    [
        "from sample import one",
        "from . import one",
        "from .one import NAME",
        "def late():\n    import sample.one",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sample.one import NAME",
    ],
)
def test_a_circle_is_found_however_it_is_written(tmp_path: Path, back: str) -> None:
    root = tmp_path / "sample"
    root.mkdir()
    for name, text in {
        "__init__": "",
        "one": "import sample.two\nNAME = 1",
        "two": back,
        "three": "",
    }.items():
        (root / f"{name}.py").write_text(text)
    assert set(circle(modules(root))) == {"sample.one", "sample.two"}
    (root / "two.py").write_text("from sample import three")
    assert circle(modules(root)) == []
