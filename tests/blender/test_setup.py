# SPDX-License-Identifier: GPL-3.0-or-later
"""`shiage setup blender`: the real Blender installs the zip, keeps it switched on, and knows its engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bpy  # type: ignore[import-not-found]
import pytest
from tests.blender.engine_python import ENGINE_PYTHON, ROOT

BLENDER = f"""\
#!{sys.executable}
# Blender's program, of its module: it reads the user's settings, then does what it is told.
import sys, traceback
import bpy
if "--version" in sys.argv:
    print("Blender", bpy.app.version_string)
    sys.exit()
try:
    bpy.ops.wm.read_userpref()
    exec(sys.argv[sys.argv.index("--python-expr") + 1])
except Exception:
    traceback.print_exc()
    sys.exit(int(sys.argv[sys.argv.index("--python-exit-code") + 1]))
"""

LOOK = """
import bpy
shiage = bpy.context.preferences.addons["bl_ext.user_default.shiage"]
print("looked", shiage.preferences.command, hasattr(bpy.types, "SHIAGE_OT_color_shot"))
"""


@pytest.mark.timeout(300)
def test_a_blender_that_was_set_up_has_the_addon_and_its_engine(tmp_path: Path) -> None:
    folder = tmp_path / "絵コンテ Jane"
    folder.mkdir()
    program = folder / "blender"
    program.write_text(BLENDER, "utf-8")
    program.chmod(0o755)
    user = folder / "user"
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(user), "PATH": f"{folder}:/usr/bin:/bin"}
    out = ROOT / "build" / Path(sys.prefix).name.lstrip(".")
    built = subprocess.run(
        [str(ENGINE_PYTHON), "-m", "release", "blender", "-o", str(out)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert built.returncode == 0, built.stderr
    (zip_file,) = out.glob("shiage-blender-*.zip")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    broken = tmp_path / "shiage-blender-9.zip"
    broken.write_bytes(b"PK\x05\x06" + bytes(18))  # an empty zip
    failed = run(str(ENGINE_PYTHON), "-m", "shiage", "setup", "blender", str(broken))
    assert failed.returncode == 2 and f"did not take {broken}: " in failed.stderr, failed.stderr
    for _ in range(2):  # over itself too
        done = run(str(ENGINE_PYTHON), "-m", "shiage", "setup", "blender", str(zip_file))
        assert done.returncode == 0, done.stderr
        said = " ".join(done.stdout.split())
        assert f"{zip_file.name} is in Blender {bpy.app.version_string.split()[0]}" in said, said
    assert (user / "extensions" / "user_default" / "shiage" / "blender_manifest.toml").is_file()
    looked = run(str(program), "--background", "--python-exit-code", "1", "--python-expr", LOOK)
    assert f"looked {ENGINE_PYTHON} True" in looked.stdout, looked.stdout + looked.stderr
