# SPDX-License-Identifier: GPL-3.0-or-later
"""Run in a fresh Blender: installs the zip with Blender's own installer, uses it, removes it.

`installed.py ZIP ENGINE_COMMAND`. Libraries of this Python's own are hidden, so that only the wheels that
the zip brings can serve. Prints "well" at the end.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

OWN = sysconfig.get_paths()["purelib"]
NAME = "bl_ext.user_default.shiage"


class OnlyFromExtensions(importlib.abc.MetaPathFinder):
    """Finds zmq and msgpack anywhere but in this Python's own packages."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.split(".")[0] not in ("zmq", "msgpack"):
            return None
        places = list(path) if path is not None else [place for place in sys.path if place != OWN]
        found = importlib.machinery.PathFinder.find_spec(name, places)
        if found is None:
            raise ModuleNotFoundError(name)
        return found


def main(zip_file: str, command: str) -> None:
    sys.meta_path.insert(0, OnlyFromExtensions())
    import bpy  # type: ignore[import-not-found]

    user = Path(os.environ["BLENDER_USER_RESOURCES"])
    before = state(bpy)
    bpy.ops.extensions.package_install_files(filepath=zip_file, repo="user_default", enable_on_install=True)
    assert NAME in bpy.context.preferences.addons, "not enabled"
    import msgpack  # type: ignore[import-untyped]
    import zmq

    for module in (zmq, msgpack):
        assert Path(str(module.__file__)).is_relative_to(user), module.__file__
    use(bpy, command)
    bpy.ops.preferences.addon_disable(module=NAME)
    assert not hasattr(bpy.types.Scene, "shiage")
    assert not hasattr(bpy.types, "SHIAGE_OT_color_shot")
    assert not any("shiage" in repr(handler) for handler in bpy.app.handlers.load_pre)
    repositories = [repo.module for repo in bpy.context.preferences.extensions.repos]
    bpy.ops.extensions.package_uninstall(repo_index=repositories.index("user_default"), pkg_id="shiage")
    assert state(bpy) == before
    own = user / "extensions" / ".cache"  # Blender's
    left = [path for path in user.rglob("*") if path.is_file() and not path.is_relative_to(own)]
    assert not left, left
    print("well")


def state(bpy: Any) -> tuple[list[str], list[str]]:
    """Add-ons that are enabled, and classes that are registered."""
    return sorted(addon.module for addon in bpy.context.preferences.addons), sorted(
        name for name in dir(bpy.types) if "shiage" in name.lower()
    )


def use(bpy: Any, command: str) -> None:
    """Colour a small shot."""
    from tests.blender.scenes import Rings

    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.preferences.addons[NAME].preferences.command = command
    shot = Rings(bpy.context.scene, frames=[1, 2, 3], keys=[1])
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    assert [f.frame_number for f in shot.object.data.layers["Shiage"].frames] == [1, 2, 3]
    assert bpy.ops.shiage.engine_stop() == {"FINISHED"}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
