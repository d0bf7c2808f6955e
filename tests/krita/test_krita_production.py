# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot of a production in Krita: chosen in the docker, coloured without a key, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from host import Host
from pictures import BLUE, RED, eye, put_eyes, read_small, right

from shiage.cel.images import write_png
from shiage.cel.palette import Palette, write_palette
from shiage.production.add_cut import add_cut
from shiage.production.folder import Production, new_production
from shiage.production.settings import ProductionSettings

SHIFTS = {0: -20, 4: 20}
MADE = "Shiage Colours"


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """A production whose cut shows the eye at other places."""
    shot = tmp_path / "c001"
    for part in ("lines", "truth"):
        (shot / part).mkdir(parents=True)
    for number, shift in enumerate((-10, 0, 10), 1):
        ink, colours = eye(shift)
        write_png(shot / "lines" / f"{number:04d}.png", 255 - ink[..., 3])
        write_png(shot / "truth" / f"{number:04d}.png", colours)
    palette = tmp_path / "eyes.gpl"
    write_palette(palette, Palette(np.array([RED, BLUE], np.uint8), ("iris", "pupil")))
    film = new_production(tmp_path / "目 film", ProductionSettings("Eyes"), [palette], [])
    add_cut(film, shot)
    return film


def test_a_shot_without_a_key_is_coloured_from_the_cut(krita: Host, film: Production, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("docker.show", width=1366, height=768)
    tree = krita.call("documents.tree")
    assert not krita.call("plugin.color")["done"] and krita.call("documents.tree") == tree
    wrong = krita.call("docker.choose_production", folder=str(tmp_path))
    assert wrong["kept"] == wrong["shown"] == "" and "is no production: choose a folder" in wrong["words"]
    chosen = krita.call("docker.choose_production", folder=str(film.folder))
    assert chosen["kept"] == chosen["shown"] == str(film.folder)
    assert chosen["offered"][:2] == ["none", "目 film"]
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    assert "colored with the production Eyes, the model that came with Shiage" in result["words"]
    for time, shift in SHIFTS.items():
        assert right(read_small(krita, tmp_path, MADE, time), shift) > 0.99
    assert "Nothing has changed" in krita.call("plugin.color")["words"]
    # another cut since: the shot is coloured anew
    (film.cuts / "c001").rename(film.cuts / "c002")
    again = krita.call("plugin.color")
    assert again["done"] and "Nothing has changed" not in again["words"]
    # damaged since: told, and what is there stays
    (film.folder / "production.toml").write_text("name = [")
    tree = krita.call("documents.tree")
    told = krita.call("plugin.color")
    assert not told["done"] and "is no whole TOML file" in told["words"]
    assert krita.call("documents.tree") == tree
    assert krita.call("docker.choose_production", folder="")["kept"] == ""
