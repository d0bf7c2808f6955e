# SPDX-License-Identifier: GPL-3.0-or-later
"""The docker's install box, pressed and watched as an artist does."""

from __future__ import annotations

import time as clock
from typing import Any

from PyQt5.QtCore import QEventLoop, QTimer  # type: ignore[import-not-found]
from PyQt5.QtWidgets import QApplication  # type: ignore[import-not-found]

from inside.docker import docker_panel
from inside.krita_itself import grab


def shown() -> dict[str, Any]:
    """What the box shows."""
    box = docker_panel()._install
    box.show_offer()
    return {
        "visible": box.isVisibleTo(docker_panel()),
        "words": box.words.text(),
        "button": box.button.text() if box.button.isVisibleTo(box) else "",
    }


def press(picture: str = "", anew: bool = False, wheels: str = "") -> dict[str, Any]:
    """Press the button and wait for the end in Krita's own loop; a picture while it downloads."""
    box = docker_panel()._install
    install = box._install
    began = last = clock.monotonic()
    seen: list[str] = []
    longest = 0.0
    if anew or wheels:
        box.begin(wheels, anew)
    else:
        assert box.button.isVisibleTo(box)
        box.button.click()
    loop, timer = QEventLoop(), QTimer()

    def beat() -> None:
        nonlocal last, longest
        now = clock.monotonic()
        longest, last = max(longest, now - last), now
        words = install.step()[0]
        if words and (not seen or seen[-1] != words):
            seen.append(words)
            if picture and len(seen) == 4:
                grab(picture)
        if not install.under_way:
            loop.quit()

    timer.timeout.connect(beat)
    timer.start(20)
    loop.exec_()
    timer.stop()
    box.show_offer()
    QApplication.processEvents()
    took = clock.monotonic() - began
    return {
        "ended": install.task.ended,
        "words": install.outcome(),
        "steps": seen,
        "seconds": took,
        "longest": longest,
    }


def cancel_soon(seconds: float) -> None:
    """Press Cancel after a moment."""
    box = docker_panel()._install
    QTimer.singleShot(int(1000 * seconds), box._cancel.click)


def remove() -> str:
    """Remove the engine, as the menu does once its question is answered; what is said then."""
    box = docker_panel()._install
    box._install.remove()
    box._install.task.join(60)
    box.show_offer()
    return str(box._install.outcome())


def try_it() -> list[str]:
    """Choose Try it; the layers of the document that opens."""
    from inside.documents import tree

    menu = docker_panel()._status.engine_row.itemAt(2).widget().menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    QApplication.processEvents()
    docker_panel().look()
    return list(tree())


def diagnostics() -> str:
    """What Copy diagnostics copies."""
    menu = docker_panel()._status.engine_row.itemAt(2).widget().menu()
    menu.actions()[-1].trigger()
    return str(QApplication.clipboard().text())


def choose_device(device: str) -> None:
    """Choose what is installed for, as the box's list does."""
    box = docker_panel()._install
    box._device.setCurrentIndex(box._device.findData(device))
    box._device.activated.emit(box._device.currentIndex())
    QApplication.processEvents()


def chosen_device() -> str:
    """What the list shows."""
    return str(docker_panel()._install._device.currentData())
