# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in as it runs in this Krita, used through what its docker and its actions use."""

from __future__ import annotations

import os
import signal
import time as clock
from typing import Any

from PyQt5.QtCore import QEventLoop, QTimer  # type: ignore[import-not-found]

from inside.documents import document, layer
from inside.krita_itself import close_documents
from krita import Krita  # type: ignore[import-not-found]


def library() -> str:
    """Where zmq was imported from."""
    import zmq

    import shiage  # noqa: F401

    return str(zmq.__file__)


def session() -> Any:
    import shiage

    return shiage.session  # type: ignore[attr-defined]


def choose(lines: str, colours: str, scribbles: str = "", **settings: Any) -> None:
    """Choose layers by their names, and settings, as the docker's form does."""
    from shiage.layers import uid  # type: ignore[import-not-found]
    from shiage.memory import remember  # type: ignore[import-not-found]

    memory = session().memory(document())
    memory.lines, memory.colours = uid(layer(lines)), uid(layer(colours))
    memory.scribbles = uid(layer(scribbles)) if scribbles else ""
    for name, value in settings.items():
        setattr(memory, name, value)
    remember(document(), memory)


def mark(time: int, key: bool) -> None:
    from shiage.memory import remember

    memory = session().memory(document())
    memory.marked[time] = key
    remember(document(), memory)


class Watch:
    """Runs Krita's event loop until the job ends, and finds out how long that loop ever stood still.

    Attributes:
        longest: seconds between two beats of the loop, apart from Krita's own import.
        busiest: the same in processor time of the loop's own thread.
    """

    def __init__(self) -> None:
        self.longest = self.busiest = 0.0
        self._last = (clock.monotonic(), clock.thread_time())
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._beat)
        self._loop = QEventLoop()

    def _beat(self) -> None:
        now = (clock.monotonic(), clock.thread_time())
        job = session().job or session().latest
        if job is not None and job.stage != "bringing in":  # Krita's own import handles events as well
            self.longest = max(self.longest, now[0] - self._last[0])
            self.busiest = max(self.busiest, now[1] - self._last[1])
        self._last = now

    def until_done(self, seconds: float) -> None:
        def look() -> None:
            if session().job is None:
                self._loop.quit()

        session().changed.connect(look)
        QTimer.singleShot(int(1000 * seconds), self._loop.quit)
        self._timer.start()
        self._last = (clock.monotonic(), clock.thread_time())
        if session().job is not None:
            self._loop.exec_()
        self._timer.stop()
        session().changed.disconnect(look)
        assert session().job is None, f"not done within {seconds} s: {session().job.stage}"


def color(single: bool = False, seconds: float = 110) -> dict[str, Any]:
    """Color shot or Color frame, to the end."""
    began = clock.monotonic()
    watch = Watch()
    session().color(document(), single)
    started = clock.monotonic() - began
    watch.until_done(seconds)
    job = session().latest
    result = {"words": session().words, "seconds": clock.monotonic() - began, "started": started}
    result |= {"longest": watch.longest, "busiest": watch.busiest}
    if job is not None and job.finished is not None:
        result |= {"reading": job.spent.reading, "importing": job.spent.importing, "done": True}
        result["reading_busy"] = job.spent.reading_busy
        result["palette"] = [[list(colour), name] for colour, name in job.finished.palette]
        result["unsure"] = len(job.finished.unsure)
    else:
        result["done"] = False
    return result


def recolour(old: list[int], new: list[int]) -> str:
    watch = Watch()
    session().recolour(document(), tuple(old), tuple(new))
    watch.until_done(60)
    return str(session().words)


def palette() -> list[list[Any]]:
    return [[list(colour), name] for colour, name in session().memory(document()).palette]


def unsure() -> list[list[Any]]:
    return [[r.number, r.x, r.y, list(r.colour), r.confidence] for r in session().unsure]


def look() -> None:
    """What the docker's timer does."""
    session().look(document())


def engine(path: str) -> None:
    """Choose an engine, and leave the one we talk to."""
    session().end()
    session().choose_engine(path)


def other_document() -> None:
    """Show the document that is not shown."""
    window = Krita.instance().activeWindow()
    for view in window.views():
        if view.document() != document():
            window.showView(view)
            view.setVisible()
            break
    Krita.instance().setActiveDocument(view.document())


def interrupted(at: str, what: str, pid: int = 0) -> dict[str, Any]:
    """Color shot, and do something when a stage is reached."""
    watch = Watch()
    done: list[str] = []
    session().color(document(), False)
    job = session().job

    def act() -> None:
        if done or session().job is None or session().job.stage != at:
            return
        done.append(at)
        if what == "cancel":
            session().cancel()
        elif what == "close":
            QTimer.singleShot(0, close_documents)  # an artist's click comes by itself, in none of our calls
        elif what == "remove":
            layer("Colours").remove()
        elif what == "kill":
            os.kill(pid, signal.SIGKILL)
        elif what == "switch":
            other_document()

    session().changed.connect(act)
    act()
    watch.until_done(100)
    session().changed.disconnect(act)
    assert done, f"the job was never {at}"
    return {"words": session().words, "done": job.finished is not None}


def pretend_unsure(number: int, x: int, y: int) -> None:
    """A region in the list, as if the engine had not been sure of it."""
    from shiage.unsure import Unsure  # type: ignore[import-not-found]

    session().unsure = [Unsure(number, x, y, (200, 30, 40, 255), 0.4)]
    session().unsure_of = document()
    session().changed.emit()
