# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes blender_addon/demo.blend in the oldest Blender: `make_demo.py ZIP`, with that Blender's Python.

BLENDER_USER_RESOURCES must name an empty folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import bpy  # type: ignore[import-not-found]

ROOT = Path(__file__).parents[2]
DRAWINGS = 8


def main(zip_file: str) -> None:
    sys.path.insert(0, str(ROOT))
    from tests.blender.engine_python import ask_engine_python
    from tests.blender.scenes import Character, camera

    bpy.ops.extensions.package_install_files(filepath=zip_file, repo="user_default", enable_on_install=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    with tempfile.TemporaryDirectory() as work:
        drawn = Path(work) / "character.npz"
        ask_engine_python("draw", str(drawn), str(DRAWINGS))
        made = Character(scene, drawn, step=2)
    camera(scene)
    scene.frame_end = 2 * DRAWINGS
    scene.render.fps = 24
    bpy.context.view_layer.objects.active = made.object
    scene.frame_set(1)
    bpy.ops.wm.save_as_mainfile(filepath=str(ROOT / "blender_addon" / "demo.blend"), compress=True)


if __name__ == "__main__":
    main(sys.argv[1])
