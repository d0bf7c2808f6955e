# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers are guessed by what is drawn on them; the guess is shown, and kept when the artist confirms it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from host import Host
from pictures import bgra, eye, fill, put_eyes, read_small, right

SHIFTS = {0: -30, 2: -10, 5: 10, 9: 30}


def guess(krita: Host) -> list[str]:
    krita.call("plugin.forget")
    return list(krita.call("plugin.guess"))


@pytest.mark.parametrize(
    ("lines", "colours"),
    [
        ("Paint Layer 2", "Paint Layer 1"),
        ("Paint Layer 1", "Paint Layer 2"),
        ("線画", "彩色"),
        ("线稿", "颜色"),
        ("Encrage", "Couleurs"),
        ("Linien", "Farben"),
        ("Color lines", "Ink fill"),
    ],
)
def test_content_tells_lines_from_colors(krita: Host, tmp_path: Path, lines: str, colours: str) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [0, 9])
    krita.call("documents.rename", name="Lines", new="one")
    krita.call("documents.rename", name="Colours", new=colours)
    krita.call("documents.rename", name="one", new=lines)
    assert guess(krita) == [lines, colours]
    assert krita.call("plugin.kept") == ["", ""]
    assert krita.call("plugin.color")["done"]
    assert right(read_small(krita, tmp_path, f"Shiage {colours}", 2), SHIFTS[2]) > 0.999
    assert krita.call("plugin.kept") == [lines, colours]  # a result stands on them


def test_lines_on_white_and_paint_on_white(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    white, black = (np.array([v, v, v, 255], np.uint8) for v in (255, 0))
    lines = {t: np.where(eye(s)[0][..., 3:] > 128, black, white) for t, s in SHIFTS.items()}
    paint = bgra(eye(SHIFTS[0])[1])
    fill(krita, tmp_path, "Lines", lines)
    fill(krita, tmp_path, "Colours", {0: np.where(paint[..., 3:] > 0, paint, white)})
    krita.call("documents.rename", name="Lines", new="Paint Layer 4")
    krita.call("documents.rename", name="Colours", new="Paint Layer 7")
    assert guess(krita) == ["Paint Layer 4", "Paint Layer 7"]


def test_a_rough_above_is_not_taken_and_an_empty_layer_is_for_colors(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("documents.add_layer", name="Rough")
    fill(krita, tmp_path, "Rough", {t: eye(s)[0] for t, s in SHIFTS.items()})
    krita.call("documents.rename", name="Lines", new="Paint Layer 1")
    krita.call("documents.rename", name="Colours", new="Paint Layer 2")
    assert guess(krita) == ["Paint Layer 1", "Paint Layer 2"]


def test_a_group_of_color_layers_is_a_key(krita: Host, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("documents.add_layer", name="Paint", kind="grouplayer")
    outer, inner = bgra(eye(SHIFTS[0])[1]), bgra(eye(SHIFTS[0])[1])
    blue = (inner[..., :3] == (240, 30, 0)).all(2)
    outer[blue], inner[~blue] = 0, 0
    for name, part in (("Skin", outer), ("Pupil", inner)):
        krita.call("documents.add_layer", name=name, parent="Paint")
        fill(krita, tmp_path, name, {0: part})
    assert guess(krita) == ["Lines", "Paint"]
    assert krita.call("plugin.color")["done"]
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, "Shiage Paint", time), shift) > 0.999
    krita.call("docker.show", width=1300, height=760)
    assert "0" in krita.call("docker.shown")["keys"]


TEMPLATES = Path("/usr/share/krita/templates/animation/.source")


@pytest.mark.parametrize(
    ("template", "groups", "ink", "paint"),
    [
        ("Anim-Jp-EN.kra", ["Inbetweening", "A"], ["Inbetweening", "A", "Black"], ["Coloring"]),
        ("Anim-Jp-JP.kra", ["動画", "Ａ"], ["動画", "Ａ", "Ｂｌａｃｋ"], ["仕上げ"]),
    ],
)
def test_kritas_animation_templates(
    krita: Host, tmp_path: Path, template: str, groups: list[str], ink: list[str], paint: list[str]
) -> None:
    path = TEMPLATES / template
    if not path.exists():
        pytest.skip(f"this Krita has no template {template}")
    krita.call("documents.open_saved", path=str(path))
    lines, _ = guess(krita)
    assert lines == groups[-1]  # nothing is drawn yet: by its name
    for shift, time in ((0, 0), (40, 4)):
        krita.call("documents.paint_at", way=ink, time=time, path=_raw(tmp_path, eye(shift)[0]))
    krita.call("documents.add_at", way=paint, name="Paint Layer 1")
    cel = _raw(tmp_path, bgra(eye(0)[1]))
    krita.call("documents.paint_at", way=[*paint, "Paint Layer 1"], time=0, path=cel)
    assert guess(krita) == [groups[-1], "Paint Layer 1"]


def _raw(folder: Path, pixels: np.ndarray) -> str:  # type: ignore[type-arg]
    """An eye in the middle of the template's page."""
    page = np.zeros((1240, 1756, 4), np.uint8)
    page[500:640, 700:900] = pixels
    path = folder / "page.raw"
    path.write_bytes(page.tobytes())
    return str(path)
