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
    "bootstrap": set(),
    "cel": set(),
    "models": {"cel"},
    "shot": {"cel", "models"},
    "drawing": set(),
    "training": {"cel", "models", "shot", "drawing"},
    "production": {"cel", "models", "shot", "wire"},
    "tuning": {"cel", "models", "shot", "training", "production", "wire"},
    "pipeline": {"cel", "shot"},
    "farm": set(),
    "demo": {"cel", "drawing"},
    "service": {"cel", "shot", "training", "production", "tuning", "wire"},
    "cli": {
        "cel",
        "models",
        "shot",
        "training",
        "production",
        "tuning",
        "pipeline",
        "farm",
        "service",
        "wire",
        "demo",
        "bootstrap",
    },
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


def test_the_bootstrap_stands_on_the_standard_library() -> None:
    """It runs in hosts that have nothing else, and before anything of ours is there."""
    for file in (PACKAGE / "bootstrap").rglob("*.py"):
        for module, level in imports(file):
            assert level == 1 or module.split(".")[0] in sys.stdlib_module_names, f"{file.name}: {module}"


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


def test_what_tests_import_by_its_bare_name_is_there_once() -> None:
    """Pytest puts each tests' folder first on the path: of two files of one name another may be taken."""
    by_name: dict[str, list[Path]] = {}
    for file in (ROOT / "tests").rglob("*.py"):
        by_name.setdefault(file.stem, []).append(file.relative_to(ROOT))
    for file in (ROOT / "tests").rglob("*.py"):
        for name, level in imports(file):
            one = level or len(by_name.get(name, [])) <= 1
            assert one, f"{file.relative_to(ROOT)} means one of {by_name[name]}"


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    for room in ("engine", "blender_addon", "krita_plugin"):
        for file in (ROOT / room).rglob("*.py"):
            if "build" not in file.parts:
                assert len(file.read_text("utf-8").splitlines()) <= LONGEST, file.relative_to(ROOT)
