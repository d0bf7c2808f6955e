# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at the shot, one frame at a time: lines, keys, and what the artist changed of the result."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from .camera import View, local_behind, local_rows, moved_along, view_of
from .drawings import read_attribute, read_drawing
from .fillshapes import FillShape, fill_shapes
from .ink import frame_ink, layer_ink
from .keypaint import KeyPaint, key_paint
from .keys import MARKED, is_key
from .layers import (
    Address,
    Evaluated,
    Shown,
    frame_on,
    is_painted,
    layer_of,
    numbers_of,
    object_of,
    whole,
)
from .looks import Look, over
from .masks import mask_of
from .materials import slots_of
from .plan import SOFT, STROKES, Plan
from .plane import plane_of
from .records import Written, deleted_fills
from .scans import scans_in
from .seal import REGION, is_own
from .seen import Deleted, Gathered, Glance, Seen
from .times import layers_move

STILL_PIXELS = 0.05
"""Pixels by which the points of a picture may move and it is the same picture."""


class Gatherer:
    """Visits the frames of a plan in time order; the caller moves the scene's time."""

    def __init__(self, plan: Plan, scene: Any, depsgraph: Callable[[], Any], wide: bool = False) -> None:
        """Begin.

        Args:
            plan: the task.
            scene: to look at.
            depsgraph: gives its evaluated state at the frame.
            wide: what lies beyond the picture may come into it while a drawing is held.
        """
        self._wide = wide
        self._plan, self._scene, self._depsgraph = plan, scene, depsgraph
        self._last: Seen | None = None
        self._first: tuple[View, np.ndarray] | None = None
        self._gone: dict[int, Written] = {}
        self._keys: dict[int, dict[Address, KeyPaint]] = {}
        self.found = Gathered()
        self._scans: dict[int, Any] = {}
        # what a script changed is looked at too, though it may not have told Blender so
        for name in {plan.target, *(owner for owner, _ in plan.lines)}:
            object_of(name).data.update_tag()
        if plan.source != STROKES:
            self._scans = scans_in(plan.images)

    def visit(self, number: int) -> None:
        """Take in the frame that the scene stands at."""
        if number == self._plan.start:
            self._look_before(number)
        depsgraph = self._depsgraph()
        evaluated = Evaluated(depsgraph)
        matrix = self._result_world(depsgraph, evaluated)
        view = self._view(depsgraph, matrix)
        seen = self._look(number, view, evaluated, matrix)
        held = self._last is not None and seen.shows(self._last) and self._same_picture(seen)
        if seen.ink is not None and not len(seen.ink.flags):
            if self._last is not None or not self.found.blank:
                self.found.blank.append(number)
            self._last = None
        else:
            if not held:
                self.found.frames[number] = self._last = seen
            if self._wide and self._last is not None and (held or self._plan.on_drawing):
                self._glance(self._last, view_of(self._scene, depsgraph), matrix)
        self._take_key(number, evaluated, np.linalg.inv(matrix))

    def glance(self, number: int) -> None:
        """Take in how the drawing that is held is seen in the frame that the scene stands at."""
        if self._last is not None:
            depsgraph = self._depsgraph()
            matrix = self._result_world(depsgraph, Evaluated(depsgraph))
            self._glance(self._last, view_of(self._scene, depsgraph), matrix)

    def _glance(self, held: Seen, view: View, matrix: np.ndarray) -> None:
        glance = Glance(local_rows(view, matrix), view.width, view.height)
        self.found.glances.setdefault(held.number, []).append(glance)

    def _same_picture(self, seen: Seen) -> bool:
        """Whether a held drawing is seen as before; fills move along, pictures do not."""
        if not self._plan.before_camera or self._last is None or seen.ink is None or self._last.ink is None:
            return True
        return bool(np.abs(seen.ink.points - self._last.ink.points).max(initial=0) < STILL_PIXELS)

    def _seen_now(self, number: int) -> Seen:
        depsgraph = self._depsgraph()
        evaluated = Evaluated(depsgraph)
        matrix = self._result_world(depsgraph, evaluated)
        return self._look(number, self._view(depsgraph, matrix), evaluated, matrix)

    def _view(self, depsgraph: Any, matrix: np.ndarray) -> View:
        """The camera; where pictures lie on the drawing, as it stood to that at first: they move along."""
        view = view_of(self._scene, depsgraph)
        if not self._plan.on_drawing:
            return view
        if self._first is None:
            self._first = (view, matrix)
        return moved_along(*self._first, matrix)

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

    def _look(self, number: int, view: View, evaluated: Evaluated, matrix: np.ndarray) -> Seen:
        rows, behind = local_rows(view, matrix), local_behind(view, matrix)
        if self._plan.source != STROKES:
            plane = plane_of(np.zeros((0, 3)), rows, behind)
            scan = max((n for n in self._scans if n <= number), default=None)
            path = str(self._scans.get(scan, ""))
            said = f"{zlib.crc32(path.encode('utf-8', 'surrogateescape')):08x}"
            return Seen(number, view, None, path, plane, rows, np.zeros((0, 3)), said)
        parts, points, said = [], [], 0
        for address in self._plan.lines:
            shown = evaluated.layer(address)
            if shown is None or shown.drawing is None:
                continue
            said = zlib.crc32(read_drawing(shown.drawing).points.tobytes(), said)
            parts.append(layer_ink(shown, view, mask_of(address, evaluated, view, self._wide), self._wide))
            if address[0] == self._plan.target or self._plan.reference is None:
                turn = np.linalg.inv(matrix) @ shown.world
                points.append(_points(shown) @ turn[:3, :3].T + turn[:3, 3])
        ink = frame_ink(parts)
        plane = plane_of(np.concatenate([np.zeros((0, 3)), *points]), rows, behind)
        place = plane.local(ink.points.astype(np.float64))
        return Seen(number, view, ink, "", plane, rows, place, f"{said:08x}")

    def _take_key(self, number: int, evaluated: Evaluated, home: np.ndarray) -> None:
        """Fills that stand exactly here on the colour layers; at the shot's start also those held into it."""
        frame = self.found.shot_frame(number)
        if frame is None:
            if any(self._painted_at(address, number) for address in self._plan.colours):
                self.found.unlined.add(number)
            return
        for address in self._plan.colours:
            here = layer_of(address).get_frame_at(number)
            if here is None or not is_key(here):
                continue
            held = number == self._plan.start and here.frame_number in self.found.held
            if here.frame_number != number and not held:
                continue
            paint = key_paint(address, evaluated, home, self._plan.mode == SOFT)
            if paint.is_key:
                self._keys.setdefault(frame, {})[address] = paint
            else:
                self.found.unfilled.add(number)
        if frame in self._keys:
            self._join(frame, self._keys[frame])

    def _painted_at(self, address: Address, number: int) -> bool:
        here = frame_on(layer_of(address), number)
        return here is not None and is_key(here) and is_painted(here)

    def _join(self, frame: int, painted: dict[Address, KeyPaint]) -> None:
        """A key of what is painted on several layers, the lowest first."""
        coats = [painted[address] for address in self._plan.colours if address in painted]
        shapes = [shape for coat in coats for shape in coat.shapes]
        self.found.keys[frame], self.found.coats[frame] = shapes, coats
        for address, coat in painted.items():
            self.found.gradients |= coat.gradients
            self.found.textures |= coat.textures
            self.found.unheeded |= {address[1]} if coat.unheeded else set()
        self._note_materials(shapes)

    def _look_before(self, start: int) -> None:
        """Which keys from before the shot count at its start: those whose drawing is held into it."""
        asked = {layer_of(address).get_frame_at(start) for address in self._plan.colours}
        before = {f.frame_number for f in asked if f is not None and f.frame_number < start and is_key(f)}
        for number in sorted(before):
            self._scene.frame_set(number)
            then = self._seen_now(number)
            self._scene.frame_set(start)
            now = self._seen_now(start)
            if now.scan == then.scan and (now.ink is None or now.shows(then)):
                self.found.held.add(number)

    def results(self) -> list[int]:
        """Once all frames are visited: frames of the result layer that are to be looked at."""
        layer = self._result_layer()
        if layer is None:
            return []
        self._gone = deleted_fills(layer.id_data, layer)
        numbers = (n for n in numbers_of(layer) if self._plan.start <= n <= self._plan.end)
        return [number for number in numbers if self.found.shot_frame(number) is not None]

    def take_result(self, number: int) -> None:
        """The artist's own fills in a frame of the result layer; all of it, if it is marked a key."""
        layer, frame = self._result_layer(), self.found.shot_frame(number)
        kept = frame_on(layer, number) if layer is not None else None
        if kept is None or frame is None:
            return
        materials = [slot.material for slot in object_of(self._plan.target).material_slots]
        curves = read_drawing(kept.drawing)
        own = is_own(kept.drawing, curves, slots_of(materials).names)
        marked, gone = kept.keyframe_type == MARKED, self._gone.get(number)
        if own.all() and not marked and gone is None:
            return
        shapes = fill_shapes(Shown(layer, kept.drawing, materials, np.eye(4)), np.eye(4), cuts=True)
        if marked:
            self.found.keys.setdefault(frame, shapes)
            self.found.coats.setdefault(frame, [KeyPaint(shapes)])
            self._note_materials(shapes)
            return
        mine = [shape for shape in shapes if not own[list(shape.strokes)].all()]
        if mine:
            self.found.touched.setdefault(frame, []).extend(mine)
            self.found.shown.setdefault(frame, []).extend(shapes)
            self._note_materials(mine)
        if gone is not None:
            regions = read_attribute(kept.drawing, REGION, curves.count, 0, np.int32)
            self.found.deleted[frame] = _left(gone, shapes, regions)

    def _result_layer(self) -> Any:
        return object_of(self._plan.target).data.layers.get(self._plan.result[1])

    def _note_materials(self, shapes: list[FillShape]) -> None:
        for shape in shapes:
            if shape.material:
                self.found.materials.setdefault(shape.colour, shape.material)


def _left(gone: Written, shapes: list[FillShape], regions: np.ndarray) -> list[Deleted]:
    """Deleted fills, each with what is left of its region's: of several paints one may have been deleted."""
    left: dict[int, Look] = {}
    for shape in shapes:
        region = int(regions[shape.strokes[0]])
        left[region] = over(left.get(region, ()), shape.paint)
    return [
        Deleted((x, y, z), left.get(region, ()))
        for region, (x, y, z) in zip(gone.regions.tolist(), gone.places.tolist(), strict=True)
    ]


def _points(shown: Shown) -> np.ndarray:
    curves = read_drawing(shown.drawing)
    return curves.points.astype(np.float64)
