# SPDX-License-Identifier: GPL-3.0-or-later
"""The last part of a run: what comes back is written into the scene, a frame at a time."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..gather.drawing_times import times_of, view_moves
from ..gather.gathered import Gathered
from ..gather.plan import RESULT, SEQUENCER, STROKES, Plan
from ..language.messages import ShiageError, translated
from ..result.fill_curves import Patch
from ..result.fill_materials import Paints, slot_names
from ..result.image_plane import show_on_plane
from ..result.image_sequence import Album, Picture, folder_name, in_sequencer
from ..result.leave_out import is_moved, leave_out
from ..result.result_layer import follow_look, follow_reference, result_layer
from ..result.unchanged_fills import freshen
from ..result.write_fills import drop_stale, end_exposures, write_blank, write_patch
from ..saved.corrections import job_of
from ..scene.layers import Evaluated, is_seen, layer_of, object_of
from ..wire.events import SameFrame
from .plan_scene import depsgraph_of, scene_of


class ResultWriter:
    """Writes what comes of a shot.

    Attributes:
        painted: frames written so far.
        lost: frames that came but whose drawing was deleted meanwhile.
        notes: what the artist should know of it.
    """

    def __init__(self, plan: Plan, found: Gathered, kept: dict[int, int], album: Album | None) -> None:
        """Begin.

        Args:
            plan: the task.
            found: what was seen of the scene.
            kept: by frame, the number of fills that stand as the run before has left them.
            album: where pictures go; None for fills.
        """
        self._plan, self._found, self._kept, self._album = plan, found, kept, album
        self._paints = Paints(plan)
        self._placed = False
        self._reaching: list[str] = []
        self._pictures: dict[int, Picture] = {}
        self._curves: dict[int, int] = {}
        self.painted, self.lost = 0, 0
        self.notes: list[str] = []

    def keep_all(self) -> None:
        """The shot is that of the run before: what stands of it is right."""
        self.painted += len(self._kept)
        self._curves |= self._kept

    def keep(self, same: SameFrame) -> None:
        """A frame whose fills stand as they would be painted again."""
        sure = np.frombuffer(same.confidence, "<f4")
        job, _ = job_of(scene_of(self._plan).shiage, object_of(self._plan.target))
        count = freshen(self._layer_in_place(), same.number, sure, job)
        if count is None:
            self.lost += 1
            return
        self._curves[same.number] = count
        self.painted += 1

    def take(self, picture: Picture) -> None:
        """A frame that lies in its file."""
        self._pictures[picture.number] = picture
        self.painted += 1

    def write(self, patch: Patch) -> None:
        """A frame's fills, unless its drawing was deleted meanwhile."""
        plan, scene = self._plan, scene_of(self._plan)
        if not is_asked(plan, self._found, patch.number):
            return
        if plan.source == STROKES:
            for address in plan.lines:
                layer_of(address)
            if patch.number not in times_of(plan, scene):
                self.lost += 1
                return
        layer = self._layer_in_place()
        job = job_of(scene.shiage, object_of(plan.target))[0] if plan.only is None else ""
        self._curves[patch.number] = write_patch(layer, patch, self._paints, partial(slot_names, plan), job)
        self.painted += 1

    def finish(self) -> None:
        """All frames have come: pictures are shown, and what is left of runs before is cleared.

        Raises:
            ShiageError: nothing got a colour.
        """
        if self._album is not None:
            self._show_pictures(self._album)
            return
        if self._is_bare():
            raise ShiageError(
                "No region got a color: in the keys no fill covers the greater part of a region. "
                "Fill whole regions of a key, and see that lines close them"
            )
        if self._plan.only is None:
            self._clear_rest()
        self._say_what_is_seen()

    def _say_what_is_seen(self) -> None:
        """Whether the result is seen, and where it was painted."""
        plan, layer, scene = self._plan, self._layer_in_place(), scene_of(self._plan)
        if not is_seen(layer):
            self.notes.append(
                translated("The layer '{}' is hidden: show it to see the result").format(RESULT)
            )
        elif self._reaching:
            evaluated = Evaluated(depsgraph_of(plan))  # holds what it shows alive
            shown = evaluated.layer((plan.target, RESULT))
            if is_moved(layer, shown, scene.frame_current):
                words = (
                    "Modifiers move what Shiage painted once more, away from its lines ({}): "
                    "let them leave out the layer '{}', or apply them first"
                )
                self.notes.append(translated(words).format(", ".join(self._reaching), RESULT))

    def _clear_rest(self) -> None:
        plan, found, scene = self._plan, self._found, scene_of(self._plan)
        scene.shiage.gathered = 0
        layer, names = self._layer_in_place(), slot_names(plan)
        still = set(times_of(plan, scene))
        for number in found.blank:
            if number in still:
                write_blank(layer, number, names)
        drop_stale(layer, plan, {*found.frames, *found.blank} & still, names)
        for address in plan.colours:
            end_exposures(layer_of(address), sorted({*found.frames, *found.blank} & still), found.held)

    def _is_bare(self) -> bool:
        """Whether nothing was painted but keys, which come back as they were, though there is more."""
        keys = self._found.keys
        elsewhere = {number: count for number, count in self._curves.items() if number not in keys}
        return not any((elsewhere or self._curves).values()) and bool(self._curves)

    def _layer_in_place(self) -> Any:
        """The result layer, which stands and looks as the artist's do now."""
        layer = result_layer(self._plan)
        if not self._placed:
            follow_reference(self._plan, layer)
            follow_look(self._plan, layer)
            self._reaching = leave_out(object_of(self._plan.target))
            self._placed = True
        return layer

    def _show_pictures(self, album: Album) -> None:
        plan, scene = self._plan, scene_of(self._plan)
        view = next(iter(self._found.frames.values())).view
        blank = np.zeros((view.height, view.width, 4), np.uint8)
        frames = album.complete(plan, self._pictures, self._shown_in, blank)
        if plan.output == SEQUENCER:
            in_sequencer(scene, plan, album)
        elif not show_on_plane(scene, plan, self._found, album, frames) and view_moves(plan, scene):
            words = (
                "The drawings of '{}' lie on several planes: its pictures fit the camera at frame {} alone"
            )
            self.notes.append(translated(words).format(plan.target, min(self._found.frames)))
        if album.folder.name != folder_name(plan.target):
            words = "Pictures of something else are in the way, so those of '{}' are in {}"
            self.notes.append(translated(words).format(plan.target, album.folder))

    def _shown_in(self, number: int) -> int | None:
        """The frame whose picture a frame shows; None for an empty one, or one that is left as it is."""
        if self._plan.only is None:
            return self._found.shot_frame(number)
        here = max((n for n in times_of(self._plan, scene_of(self._plan)) if n <= number), default=None)
        return here if here in self._pictures else None


def is_asked(plan: Plan, found: Gathered, number: int) -> bool:
    """Whether a frame that came is to be shown: of a frame coloured alone, its keys are not."""
    return plan.only is None or number == found.shot_frame(plan.only)
