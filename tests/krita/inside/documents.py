# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for tests, made as an artist makes them: layers, keyframes by Krita's own action, pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt5.QtCore import QByteArray  # type: ignore[import-not-found]
from PyQt5.QtWidgets import QApplication  # type: ignore[import-not-found]

from krita import Krita  # type: ignore[import-not-found]


def create(
    width: int, height: int, depth: str = "U8", model: str = "RGBA", profile: str = "", last: int = 100
) -> None:
    """A new document in a view, with Krita's white background hidden."""
    application = Krita.instance()
    document = application.createDocument(width, height, "shot", model, depth, profile, 72.0)
    application.activeWindow().addView(document)
    document.setFullClipRangeEndTime(last)
    document.rootNode().childNodes()[0].setVisible(False)
    document.waitForDone()


def document() -> Any:
    return Krita.instance().activeDocument()


def layer(name: str) -> Any:
    found = document().nodeByName(name)
    assert found is not None, f"no layer {name}"
    return found


def add_layer(name: str, kind: str = "paintlayer", parent: str = "") -> None:
    """A layer on top of all others, or of a group."""
    node = document().createNode(name, kind)
    (layer(parent) if parent else document().rootNode()).addChildNode(node, None)
    document().waitForDone()


def fill(name: str, frames: dict[str, str]) -> None:
    """Give a layer keyframes with pixels in its own colour space, read from files of raw bytes.

    Args:
        name: the layer.
        frames: time -> file with the pixels of the whole canvas.
    """
    node, here = layer(name), document()
    if not node.animated():
        node.enableAnimation()
    for time, path in frames.items():
        here.setActiveNode(node)
        here.setCurrentTime(int(time))
        here.waitForDone()
        if not node.hasKeyframeAtTime(int(time)):
            Krita.instance().action("add_blank_frame").trigger()
            here.waitForDone()
        node.setPixelData(QByteArray(Path(path).read_bytes()), 0, 0, here.width(), here.height())
    here.setCurrentTime(0)
    here.waitForDone()
    QApplication.processEvents()


def put(name: str, path: str, x: int, y: int, width: int, height: int) -> None:
    """Pixels into a layer's present frame."""
    layer(name).setPixelData(QByteArray(Path(path).read_bytes()), x, y, width, height)
    document().refreshProjection()
    document().waitForDone()


def convert(name: str, model: str, depth: str, profile: str) -> None:
    assert layer(name).setColorSpace(model, depth, profile)


def read(name: str, time: int, path: str) -> None:
    """A layer's pixels at a keyframe, in its own colour space, into a file."""
    node = layer(name)
    size = (0, 0, document().width(), document().height())
    data = bytes(node.pixelDataAtTime(*size, time) if node.animated() else node.pixelData(*size))
    Path(path).write_bytes(data)


def keys(name: str) -> list[int]:
    return [time for time in range(200) if layer(name).hasKeyframeAtTime(time)]


def tree() -> list[str]:
    """Names of the layers, the lowest first, those in groups after their group."""

    def below(parent: Any) -> list[str]:
        return [name for node in parent.childNodes() for name in (node.name(), *below(node))]

    return below(document().rootNode())


def visible(name: str) -> bool:
    return bool(layer(name).visible())


def look(name: str) -> dict[str, Any]:
    """What a layer is."""
    node = layer(name)
    return {
        "model": node.colorModel(),
        "depth": node.colorDepth(),
        "profile": node.colorProfile(),
        "opacity": node.opacity(),
        "bounds": node.bounds().getRect(),
    }


def change(name: str, **properties: Any) -> None:
    """Set properties of a layer by the names of Krita's setters: opacity=100 calls setOpacity(100)."""
    for property, value in properties.items():
        getattr(layer(name), "set" + property[0].upper() + property[1:])(value)
    document().waitForDone()


def move(name: str, x: int, y: int) -> None:
    layer(name).move(x, y)
    document().waitForDone()


def go(time: int) -> None:
    document().setCurrentTime(time)
    document().waitForDone()
    QApplication.processEvents()


def remove(name: str) -> None:
    layer(name).remove()


def save(path: str) -> None:
    here = document()
    here.setBatchmode(True)
    assert here.saveAs(path)
    here.waitForDone()


def open_saved(path: str) -> None:
    opened = Krita.instance().openDocument(path)
    Krita.instance().activeWindow().addView(opened)
    opened.waitForDone()


def shown(path: str) -> None:
    """The whole picture as it is seen now, as 8-bit BGRA."""
    here = document()
    here.refreshProjection()
    here.waitForDone()
    Path(path).write_bytes(bytes(here.pixelData(0, 0, here.width(), here.height())))
