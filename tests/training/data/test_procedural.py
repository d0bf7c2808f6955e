# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.lineart import PAPER_LIMIT, TRACE_BLUE, TRACE_GREEN, TRACE_RED, LineArt
from shiage.cel.regions import find_regions
from shiage.training.data.clip import Clip
from shiage.training.data.downsample_parts import resolve_subpixels, trace_lines
from shiage.training.data.pen import Pen
from shiage.training.data.procedural import ProceduralSource
from shiage.training.data.procedural.bird import Bird
from shiage.training.data.procedural.bug import Bug
from shiage.training.data.procedural.creature import Creature
from shiage.training.data.procedural.drawing import Drawing, Shape
from shiage.training.data.procedural.fish import Fish
from shiage.training.data.procedural.person import Person
from shiage.training.data.procedural.projection import Place
from shiage.training.data.procedural.quadruped import Beast
from shiage.training.data.procedural.rasterize import Register, Sheet
from shiage.training.data.procedural.shading import draw_paint_style
from shiage.training.data.procedural.worm import Worm
from shiage.training.data.source_speed import samples_per_second

SEEDS = range(10)


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return [ProceduralSource().clip(np.random.default_rng(seed), 3, 256) for seed in SEEDS]


def paints(clip: Clip) -> NDArray[np.uint32]:
    """Each pixel's colour as one number."""
    return np.ascontiguousarray(clip.cels).view(np.uint32)[..., 0]


def test_a_clip_is_what_sources_promise(clips: list[Clip]) -> None:
    for clip in clips:
        assert clip.parts is not None
        assert clip.lines.shape == clip.parts.shape == (3, 256, 256)
        assert clip.cels.shape == (3, 256, 256, 4)
        assert clip.lines.dtype == clip.cels.dtype == np.uint8 and clip.parts.dtype == np.int32
        assert ((clip.cels[..., 3] == 255) == (clip.parts > 0)).all(), "paper, and only paper, is transparent"
        assert not clip.cels[clip.parts == 0].any()
        inked = (clip.lines > 128).mean()
        assert 0.002 < inked < 0.5, clip.name


def test_the_same_seed_gives_the_same_clip(clips: list[Clip]) -> None:
    again = ProceduralSource().clip(np.random.default_rng(3), 3, 256)
    assert again.name == clips[3].name
    assert (again.lines == clips[3].lines).all() and (again.cels == clips[3].cels).all()
    other = ProceduralSource().clip(np.random.default_rng(4), 3, 256)
    assert (other.lines != again.lines).any()


def test_a_part_keeps_its_number_and_its_paint(clips: list[Clip]) -> None:
    kept = seen = 0
    for clip in clips:
        assert clip.parts is not None
        colours: dict[int, int] = {}
        for parts, paint in zip(clip.parts, paints(clip), strict=True):
            for part in np.unique(parts):
                found = np.unique(paint[parts == part])
                assert len(found) == 1 and colours.setdefault(int(part), int(found[0])) == int(found[0])
        for one, two in zip(clip.parts[:-1], clip.parts[1:], strict=True):
            before, after = set(np.unique(one[one > 0])), set(np.unique(two[two > 0]))
            kept, seen = kept + len(before & after), seen + len(before)
    assert kept > 0.75 * seen, "most of what a frame shows the next one shows too"


def test_lines_close_the_parts(clips: list[Clip]) -> None:
    pure = total = 0
    for clip in clips:
        for line, paint in zip(clip.lines, paints(clip), strict=True):
            regions = find_regions(LineArt(line), 0)
            _, colour = np.unique(paint, return_inverse=True)
            kinds = int(colour.max()) + 1
            votes = np.bincount(
                (regions.labels * kinds + colour.reshape(paint.shape)).ravel(),
                minlength=(regions.count + 1) * kinds,
            ).reshape(-1, kinds)[1:]
            area = votes.sum(1)
            total += int((area > 10).sum())
            pure += int((votes.max(1) >= 0.95 * area)[area > 10].sum())
    assert total > 400
    assert pure >= 0.98 * total


def test_mirrored_parts_are_other_parts_of_the_same_swatch() -> None:
    rng = np.random.default_rng(5)
    times = np.arange(3, dtype=np.float64)
    person = Person(rng, times, draw_paint_style(rng))
    place = Place(np.eye(3) * 200, np.array([128.0, 128.0, 0.0]))
    for t in range(3):
        swatch = {i.name: i.swatch for _, i in person.draw(place, t).items if isinstance(i, Shape)}
        for side in ("left", "right"):
            assert f"{side} hand" in swatch and f"{side} foot" in swatch
        assert swatch["left hand"] == swatch["right hand"]


@pytest.mark.parametrize("kind", [Beast, Bird, Fish, Bug, Worm])
def test_creatures_show_the_same_parts_however_they_turn(kind: type[Creature]) -> None:
    place = Place(np.eye(3) * 200, np.array([128.0, 128.0, 0.0]))
    for seed in range(6):
        rng = np.random.default_rng(seed)
        figure = kind(rng, np.arange(8, dtype=np.float64), draw_paint_style(rng))
        figure.yaw = np.arange(8, dtype=np.float64) * 45
        names = [{i.name for _, i in figure.draw(place, t).items if isinstance(i, Shape)} for t in range(8)]
        assert all(shown == names[0] for shown in names)


def test_what_lies_in_front_covers_what_lies_behind_line_and_paint() -> None:
    square = np.array([[8, 8], [40, 8], [40, 40], [8, 40]], np.float32)
    drawing = Drawing()
    drawing.shape(1.0, "near", square + 16, "near")
    far = drawing.shape(0.0, "far", square, "far")
    far.mark("spot", np.array([[30, 30], [60, 30], [60, 60], [30, 60]], np.float32), "spot")
    far.mark("small", np.array([[14, 14], [20, 14], [20, 20], [14, 20]], np.float32), "small")
    register = Register()
    sheet = Sheet(64, Pen(2.0, pressure=0, wobble=0), register, np.random.default_rng(0))
    sheet.draw(drawing, "a/")
    part = {name: register.number(f"a/{name}", "") for name in ("near", "far", "spot", "small")}
    parts, ink = sheet.parts[::2, ::2], sheet.ink[::2, ::2]
    assert (parts[26:54, 26:54] == part["near"]).all() and parts[45, 60] == 0
    assert (parts == part["spot"]).sum() == 0, "a mark is cut to its carrier, and here wholly covered"
    assert parts[17, 17] == part["small"] and parts[10, 12] == part["far"]
    assert not ink[28:52, 28:52].any() and ink[24, 30] == 255 and ink[8, 12] == 255 and ink[14, 17] == 255


def test_borders_of_tones_are_trace_lines_by_what_they_bound() -> None:
    square = np.array([[8, 8], [54, 8], [54, 54], [8, 54]], np.float32)
    drawing = Drawing()
    hair = drawing.shape(0.0, "hair", square, "hair")
    for name, tone, top in (("shade", "hair.shade", 14), ("light", "hair.light", 30), ("blush", "blush", 44)):
        low, high = np.array([14, top], np.float32), np.array([48, top + 6], np.float32)
        made = hair.mark(name, np.array([low, [high[0], low[1]], high, [low[0], high[1]]]), tone)
        assert made is not None
        made.trace = True
    drawing.shape(1.0, "hand", np.array([[40, 4], [60, 4], [60, 60], [40, 60]], np.float32), "skin")
    sheet = Sheet(64, Pen(2.0, pressure=0, wobble=0), Register(), np.random.default_rng(0))
    sheet.draw(drawing, "a/")
    line, _ = resolve_subpixels(np.maximum(sheet.ink, sheet.trace), sheet.parts, 255)
    traces = trace_lines(line, sheet.ink, sheet.kind)
    for top, code in ((14, TRACE_BLUE), (30, TRACE_RED), (44, TRACE_GREEN)):
        assert set(np.unique(traces[top - 2 : top + 8, 12:36])) == {0, code}
    assert not traces[:, 41:].any(), "what lies before them hides them"
    assert not traces[:, 39:41].any() and (line[10:50, 40] == 255).all(), "black ink wins"
    assert not traces[:11].any() and (line[traces > 0] > PAPER_LIMIT).all()


def test_clips_tell_trace_lines_from_ink(clips: list[Clip]) -> None:
    traced = [clip for clip in clips if clip.traces is not None]
    assert 0 < len(traced) < len(clips)
    for clip in traced:
        assert clip.traces is not None and clip.traces.shape == clip.lines.shape
        assert (clip.lines[clip.traces > 0] > PAPER_LIMIT).all()
        assert (clip.lines[clip.traces == 0] > PAPER_LIMIT).any(), "contours are ink"


def test_drawing_keeps_a_gpu_fed() -> None:
    # 25 are wanted; other processes share this machine's caches, and CI's cores are slow
    assert samples_per_second(ProceduralSource(), 0.8) > 12
