# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading frames: a copy of the document, whose time can be moved without anyone seeing it.

The copy shares its pixels with the original until either changes, so it is made in milliseconds. Setting its
time leaves no trace in the artist's undo history, holds are resolved by Krita itself, groups are composed by
Krita itself, and what the artist does meanwhile, closing the document included, changes nothing of what is
read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from krita import Document, Node

from .color_spaces import SRGB, SRGB8, Picture, Space, converted, is_rgba8, own_space
from .layers import COLORIZE, colorize_masks, find, has_clones, key_times, last_time, uid
from .pixels import fade

Reading = Generator[None, None, bytes]
"""Reads in small steps and returns 8-bit BGRA pixels, rows from the top."""


class Snapshot:
    """A document as it was at one moment."""

    def __init__(self, document: Document, layers: Iterable[Node], whole: Iterable[Node] = ()) -> None:
        """Copy a document with nothing in it but the layers that will be read.

        Args:
            document: the artist's.
            layers: of it, without their Colorize Masks.
            whole: more of them, with these.
        """
        self.width, self.height = document.width(), document.height()
        self._last, self._now = last_time(document), document.currentTime()
        self._copy = document.clone()
        root = self._copy.rootNode()
        wanted = [(uid(node), self._copied(node)) for node in layers]
        present = root.childNodes()
        self._layers: dict[str, Node] = {}
        for node in whole:
            wanted.append((uid(node), self._copied(node)))
        kept = {uid(node) for node in whole}
        for identity, node in wanted:
            self._layers[identity] = self._alone(root, node, identity in kept)
        cloned = any(has_clones(layer) for layer in self._layers.values())
        for node in present:
            if cloned:
                node.setVisible(False)  # a clone whose source is gone shows one frame for ever
            else:
                node.remove()
        if any(layer.type() == "grouplayer" for layer in self._layers.values()):
            self._copy.refreshProjection()  # what scripts painted into its layers is not composed yet
        self._copy.waitForDone()

    def _copied(self, node: Node) -> Node:
        found = find(self._copy, uid(node))
        assert found is not None, "a copy has all layers"
        return found

    def _alone(self, root: Node, node: Node, whole: bool) -> Node:
        """A layer outside of all groups, shown, so that Krita composes it.

        Unless it is wanted whole, its Colorize Masks are left out, for they are paint and no lines; such a
        mask itself is laid into an empty layer, which then shows what it paints and nothing else.
        """
        alone = node.duplicate()
        alone.setVisible(True)
        if alone.type() == COLORIZE:
            mask, alone = alone, self._copy.createNode("mask", "paintlayer")
            alone.setColorSpace(*own_space(node))
            root.addChildNode(alone, None)
            alone.addChildNode(mask, None)
            return alone
        if alone.type() == "grouplayer":
            group: Any = alone
            group.setPassThroughMode(False)
        root.addChildNode(alone, None)
        for mask in () if whole else colorize_masks(alone):
            mask.remove()
        return alone

    def seen(self, identity: str, time: int) -> Reading:
        """Read a layer at a time as it is seen: masks, groups and opacity included. For line art."""
        layer = self._at(identity, time)
        data = bytes(layer.projectionPixelData(0, 0, self.width, self.height))
        opacity = layer.opacity()
        if is_rgba8(own_space(layer)):
            pixels = data
        elif own_space(layer)[:2] == ("RGBA", "U16"):
            pixels = data[1::2]  # the engine reads ink in 8 bits, whatever the profile
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
        if is_rgba8(own_space(layer)):
            return raw
        return (yield from self._converted(layer, raw))

    def space(self, identity: str) -> Space:
        """A layer's colour model, depth and profile."""
        return own_space(self._layers[identity])

    def paint(self, identity: str, time: int) -> Reading:
        """Read a layer's paint at a time in the profile that `profile` names, its opacity left out."""
        raw = yield from self.raw(identity, time)
        return (yield from self.shown(identity, raw))

    def profile(self, identity: str) -> str:
        """The profile in which `paint` reads a layer: its own when it has 8-bit RGBA, sRGB otherwise."""
        own = self.space(identity)
        return own[2] if is_rgba8(own) else SRGB

    def times(self, identity: str) -> list[int]:
        """When a layer shows another drawing; of one without animation, now."""
        return key_times(self._layers[identity], self._last) or [self._now]

    def between(self, picture: Picture, there: Space) -> Reading:
        """A picture's pixels in another colour space."""
        return converted(self._copy, picture, there)

    def picture(self, identity: str, time: int) -> Picture:
        """Read all that a layer shows at a time, off the canvas too, in its own colour space."""
        layer = self._at(identity, time)
        x, y, width, height = layer.bounds().getRect()
        if layer.type() == "grouplayer":  # Krita composes groups within the canvas
            x, y, width, height = 0, 0, self.width, self.height
        data = bytes(layer.projectionPixelData(x, y, width, height))
        return Picture(width, height, data, self.space(identity))

    def in_colours_of(self, identity: str, pixels: bytes) -> Reading:
        """Convert what `paint` would read back into a layer's own colour space: its raw pixels."""
        layer = self._layers[identity]
        if is_rgba8(own_space(layer)):
            return pixels
        picture = Picture(self.width, self.height, pixels, SRGB8)
        return (yield from converted(self._copy, picture, own_space(layer)))

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
        picture = Picture(self.width, self.height, data, own_space(layer))
        return (yield from converted(self._copy, picture, SRGB8))
