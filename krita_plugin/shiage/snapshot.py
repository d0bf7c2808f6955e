# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading frames: a copy of the document, whose time can be moved without anyone seeing it.

The copy shares its pixels with the original until either changes, so it is made in milliseconds. Setting its
time leaves no trace in the artist's undo history, holds are resolved by Krita itself, groups are composed by
Krita itself, and what the artist does meanwhile, closing the document included, changes nothing of what is
read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from krita import Document, Node

from .layers import COLORIZE, colorize_masks, find, uid
from .planes import fade

SRGB = "sRGB-elle-V2-srgbtrc.icc"
"""Krita's own sRGB, in which colours travel unless the layer has 8-bit RGBA already."""

_BAND = 1 << 18
"""Pixels that are converted at a time: about 20 ms, so that the interface stays alive."""

Reading = Generator[None, None, bytes]
"""Reads in small steps and returns 8-bit BGRA pixels, rows from the top."""


class Snapshot:
    """A document as it was at one moment."""

    def __init__(self, document: Document, layers: Iterable[Node]) -> None:
        """Copy a document with nothing in it but the layers that will be read."""
        self.width, self.height = document.width(), document.height()
        self._copy = document.clone()
        root = self._copy.rootNode()
        wanted = [(uid(node), find(self._copy, uid(node))) for node in layers]
        present = root.childNodes()
        self._layers: dict[str, Node] = {}
        for identity, node in wanted:
            self._layers[identity] = self._alone(root, node)
        for node in present:
            node.remove()
        if any(layer.type() == "grouplayer" for layer in self._layers.values()):
            self._copy.refreshProjection()  # what scripts painted into its layers is not composed yet
        self._copy.waitForDone()

    def _alone(self, root: Node, node: Node) -> Node:
        """A layer outside of all groups, shown, so that Krita composes it.

        Its Colorize Masks are left out, for they are paint and no lines; such a mask itself is laid into an
        empty layer, which then shows what it paints and nothing else.
        """
        alone = node.duplicate()
        alone.setVisible(True)
        if alone.type() == COLORIZE:
            mask, alone = alone, self._copy.createNode("mask", "paintlayer")
            alone.setColorSpace(node.colorModel(), node.colorDepth(), node.colorProfile())
            root.addChildNode(alone, None)
            alone.addChildNode(mask, None)
            return alone
        if alone.type() == "grouplayer":
            alone.setPassThroughMode(False)
        root.addChildNode(alone, None)
        for mask in colorize_masks(alone):
            mask.remove()
        return alone

    def seen(self, identity: str, time: int) -> Reading:
        """Read a layer at a time as it is seen: masks, groups and opacity included. For line art."""
        layer = self._at(identity, time)
        data = bytes(layer.projectionPixelData(0, 0, self.width, self.height))
        opacity = layer.opacity()
        if (layer.colorModel(), layer.colorDepth()) == ("RGBA", "U16"):
            pixels = data[1::2]  # the engine reads ink in 8 bits, whatever the profile
        elif (layer.colorModel(), layer.colorDepth()) == ("RGBA", "U8"):
            pixels = data
        else:
            pixels = yield from self._converted(layer, data)
        yield
        return fade(pixels, opacity)

    def raw(self, identity: str, time: int) -> Reading:
        """Read a layer's paint at a time in its own colour space."""
        layer = self._at(identity, time)
        data = bytes(layer.projectionPixelData(0, 0, self.width, self.height))
        yield
        return data

    def shown(self, identity: str, raw: bytes) -> Reading:
        """What `raw` returned, as `paint` would have read it."""
        layer = self._layers[identity]
        if (layer.colorModel(), layer.colorDepth()) == ("RGBA", "U8"):
            return raw
        return (yield from self._converted(layer, raw))

    def space(self, identity: str) -> tuple[str, str, str]:
        """A layer's colour model, depth and profile."""
        layer = self._layers[identity]
        return layer.colorModel(), layer.colorDepth(), layer.colorProfile()

    def paint(self, identity: str, time: int) -> Reading:
        """Read a layer's paint at a time in the profile that `profile` names, its opacity left out."""
        raw = yield from self.raw(identity, time)
        return (yield from self.shown(identity, raw))

    def profile(self, identity: str) -> str:
        """The profile in which `paint` reads a layer: its own when it has 8-bit RGBA, sRGB otherwise."""
        layer = self._layers[identity]
        own = (layer.colorModel(), layer.colorDepth()) == ("RGBA", "U8")
        return str(layer.colorProfile()) if own else SRGB

    def in_colours_of(self, identity: str, pixels: bytes) -> Reading:
        """Convert what `paint` would read back into a layer's own colour space: its raw pixels."""
        layer = self._layers[identity]
        if (layer.colorModel(), layer.colorDepth()) == ("RGBA", "U8"):
            return pixels
        there = (layer.colorModel(), layer.colorDepth(), layer.colorProfile())
        return (yield from self._between(pixels, ("RGBA", "U8", SRGB), there))

    def close(self) -> None:
        """Give the copy back."""
        self._copy.setModified(False)  # or Krita would ask whether to save it
        self._copy.close()

    def _at(self, identity: str, time: int) -> Node:
        if self._copy.currentTime() != time:
            self._copy.setCurrentTime(time)
        self._copy.waitForDone()
        return self._layers[identity]

    def _converted(self, layer: Node, data: bytes) -> Reading:
        here = (layer.colorModel(), layer.colorDepth(), layer.colorProfile())
        return (yield from self._between(data, here, ("RGBA", "U8", SRGB)))

    def _between(self, data: bytes, here: tuple[str, str, str], there: tuple[str, str, str]) -> Reading:
        """Convert pixels by Krita's own colour management, a band of rows at a time."""
        row = len(data) // self.height
        rows = max(1, _BAND // self.width)
        parts = []
        for top in range(0, self.height, rows):
            count = min(rows, self.height - top)
            band = self._copy.createNode("band", "paintlayer")
            band.setColorSpace(*here)
            band.setPixelData(data[top * row : (top + count) * row], 0, 0, self.width, count)
            band.setColorSpace(*there)
            parts.append(bytes(band.pixelData(0, 0, self.width, count)))
            yield
        return b"".join(parts)
