# SPDX-License-Identifier: Apache-2.0
"""Shiage: colour a few keys, get the whole shot back in the production's exact palette.

What stands in `__all__` is for use from other programs. Each name is imported when it is first asked for, so
that `import shiage` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from shiage.version import __version__

if TYPE_CHECKING:
    from shiage.errors import ShiageError
    from shiage.shot.color import solve_shot as color_shot
    from shiage.shot.io.read_shot import read_shot
    from shiage.shot.types import ColoredFrame, Frame, Key, ModelSheet, Settings, Shot
    from shiage.wire.client import Client

__all__ = [
    "Client", "ColoredFrame", "Frame", "Key", "ModelSheet", "Settings", "ShiageError", "Shot", "__version__",
    "color_shot", "read_shot",
]  # fmt: skip

_WHERE = {
    "Client": ("shiage.wire.client", "Client"),
    "ColoredFrame": ("shiage.shot.types", "ColoredFrame"),
    "Frame": ("shiage.shot.types", "Frame"),
    "Key": ("shiage.shot.types", "Key"),
    "ModelSheet": ("shiage.shot.types", "ModelSheet"),
    "Settings": ("shiage.shot.types", "Settings"),
    "ShiageError": ("shiage.errors", "ShiageError"),
    "Shot": ("shiage.shot.types", "Shot"),
    "color_shot": ("shiage.shot.color", "solve_shot"),
    "read_shot": ("shiage.shot.io.read_shot", "read_shot"),
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'shiage' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)
