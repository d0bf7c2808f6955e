# SPDX-License-Identifier: Apache-2.0
"""The house keeps its rules: which room may import which, and who carries which licence."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "engine" / "shiage"

MAY_IMPORT = {
    "wire": set(),
    "cel": set(),
    "models": {"cel"},
    "shot": {"cel", "models"},
    "training": {"cel", "models", "shot"},
    "demo": {"cel"},
    "service": {"cel", "shot", "training", "wire"},
    "cli": {"cel", "models", "shot", "training", "service", "wire", "demo"},
}
FREE = {"errors", "version"}
"""Modules at the root that every room but `wire` may import; they import nothing."""

OUTSIDE_OF_WIRE = {"zmq", "msgpack", *sys.stdlib_module_names}
LONGEST = 250
"""Lines of a file; half of them have at most 100."""

HEAVY = {"torch", "cv2", "numpy", "scipy", "skimage"}


def imports(file: Path) -> Iterator[tuple[str, int]]:
    """Modules a file imports, with the level of relative ones."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_run_one_way(room: str) -> None:
    for file in (PACKAGE / room).rglob("*.py"):
        for module, level in imports(file):
            parts = module.split(".")
            if level or parts[0] != "shiage" or len(parts) < 2:
                continue
            assert parts[1] in {room, *FREE, *MAY_IMPORT[room]}, f"{file.relative_to(ROOT)}: {module}"


def test_wire_stands_on_the_standard_library_zmq_and_msgpack() -> None:
    for file in (PACKAGE / "wire").rglob("*.py"):
        for module, level in imports(file):
            # relative: add-ons carry the folder under another name
            assert level == 1 or module.split(".")[0] in OUTSIDE_OF_WIRE, f"{file.name}: {module}"


def test_cel_knows_no_torch() -> None:
    for file in (PACKAGE / "cel").rglob("*.py"):
        assert "torch" not in {module.split(".")[0] for module, _ in imports(file)}, file.name


def test_the_engine_and_the_client_start_light() -> None:
    code = "import sys, shiage.wire.client, shiage.service.process, shiage.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


def test_every_file_names_its_licence() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if name.endswith((".py", ".toml")) or name in ("Makefile", ".ci/run"):
            addon = name.startswith(("blender_addon/", "krita_plugin/", "tests/blender/", "tests/krita/"))
            licence = "GPL-3.0-or-later" if addon else "Apache-2.0"
            head = (ROOT / name).read_text("utf-8")[:300]
            assert f"SPDX-License-Identifier: {licence}" in head, name


def test_nothing_is_unpickled() -> None:
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text("utf-8")
        for word in ("import pickle", "recv_pyobj", "allow_pickle=True", "marshal"):
            assert word not in text, f"{file.relative_to(ROOT)}: {word}"
        # with weights_only=True it builds tensors and calls nothing that the file names
        assert not re.search(r"torch\.load\((?!.*weights_only=True)", text), file.relative_to(ROOT)


def test_no_two_tests_have_one_name() -> None:
    """Pytest knows a file by its name alone, and collects nothing where two of one run share it."""
    apart = {"blender"}
    seen: dict[str, Path] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if file.relative_to(ROOT / "tests").parts[0] not in apart:
            assert file.name not in seen, f"{file.relative_to(ROOT)} and {seen[file.name].relative_to(ROOT)}"
            seen[file.name] = file


HOSTS: dict[str, dict[str, set[str]]] = {
    "blender_addon": {
        "language": {"wire"},
        "scene": {"language"},
        "saved": {"scene"},
        "gather": {"scene", "saved", "language", "wire"},
        "engine": {"language", "wire"},
        "result": {"scene", "saved", "gather", "language", "wire"},
        "job": {"scene", "saved", "gather", "engine", "result", "language", "wire"},
        "ui": {"scene", "saved", "gather", "engine", "result", "job", "language", "wire"},
        "__init__": {"engine", "ui", "language"},
        "make_zip": set(),
    },
    "krita_plugin/shiage": {
        "qt": set(),
        "krita_settings": set(),
        "carried_wheels": set(),
        "language": {"qt", "wire"},
        "document": {"language", "qt"},
        "job": {"document", "language", "qt", "krita_settings", "wire"},
        "ui": {"document", "job", "language", "qt", "krita_settings"},
        "__init__": {"job", "ui", "carried_wheels"},
    },
}
"""Which rooms of an add-on each one imports, none more and none less; `wire` lies beside them in the zip."""


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


@pytest.mark.parametrize("host", HOSTS)
def test_no_modules_of_an_addon_import_each_other(host: str) -> None:
    assert not circles(import_graph(ROOT / host))


@pytest.mark.parametrize("host", HOSTS)
def test_rooms_of_an_addon_stand_on_each_other_as_drawn(host: str) -> None:
    rooms: dict[str, set[str]] = {room: set() for room in HOSTS[host]}
    for module, found in import_graph(ROOT / host).items():
        room = module.split(".")[0]
        rooms[room] |= {other.split(".")[0] for other in found} - {room}
    assert rooms == HOSTS[host]


@pytest.mark.parametrize("host", HOSTS)
def test_files_of_an_addon_are_short(host: str) -> None:
    lines = {file: file.read_text("utf-8").count("\n") for file in (ROOT / host).rglob("*.py")}
    assert not {file.relative_to(ROOT): count for file, count in lines.items() if count > 250}


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


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    for room in ("engine", "blender_addon", "krita_plugin"):
        for file in (ROOT / room).rglob("*.py"):
            if "build" not in file.parts:
                assert len(file.read_text("utf-8").splitlines()) <= LONGEST, file.relative_to(ROOT)
