# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the interface in other languages; English is what the code says."""

from ..bootstrap.japanese import TEXTS
from .japanese_install import INSTALL
from .japanese_interface import INTERFACE
from .japanese_messages import MESSAGES
from .japanese_tune import TUNE

_JAPANESE = {**INTERFACE, **MESSAGES, **INSTALL, **TUNE, **TEXTS}

CONTEXTS = ("*", "Operator")
"""Where Blender looks: labels and words, and the names of buttons."""

WORDS = {"ja_JP": {(context, text): said for text, said in _JAPANESE.items() for context in CONTEXTS}}
"""For bpy.app.translations.register."""
