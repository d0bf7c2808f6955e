# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip: built by Blender's own script, and installed, used and removed in a fresh Blender."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.blender.engine_python import ENGINE_PYTHON, ROOT


@pytest.fixture(scope="module")
def built() -> Path:
    out = ROOT / "build" / Path(sys.prefix).name.lstrip(".")  # Blenders are tested side by side
    command = [str(ENGINE_PYTHON), "-m", "release", "blender", "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (found,) = out.glob("shiage-blender-*.zip")
    return found


def test_blenders_own_script_takes_it(built: Path) -> None:
    import bpy  # type: ignore[import-not-found]

    script = Path(bpy.utils.system_resource("SCRIPTS")) / "addons_core/bl_pkg/cli/blender_ext.py"
    done = subprocess.run([sys.executable, script, "validate", built], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


PYTHONS = {"pyzmq": ("cp311-cp311", "cp312-abi3"), "msgpack": ("cp311-cp311", "cp313-cp313")}


def test_it_holds_what_it_needs_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
        manifest = archive.read("blender_manifest.toml").decode()
    assert {"__init__.py", "LICENSE", "wire/client.py", "wire/LICENSE"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]
    wheels = [name for name in names if name.startswith("wheels/") and name.endswith(".whl")]
    assert len(wheels) == 18
    for wheel in wheels:
        assert f'"./{wheel}"' in manifest
    for library, pythons in PYTHONS.items():
        for python in pythons:
            mine = [wheel for wheel in wheels if f"/{library}-" in wheel and python in wheel]
            for machine in ("win_amd64", "win_arm64", "manylinux", "macosx"):
                assert [wheel for wheel in mine if machine in wheel], (library, python, machine)


@pytest.mark.timeout(300)
def test_installed_enabled_used_disabled_and_removed(built: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "BLENDER_USER_RESOURCES": str(tmp_path / "user"),
        "SHIAGE_HOME": str(tmp_path / "home"),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    script = Path(__file__).parent / "installed.py"
    command = [sys.executable, str(script), str(built), f"{ENGINE_PYTHON} -m shiage.service"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split()[-1] == "well"
