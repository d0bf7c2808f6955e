# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's actions in Krita's menus, and its end with Krita's."""

from __future__ import annotations

from krita import Extension, Krita, Window

from ..job.session import Session
from ..language.translations import said

MENU = "tools/scripts"


class ShiageExtension(Extension):
    """Color shot, Color frame and Cancel, for the menu and for shortcuts."""

    def __init__(self, parent: Krita, session: Session) -> None:
        """Args: parent: the application; session: what the actions act on."""
        super().__init__(parent)
        self._session = session

    def setup(self) -> None:
        """Krita is ready: hear of its end."""
        notifier = Krita.instance().notifier()
        notifier.setActive(True)
        notifier.applicationClosing.connect(self._session.end)

    def createActions(self, window: Window) -> None:
        """Add the actions to a new window."""
        session, application = self._session, Krita.instance()
        shot = window.createAction("shiage_color_shot", said("Color shot"), MENU)
        shot.triggered.connect(lambda: session.color(application.activeDocument(), single=False))
        frame = window.createAction("shiage_color_frame", said("Color frame"), MENU)
        frame.triggered.connect(lambda: session.color(application.activeDocument(), single=True))
        cancel = window.createAction("shiage_cancel", said("Cancel coloring"), MENU)
        cancel.triggered.connect(session.cancel)
