# SPDX-License-Identifier: GPL-3.0-or-later
"""The result on its way into the document: a new layer, frames of one that is there, or a single frame."""

from __future__ import annotations

import time as clock
from pathlib import Path

from krita import Document, Node

from ..document.document_import import add_layer, hide
from ..document.document_settings import DocumentSettings, recall, remember
from ..document.layers import find, uid
from ..document.pixels import Colour
from ..document.swatch_names import distinct
from ..document.write_frames import put_frames
from ..language.frame_numbers import numbers
from ..language.translations import said
from .engine_messages import Finished
from .gather import Gathering, Spent
from .plan import CannotColour, Plan, stray


class Delivery:
    """Brings a result into the document it was made of; what it does says in words how it went."""

    def __init__(self, document: Document, memory: DocumentSettings, plan: Plan, spent: Spent) -> None:
        """Remember where the result goes.

        Args:
            document: the artist's.
            memory: what was chosen in it when the job began.
            plan: what is coloured.
            spent: keeps account of the time.
        """
        self._document, self._memory, self._plan, self._spent = document, memory, plan, spent
        self._lines = uid(plan.lines)
        self._colours = uid(plan.colours) if plan.colours is not None else ""

    def unchanged(self) -> str:
        """Nothing was to be done: what is said."""
        result = find(self._document, self._memory.result)
        name = result.name() if result is not None else ""
        self._cover(recall(self._document), name)
        return said("Nothing has changed: “{}” stays as it is.", name)

    def layer(self, finished: Finished, gathering: Gathering) -> str:
        """Bring a coloured shot in: as a new layer, or into the one that is there.

        Raises:
            CannotColour: Krita does not take it, or nothing is painted in it.
        """
        began = clock.monotonic()
        assert isinstance(finished.layer, Path)
        if not finished.painted and not gathering.kept:
            if gathering.faint:
                light = said("The lines of {} are too light to be seen as lines.", numbers(gathering.faint))
                raise CannotColour(f"{light} {said('Nothing could be painted.')}")
            raise CannotColour(
                said(
                    "Nothing could be painted: the keys’ paint was not understood. A key needs its regions "
                    "filled, not only touched. Nothing was changed."
                )
            )
        try:
            layer = self._updated(finished) or self._added(finished)
        except OSError as error:
            raise CannotColour(said("The result could not be brought in: {}", error)) from None
        memory = recall(self._document)  # the artist may have chosen something meanwhile
        memory.lines, memory.colours = memory.lines or self._lines, memory.colours or self._colours
        memory.result = uid(layer)
        for number, name in finished.digests.items():
            memory.note_made(memory.result, number, name)
        memory.inputs, memory.kept = gathering.inputs, sorted(gathering.kept)
        memory.palette = named(finished.palette, memory.palette)
        words = self._counted(finished, layer.name())
        if memory.kept:
            words += said(" Your own paint on {} was kept, as a key.", numbers(memory.kept))
        words += self._cover(memory, layer.name())
        self._spent.importing = clock.monotonic() - began
        return words

    def _counted(self, finished: Finished, name: str) -> str:
        """How many drawings were painted, in words."""
        again, empty = len(finished.digests), len(finished.digests) - finished.painted
        if again < len(self._plan.frames):
            words = said("{} drawings of “{}” were colored again.", again, name)
            if again == 1:
                words = said("1 drawing of “{}” was colored again.", name)
        elif finished.painted == 1:
            words = said("“{}” has 1 colored drawing.", name)
        else:
            words = said("“{}” has {} colored drawings.", name, finished.painted)
        if empty == 1:
            return words + said(" 1 has nothing to paint.")
        return words + (said(" {} have nothing to paint.", empty) if empty else "")

    def _cover(self, memory: DocumentSettings, name: str) -> str:
        """Show the result and hide what would show through it; says so."""
        result = find(self._document, memory.result)
        if result is not None and not result.visible():
            result.setVisible(True)
        masks = [uid(mask) for mask in self._plan.masks]
        hidden = hide(self._document, [self._colours, *masks])
        memory.hidden = [*(i for i in memory.hidden if i not in hidden), *hidden]
        remember(self._document, memory)
        colours = find(self._document, self._colours)
        if colours is None or self._colours not in hidden:
            return ""
        return said(" “{}” lies hidden under it.", colours.name())

    def covered(self) -> bool:
        """Whether what is opaque in the line layer hides the result."""
        lines = find(self._document, self._lines)
        return lines is not None and lines.blendingMode() == "normal"

    def _updated(self, finished: Finished) -> Node | None:
        """The layer that is there with its new frames, in one step of undo; None where that cannot be."""
        layer = find(self._document, self._memory.result)
        assert finished.layer is not None
        if layer is None or not layer.animated():
            return None
        if stray(self._document, self._plan, layer):
            return None
        times = [*finished.digests, *self._plan.blanks]
        return layer if put_frames(self._document, layer, finished.layer, times) else None

    def _added(self, finished: Finished) -> Node:
        """A new layer, in place of the one that is there."""
        old = find(self._document, self._memory.result)
        lines, colours = find(self._document, self._lines), find(self._document, self._colours)
        assert finished.layer is not None
        if old is not None and not finished.whole:
            raise CannotColour(
                said(
                    "Some drawings of “{}” are to be renewed, which Krita does only while its document is "
                    "shown: go there and color again.",
                    old.name(),
                )
            )
        layer = add_layer(self._document, finished.layer, None if old else lines, old or colours)
        like = old or colours
        layer.setInheritAlpha(like is not None and like.type() == "paintlayer" and like.inheritAlpha())
        if old is not None:
            old.remove()
        return layer


def named(palette: list[tuple[Colour, str]], before: list[tuple[Colour, str]]) -> list[tuple[Colour, str]]:
    """A palette with the names the artist gave its colours; no two have one name."""
    names = dict(before)
    return distinct([(colour, names.get(colour, name)) for colour, name in palette])
