# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads: every Japanese text stands for one the code says, with the same values in it."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

PLUGIN = Path(__file__).parent.parent.parent / "krita_plugin" / "shiage"


TEXTS = [PLUGIN / "language" / f"japanese_{part}.py" for part in ("install", "interface", "messages")]


def _japanese() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in TEXTS:
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                words = ast.literal_eval(node.value)
                assert isinstance(words, dict) and not set(words) & set(found)
                found |= words
    assert found, "there are no Japanese texts"
    return found


def _fields(text: str) -> list[str]:
    return [f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None]


def _spoken() -> set[str]:
    """English that the code shows to the artist."""
    found: set[str] = set()
    for file in PLUGIN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                said = node.args[0]
                assert isinstance(said, ast.Constant), f"{file.name}:{node.lineno}"
                found.add(str(said.value))
    return found


def test_everything_that_is_said_is_there_in_japanese() -> None:
    assert not _spoken() - set(_japanese())


SHOWN = ("QLabel", "QPushButton", "CannotColour", "EngineError", "setText", "setToolTip", "addRow", "Stopped")
"""What shows words to the artist."""


def test_nothing_is_shown_in_english_alone() -> None:
    for file in PLUGIN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                for word in node.args if name in SHOWN else ():
                    parts = word.values if isinstance(word, ast.JoinedStr) else [word]
                    texts = [
                        p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)
                    ]
                    assert not re.search(r"[a-z]{3}", "".join(texts)), f"{file.name}:{node.lineno}: {texts}"


def test_the_interface_has_one_spelling() -> None:
    british = re.compile("colour", re.IGNORECASE)
    assert not [text for text in _spoken() if british.search(text)]
    for name in ("manual.html", "../shiage.action"):
        assert not british.search((PLUGIN / name).read_text("utf-8"))


def test_every_japanese_text_is_said_somewhere_with_its_values() -> None:
    constants: set[str] = set()
    for file in PLUGIN.rglob("*.py"):
        if file not in TEXTS:
            found = ast.walk(ast.parse(file.read_text("utf-8")))
            constants |= {n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    for english, japanese in _japanese().items():
        assert english in constants, english
        assert _fields(english) == _fields(japanese), english
