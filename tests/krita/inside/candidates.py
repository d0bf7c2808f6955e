# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates as the artist asks for them and takes one."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import Qt  # type: ignore[import-not-found]
from PyQt5.QtTest import QTest  # type: ignore[import-not-found]
from PyQt5.QtWidgets import QApplication, QToolButton  # type: ignore[import-not-found]

from inside.docker import docker_panel
from inside.plugin import Watch, session


def _button() -> Any:
    return docker_panel()._choices.candidates


def _buttons() -> list[Any]:
    return list(_button()._window.findChildren(QToolButton))


def ask() -> dict[str, Any]:
    """Press the button; what the window shows then."""
    docker_panel().look()
    assert _button().isEnabled()
    watch = Watch()
    _button().click()
    watch.until_done(110)
    QApplication.processEvents()
    return {"words": session().words, "shown": shown()}


def shown() -> list[str]:
    """What stands under the candidates in the window, nothing where it is closed."""
    return [button.text() for button in _buttons()] if _button()._window is not None else []


def take(place: int) -> str:
    """Click one; what is said then."""
    watch = Watch()
    _buttons()[place].click()
    watch.until_done(110)
    return str(session().words)


def escape() -> None:
    QTest.keyClick(_button()._window, Qt.Key_Escape)
    QApplication.processEvents()


def grab(path: str) -> None:
    """A picture of the window."""
    QApplication.processEvents()
    assert _button()._window.grab().save(path)


def look() -> None:
    docker_panel().look()
    QApplication.processEvents()
