# SPDX-License-Identifier: GPL-3.0-or-later
"""A plug-in for tests only: calls functions of tests/krita/inside for pytest, over a local socket."""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import sys
import traceback
from typing import Any, ClassVar

from PyQt5.QtCore import QTimer  # type: ignore[import-not-found]
from PyQt5.QtNetwork import QLocalServer, QLocalSocket  # type: ignore[import-not-found]

from krita import Extension, Krita  # type: ignore[import-not-found]

faulthandler.enable()  # says in Krita's log where Python was when Krita fell over
sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["SHIAGE_PROBE_CODE"])


class Probe(Extension):  # type: ignore[misc]
    """Answers one line of JSON with another."""

    unhandled: ClassVar[list[str]] = []

    def setup(self) -> None:
        # Krita would show a dialog and wait for a click that never comes
        sys.excepthook = lambda *error: self.unhandled.extend(traceback.format_exception(*error))

    def createActions(self, window: Any) -> None:
        if hasattr(self, "server"):
            return  # a second window
        self.server = QLocalServer()
        self.server.newConnection.connect(self._greet)
        path = os.fsencode(os.environ["SHIAGE_PROBE"]).decode()  # Qt knows more letters than this Python
        QLocalServer.removeServer(path)
        if not self.server.listen(path):
            raise OSError(self.server.errorString())

    def _greet(self) -> None:
        caller = self.server.nextPendingConnection()
        # not within the signal: a socket does not tell of what comes while its own signal is handled
        caller.readyRead.connect(lambda: QTimer.singleShot(0, lambda: self._answer(caller)))

    def _answer(self, caller: QLocalSocket) -> None:
        if _within_ours():  # what is asked would be done in the middle of it, and wait for its end
            QTimer.singleShot(5, lambda: self._answer(caller))
            return
        while caller.canReadLine():
            asked = json.loads(bytes(caller.readLine()))
            try:
                module = importlib.import_module(asked["module"])
                answer = {"value": getattr(module, asked["function"])(**asked["arguments"])}
            except BaseException:
                answer = {"error": traceback.format_exc()}
            if self.unhandled:
                answer = {"error": "an exception that nobody handled:\n" + "".join(self.unhandled)}
                self.unhandled.clear()
            caller.write(json.dumps(answer).encode() + b"\n")
            caller.flush()


def _within_ours() -> bool:
    """Whether Krita handles events while our plug-in makes or does something of a job."""
    session = getattr(sys.modules.get("shiage"), "session", None)
    return session is not None and bool(session._stepping)


Krita.instance().addExtension(Probe(Krita.instance()))
