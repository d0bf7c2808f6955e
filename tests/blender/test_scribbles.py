# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot coloured from scribbles: strokes of colour, on whatever layer and frame, with or without keys."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
import pytest
from tests.blender.painted import paint_frame
from tests.blender.scenes import BLUE, GREEN, RED, SPAN, Rings, circle, linear, material, put_strokes

pytestmark = pytest.mark.usefixtures("engine_home")

PIXEL = SPAN / 320
PLACES = {RED: (-48, 95), BLUE: (5, 80), GREEN: (115, 95)}
"""The middles of the shapes of `Rings`, across from where the ring is in a frame."""

VIOLET = (120, 40, 160)


def dash(shot: Rings, frame: int, rgb: tuple[int, int, int], long: float = 6) -> Any:
    """A short stroke in the middle of a shape."""
    x, y = PLACES[rgb]
    x += 90 + 4 * shot.frames.index(frame)
    return shot.put(np.array([(x - long / 2, y - 3), (x, y), (x + long / 2, y + 3)]))


def pens(shot: Rings, *colours: tuple[int, int, int]) -> list[int]:
    return [material(shot.object, "Pen {}-{}-{}".format(*rgb), stroke=linear(rgb)) for rgb in colours]


def scribble(
    shot: Rings, layer: Any, number: int, at: int, colours: Sequence[tuple[int, int, int]], width: float = 1.5
) -> Any:
    """Scribble on the shapes of frame `at` in a new keyframe `number`; its drawing."""
    drawing = layer.frames.new(number).drawing
    put_strokes(drawing, [dash(shot, at, rgb) for rgb in colours], width * PIXEL, False, pens(shot, *colours))
    return drawing


def layer_of(shot: Rings, name: str = "Scribbles") -> Any:
    """A new layer on top of all, as an artist adds it."""
    return shot.object.data.layers.new(name)


def check(addon: str, scene: Any, shot: Rings, wanted: dict[Any, Any] | None = None) -> None:
    """Every shape has its colour in all frames, and the paper none."""
    for frame in shot.frames:
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        x = 90 + 4 * shot.frames.index(frame)
        for rgb, (across, down) in PLACES.items():
            said = (wanted or {}).get(rgb, rgb)
            assert tuple(painted[down, x + across]) == (*said, 255), f"frame {frame}, {rgb}"
        assert not painted[5, 5].any(), f"frame {frame}"


def color(addon: str) -> list[str]:
    """Colour the shot; what was noted."""
    assert bpy.ops.shiage.color_shot() == {"FINISHED"}
    return list(importlib.import_module(f"{addon}.ui.running").latest_notes())


def test_a_shot_without_a_key_is_coloured_from_scribbles(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3, 4], keys=[])
    scene.shiage.colour_layer = ""
    shot.object.data.layers.remove(shot.colours)
    drawing = scribble(shot, layer_of(shot), 1, 1, [RED, BLUE, GREEN])
    assert color(addon) == []
    check(addon, scene, shot)
    assert len(drawing.strokes) == 3, "the scribbles stay as they were"
    # again, on a hidden and locked layer, in other colours
    layer = shot.object.data.layers["Scribbles"]
    layer.hide = layer.lock = True
    drawing.remove_strokes(indices=[1])
    put_strokes(layer.frames.new(3).drawing, [dash(shot, 3, BLUE)], PIXEL, False, pens(shot, VIOLET))
    assert color(addon) == []
    check(addon, scene, shot, {BLUE: VIOLET})


def test_strokes_on_the_color_layer_are_scribbles_where_nothing_is_filled(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[])
    # one pen for all, each stroke in a colour of its own: vertex colours
    drawing = shot.colours.frames.new(2).drawing
    colours = [RED, BLUE, GREEN]
    put_strokes(drawing, [dash(shot, 2, rgb) for rgb in colours], 2 * PIXEL, False, shot.ink)
    attribute = drawing.attributes.new("vertex_color", "FLOAT_COLOR", "POINT")
    attribute.data.foreach_set(
        "color", np.repeat([linear(rgb) for rgb in colours], 3, 0).astype("f4").ravel()
    )
    (note,) = color(addon)
    assert "Frame 2: the strokes on the layer 'Colour'" in note and "count as scribbles" in note
    check(addon, scene, shot)
    # beside a key on the same frame they are no scribbles: they may be anything
    shot.colours.frames.remove(2)
    more = layer_of(shot, "Details")
    added = scene.shiage.colours.add()
    added.object, added.layer = shot.object, "Details"
    for number in [f.frame_number for f in shot.colours.frames]:
        shot.colours.frames.remove(number)
    shot.colour(1)
    scribble(shot, more, 1, 1, [BLUE])
    notes = color(addon)
    assert any("On the layer 'Details' are strokes without a fill" in note for note in notes)
    check(addon, scene, shot)


def test_several_layers_frames_and_holds(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 5, 9], keys=[])
    scene.frame_end = 12
    first, second = layer_of(shot), layer_of(shot, "scribbles.001")
    scribble(shot, first, 1, 1, [RED])
    scribble(shot, second, 3, 1, [GREEN])  # while the first drawing is held
    scribble(shot, first, 10, 9, [BLUE])  # while the last one is
    assert color(addon) == []
    check(addon, scene, shot)
    # the shot begins while the first drawing and its scribbles are held
    scene.frame_start = 2
    assert color(addon) == []
    for frame, x in ((5, 94), (9, 98)):
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        assert tuple(painted[95, x - 48]) == (*RED, 255)


def test_blots_dots_hairlines_and_curves(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[], lens="PERSP")
    shot.object.data.layers["Lines"].name = "Scribble of lines"
    chosen = scene.shiage.lines.add()
    chosen.object, chosen.layer = shot.object, "Scribble of lines"
    layer = layer_of(shot, "Color ideas")
    scene.shiage.scribble_layer = "Color ideas"
    both = material(shot.object, "Both", stroke=linear(VIOLET), fill=linear(BLUE))
    thin, dot = pens(shot, RED, GREEN)
    blot = shot.put(circle(95, 80, 6))
    hairline = dash(shot, 1, RED, 12)
    point = dash(shot, 1, GREEN)[1:2]
    drawing = layer.frames.new(1).drawing
    radius = np.concatenate([np.full(len(blot), PIXEL), np.full(3, 1e-4), [3 * PIXEL]])
    put_strokes(drawing, [blot, hairline, point], radius, [True, False, False], [both, thin, dot],
                fills=[True, False, False])  # fmt: skip
    kinds = drawing.attributes.get("curve_type") or drawing.attributes.new("curve_type", "INT8", "CURVE")
    kinds.data[1].value = 0  # Catmull-Rom
    assert color(addon) == []
    check(addon, scene, shot)


def test_scribbles_beside_keys(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[1])
    layer = layer_of(shot)
    put_strokes(layer.frames.new(3).drawing, [dash(shot, 3, BLUE)], 2 * PIXEL, False, pens(shot, VIOLET))
    color(addon)
    for frame, disc in ((1, BLUE), (3, VIOLET)):
        painted = paint_frame(addon, scene, "Rings", ("Shiage",), frame)
        x = 90 + 4 * shot.frames.index(frame)
        assert tuple(painted[80, x + 5]) == (*disc, 255)
        assert tuple(painted[95, x - 48]) == (*RED, 255)
    # on the key itself the scribble is the later word, as a correction is
    layer.frames.remove(3)
    put_strokes(layer.frames.new(1).drawing, [dash(shot, 1, GREEN)], 2 * PIXEL, False, pens(shot, VIOLET))
    color(addon)
    check(addon, scene, shot, {GREEN: VIOLET})
    assert len(shot.colours.get_frame_at(1).drawing.strokes) == 3, "the artist's own fills stay"


def test_what_scribbles_cannot_mean_is_said(addon: str, scene: Any) -> None:
    shot = Rings(scene, frames=[1, 2, 3], keys=[])
    layer = layer_of(shot)
    with pytest.raises(RuntimeError, match="fill the regions of at least one frame on the layer 'Colour'"):
        color(addon)
    scene.shiage.colour_layer = ""
    with pytest.raises(RuntimeError, match="nothing is scribbled on the layer 'Scribbles'"):
        color(addon)
    # where no line is; and beyond the shot
    scribble(shot, layer, 9, 3, [RED])
    with pytest.raises(RuntimeError, match="frame 9 is painted, outside them"):
        color(addon)
    layer.frames.remove(9)
    drawing = scribble(shot, layer, 1, 1, [RED], 0)
    with pytest.raises(RuntimeError, match="what is painted in frame 1 is not to be seen"):
        color(addon)
    drawing.remove_strokes()
    # beyond the picture's edge: it lies in no region
    put_strokes(drawing, [shot.put(np.array([(-60.0, 20), (-40, 30)]))], PIXEL, False, pens(shot, RED))
    with pytest.raises(RuntimeError, match="no scribble lies in a region"):
        color(addon)
    drawing.remove_strokes()
    # two colours in one region, and a frame without lines
    shot.lines.frames.new(4)
    scene.frame_end = 4
    scribble(shot, layer, 4, 3, [RED])
    curves = [dash(shot, 1, rgb) for rgb in (RED, BLUE, GREEN)]
    curves.append(shot.put(np.array([(60.0, 130), (63, 132)])))
    put_strokes(drawing, curves, 2 * PIXEL, False, pens(shot, RED, BLUE, GREEN, VIOLET))
    notes = color(addon)
    assert any("Frame 4 is scribbled on, but no line" in note for note in notes)
    assert any("two colors" in note or "two colours" in note for note in notes), notes
    check(addon, scene, shot)


def test_a_single_frame_and_a_soft_shot(addon: str, scene: Any, tmp_path: Path) -> None:
    shot = Rings(scene, frames=[1, 2], keys=[])
    scribble(shot, layer_of(shot), 1, 1, [RED, BLUE, GREEN])
    scene.frame_set(2)
    assert bpy.ops.shiage.color_frame() == {"FINISHED"}
    painted = paint_frame(addon, scene, "Rings", ("Shiage",), 2)
    assert tuple(painted[80, 99]) == (*BLUE, 255)
    assert shot.object.data.layers["Shiage"].get_frame_at(1) is None
    scene.shiage.mode, scene.shiage.folder = "soft", str(tmp_path)
    assert color(addon) == []
    read = importlib.import_module(f"{addon}.scene.image_files").read_picture
    first, second = (read(path) for path in sorted(tmp_path.rglob("*.png"))[:2])
    for picture, x in ((first, 90), (second, 94)):
        for rgb, (across, down) in PLACES.items():
            assert tuple(picture[down, x + across]) == (*rgb, 255)
