# SPDX-License-Identifier: GPL-3.0-or-later
"""One frame of the scene as it is sent: its camera, its strokes in pixels, the plane they lie on."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..scene.camera import View, local_behind, local_rows, moved_along, view_of
from ..scene.drawing_plane import plane_of
from ..scene.image_files import scans_in
from ..scene.layers import Evaluated, object_of, whole
from ..scene.read_drawing import read_drawing
from .drawing_times import layers_move
from .gathered import HeldView, Seen
from .ink import frame_ink, layer_ink
from .layer_masks import mask_of
from .plan import STROKES, Plan


@dataclass(frozen=True, eq=False)
class Moment:
    """The scene as it stands at a frame.

    Attributes:
        depsgraph: evaluated there.
        evaluated: what the objects show.
        world: (4, 4) from the result layer's coordinates to the world.
    """

    depsgraph: Any
    evaluated: Evaluated
    world: np.ndarray


class FrameReader:
    """Reads the frame that a scene stands at; the caller moves the scene's time."""

    def __init__(self, plan: Plan, scene: Any, depsgraph: Callable[[], Any], wide: bool) -> None:
        """Begin.

        Args:
            plan: the task.
            scene: to read.
            depsgraph: gives its evaluated state at the frame.
            wide: what lies beyond the picture may come into it while a drawing is held.
        """
        self._plan, self._scene, self._depsgraph, self._wide = plan, scene, depsgraph, wide
        self._first: tuple[View, np.ndarray] | None = None
        # what a script changed is looked at too, though it may not have told Blender so
        for name in {plan.target, *(owner for owner, _ in plan.lines)}:
            object_of(name).data.update_tag()
        self._scans: dict[int, Any] = scans_in(plan.images) if plan.source != STROKES else {}

    def now(self) -> Moment:
        """The frame that the scene stands at, evaluated."""
        depsgraph = self._depsgraph()
        evaluated = Evaluated(depsgraph)
        return Moment(depsgraph, evaluated, self._result_world(depsgraph, evaluated))

    def read(self, number: int, moment: Moment) -> Seen:
        """The frame of this number, at which the scene stands."""
        view = self._view(moment)
        if self._plan.source == STROKES:
            return self._strokes(number, view, moment)
        return self._scan(number, view, moment)

    def held_view(self, moment: Moment) -> HeldView:
        """How the drawing that is held is seen in this frame."""
        view = view_of(self._scene, moment.depsgraph)
        return HeldView(local_rows(view, moment.world), view.width, view.height)

    def _view(self, moment: Moment) -> View:
        """The camera; where pictures lie on the drawing, as it stood to that at first: they move along."""
        view = view_of(self._scene, moment.depsgraph)
        if not self._plan.on_drawing:
            return view
        if self._first is None:
            self._first = (view, moment.world)
        return moved_along(*self._first, moment.world)

    def _result_world(self, depsgraph: Any, evaluated: Evaluated) -> np.ndarray:
        """(4, 4) from the result layer's coordinates to the world: it stands where the lines do."""
        reference = evaluated.layer(self._plan.reference) if self._plan.reference else None
        if reference is not None and self._plan.on_drawing and layers_move(self._plan):
            own = whole(np.array(reference.layer.matrix_local))
            return reference.world if own is None else reference.world @ np.linalg.inv(own)
        if reference is not None:
            return reference.world
        world = whole(np.array(object_of(self._plan.target).evaluated_get(depsgraph).matrix_world))
        return np.eye(4) if world is None else world

    def _scan(self, number: int, view: View, moment: Moment) -> Seen:
        rows, behind = local_rows(view, moment.world), local_behind(view, moment.world)
        plane = plane_of(np.zeros((0, 3)), rows, behind)
        before = [n for n in self._scans if n <= number]
        path = str(self._scans[max(before)]) if before else ""
        digest = f"{zlib.crc32(path.encode('utf-8', 'surrogateescape')):08x}"
        return Seen(number, view, None, path, plane, rows, np.zeros((0, 3)), digest)

    def _strokes(self, number: int, view: View, moment: Moment) -> Seen:
        evaluated, matrix = moment.evaluated, moment.world
        rows = local_rows(view, matrix)
        parts, points, digest = [], [], 0
        for address in self._plan.lines:
            shown = evaluated.layer(address)
            if shown is None or shown.drawing is None:
                continue
            drawn = read_drawing(shown.drawing).points
            digest = zlib.crc32(drawn.tobytes(), digest)
            parts.append(layer_ink(shown, view, mask_of(address, evaluated, view, self._wide), self._wide))
            if address[0] == self._plan.target or self._plan.reference is None:
                turn = np.linalg.inv(matrix) @ shown.world
                points.append(drawn.astype(np.float64) @ turn[:3, :3].T + turn[:3, 3])
        ink = frame_ink(parts)
        plane = plane_of(np.concatenate([np.zeros((0, 3)), *points]), rows, local_behind(view, matrix))
        place = plane.local(ink.points.astype(np.float64))
        return Seen(number, view, ink, "", plane, rows, place, f"{digest:08x}")
