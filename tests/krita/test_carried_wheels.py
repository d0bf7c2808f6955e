# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the plug-in's wheels a machine takes: asked for machines that are not this one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from packaging.tags import Tag, cpython_tags, mac_platforms

PLUGIN = Path(__file__).parents[2] / "krita_plugin" / "shiage"


@pytest.fixture(scope="module")
def wheels() -> ModuleType:
    spec = importlib.util.spec_from_file_location("carried_wheels", PLUGIN / "carried_wheels.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINUX = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "linux_x86_64"]
NAMES = [
    "packaging-26.3-py3-none-any.whl",
    "pyzmq-27.3.0-cp310-cp310-win_amd64.whl",
    "pyzmq-27.3.0-cp310-cp310-macosx_10_15_universal2.whl",
    "pyzmq-27.3.0-cp310-cp310-manylinux_2_28_x86_64.whl",
    "pyzmq-27.3.0-cp312-abi3-win_amd64.whl",
    "pyzmq-27.3.0-cp312-abi3-macosx_10_15_universal2.whl",
    "pyzmq-27.3.0-cp312-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl",
    "msgpack-1.2.4-cp313-cp313-macosx_10_13_x86_64.whl",
    "msgpack-1.2.4-cp313-cp313-macosx_11_0_arm64.whl",
]


def tags(python: tuple[int, int], platforms: list[str]) -> list[Tag]:
    return list(cpython_tags(python, platforms=platforms))


@pytest.mark.parametrize(
    ("python", "platforms", "name"),
    [
        ((3, 10), ["win_amd64"], NAMES[1]),
        ((3, 10), list(mac_platforms((14, 0), "arm64")), NAMES[2]),
        ((3, 10), LINUX, NAMES[3]),
        ((3, 12), ["win_amd64"], NAMES[4]),
        ((3, 13), ["win_amd64"], NAMES[4]),
        ((3, 13), list(mac_platforms((12, 3), "x86_64")), NAMES[5]),
        ((3, 13), LINUX, NAMES[6]),
    ],
)
def test_each_machine_takes_its_own_wheel(
    wheels: ModuleType, python: tuple[int, int], platforms: list[str], name: str
) -> None:
    assert wheels.choose("pyzmq", NAMES, tags(python, platforms)) == name


@pytest.mark.parametrize(
    ("python", "platforms"),
    [
        ((3, 11), ["win_amd64"]),
        ((3, 13), ["win32"]),
        ((3, 13), ["win_arm64"]),
        ((3, 13), ["musllinux_1_2_x86_64", "linux_x86_64"]),
        ((3, 13), ["manylinux_2_12_x86_64", "linux_x86_64"]),
        ((3, 13), list(mac_platforms((10, 14), "x86_64"))),
    ],
    ids=["no such Python", "32 bits", "Windows on ARM", "musl", "an old libc", "an old macOS"],
)
def test_a_machine_that_none_fits_is_told_so(
    wheels: ModuleType, python: tuple[int, int], platforms: list[str]
) -> None:
    with pytest.raises(wheels.NoWheel, match="carries no pyzmq for Python"):
        wheels.choose("pyzmq", NAMES, tags(python, platforms))


def test_of_two_that_fit_the_better_is_taken(wheels: ModuleType) -> None:
    both = ["msgpack-1.2.4-cp313-cp313-macosx_10_9_universal2.whl", *NAMES]
    arm = tags((3, 13), list(mac_platforms((14, 0), "arm64")))
    assert wheels.choose("msgpack", both, arm) == "msgpack-1.2.4-cp313-cp313-macosx_11_0_arm64.whl"


def test_a_folder_without_wheels_says_what_to_do(
    wheels: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(sys.path)
    monkeypatch.setattr(wheels, "WHEELS", tmp_path)
    with pytest.raises(wheels.NoWheel, match="import the zip"):
        wheels.make_importable(tmp_path)
    assert sys.path == before
