# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads: every Japanese text stands for one the code says, with the same values in it."""

from __future__ import annotations

import ast
import string
from pathlib import Path

PLUGIN = Path(__file__).parent.parent.parent / "krita_plugin" / "shiage"


def _japanese() -> dict[str, str]:
    tree = ast.parse((PLUGIN / "translations.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_JAPANESE":
            words = ast.literal_eval(node.value)
            assert isinstance(words, dict)
            return words
    raise AssertionError("there are no Japanese texts")


def _fields(text: str) -> list[str]:
    return [f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None]


def test_every_japanese_text_is_said_somewhere_with_its_values() -> None:
    constants: set[str] = set()
    for file in PLUGIN.glob("*.py"):
        if file.name != "translations.py":
            found = ast.walk(ast.parse(file.read_text("utf-8")))
            constants |= {n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    for english, japanese in _japanese().items():
        assert english in constants, english
        assert _fields(english) == _fields(japanese), english
