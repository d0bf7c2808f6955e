# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from shiage.training.data.source_error import SourceError
from shiage.training.data.synfig.character_rig import add_motion, keep_only, write_variant
from shiage.training.data.synfig.source import SynfigSource, assign_parts, parts_of_fill

RIG = """<?xml version="1.0"?><canvas version="1.2" width="100" height="100"><defs>
<angle id="(stk)-elbow-left-t" value="10.0"/><angle id="other" value="3.0"/>
<vector id="(stk)-origin"><x>0.5</x><y>-0.5</y></vector></defs>
<layer type="region" active="true"><param name="amount"><real value="1.0"/></param>
<param name="color"><color><r>0.9</r><g>0.2</g><b>0.1</b><a>1.0</a></color></param></layer>
<layer type="outline" active="true"><param name="amount"><real value="1.0"/></param>
<param name="color"><color><r>0.3</r><g>0.1</g><b>0.1</b><a>1.0</a></color></param></layer>
<layer type="region" active="true"><param name="amount"><real value="0.3"/></param></layer>
<layer type="blur" active="true"/>
<layer type="rotate" active="true"><param name="amount"><angle value="0.1"/></param></layer>
</canvas>"""


def test_only_a_rigs_own_joints_move() -> None:
    root = ET.fromstring(RIG)
    assert add_motion(root, np.random.default_rng(1), 2.0) == 2
    moved = {e.get("id"): e for e in root.iter("animated")}
    assert set(moved) == {"(stk)-elbow-left-t", "(stk)-origin"}
    angles = [float(a.get("value", "")) for a in moved["(stk)-elbow-left-t"].iter("angle")]
    assert len(angles) == 4 and max(abs(a - 10) for a in angles) <= 40 and len(set(angles)) == 4
    assert root.find("./defs/angle") is not None and root.get("end-time") == "2.0000s"


@pytest.mark.parametrize(("variant", "active"), [("ink", [1, 1, 0, 0, 1]), ("fill", [1, 0, 0, 0, 1])])
def test_variants_show_only_ink_or_only_fill(variant: str, active: list[int]) -> None:
    root = ET.fromstring(RIG)
    keep_only(root, "ink" if variant == "ink" else "fill")
    layers = list(root.iter("layer"))
    assert [int(layer.get("active") == "true") for layer in layers] == active
    reds = [layer.findtext("./param/color/r") for layer in layers[:2]]
    assert reds == (["1.000000", "0.000000"] if variant == "ink" else ["0.9", "0.3"])


def test_a_variant_is_written_with_its_view_and_resources(tmp_path: Path) -> None:
    rig = tmp_path / "rig" / "hero.sif"
    (rig.parent / "resources").mkdir(parents=True)
    rig.write_text(RIG)
    (rig.parent / "resources" / "hand.sif").write_text(RIG)
    made = write_variant(rig, tmp_path / "out", "fill", 3, 1.5, (-1, -1, 1, 1), 64, 12)
    root = ET.parse(made).getroot()
    assert (root.get("width"), root.get("view-box")) == ("64", "-1.0000 1.0000 1.0000 -1.0000")
    hand = ET.parse(made.parent / "resources" / "hand.sif").getroot()
    assert [layer.get("active") for layer in hand.iter("layer")] == [
        "true",
        "false",
        "false",
        "false",
        "true",
    ]


def test_gaps_of_the_drawn_ink_are_closed_where_colours_would_leak() -> None:
    fill = np.zeros((80, 80, 4), np.uint8)
    fill[10:70, 10:40] = (200, 80, 60, 255)
    fill[10:70, 40:70] = (60, 80, 200, 255)
    parts, colours = parts_of_fill([fill])
    assert sorted(map(tuple, colours[1:].tolist())) == [(60, 80, 200), (200, 80, 60)]
    drawn = np.zeros((80, 80, 4), np.uint8)
    drawn[..., :3] = 255
    low, high, middle = slice(8, 12), slice(68, 72), slice(38, 42)
    whole, upper, lower = slice(8, 72), slice(10, 36), slice(44, 70)
    strokes = [(low, whole), (high, whole), (whole, low), (whole, high), (upper, middle), (lower, middle)]
    for rows, columns in strokes:
        drawn[rows, columns] = (0, 0, 0, 255)
    clean, ink = assign_parts(drawn, parts[0], colours)
    assert ink[40, 38:42].any(), "the gap between the two colours is closed"
    assert not ink[20:60, 16:32].any() and not ink[20:60, 48:64].any()
    assert clean[40, 20] != clean[40, 60]


def test_without_the_program_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="program synfig"):
        SynfigSource.open(tmp_path)


@pytest.mark.skipif(shutil.which("synfig") is None, reason="the program synfig is not here")
def test_with_the_program_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no Synfig rig"):
        SynfigSource.open(tmp_path)
