# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot of a production in Krita: chosen in the docker, coloured without a key, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from eye_production import eye_film
from host import Host
from pictures import BLUE, RED, put_eyes, read_small, right

from shiage.production.folder import Production

SHIFTS = {0: -20, 4: 20}
MADE = "Shiage Colours"


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """A production whose cut shows the eye at other places."""
    return eye_film(tmp_path, {"iris": RED, "pupil": BLUE})


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
