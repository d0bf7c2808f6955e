# SPDX-License-Identifier: GPL-3.0-or-later
"""A production's model from Krita's docker: the shot becomes a cut, is tuned on, a version is chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from eye_production import eye_film
from host import Host
from pictures import BLUE, GREEN, RED, SMALL, bgra, eye, fill, put_eyes, read_small

from shiage.cel.images import read_cel, read_line_art
from shiage.production.folder import Production
from shiage.production.versions import chosen_version, versions

SHIFTS = {0: -20, 3: -5, 4: 10, 6: 20}
MADE = "Shiage Colours"


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """A production whose cut shows the eye at other places."""
    return eye_film(tmp_path, {"iris": RED, "pupil": BLUE, "lid": GREEN})


def test_choose_color_correct_tune_and_roll_back(krita: Host, film: Production, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.few_steps", steps=10)
    nothing = krita.call("docker.model_shown")
    assert nothing["versions"] == [] and "Choose a production under Layers" in nothing["words"]
    krita.call("docker.choose_production", folder=str(film.folder))
    assert krita.call("docker.model_shown")["versions"] == ["● as it came with Shiage"]
    # nothing is coloured yet: no cut is made of it
    krita.call("docker.press", button="Add this shot")
    assert "Not colored yet" in krita.call("docker.model_shown")["said"]
    assert film.cut_names() == ["c001"]
    assert krita.call("plugin.color")["done"]
    # one region is corrected by hand: the pupil of frame 4 is green
    cel = read_small(krita, tmp_path, MADE, 4)
    cel[(cel == BLUE).all(2)] = GREEN
    fill(krita, tmp_path, MADE, {4: bgra(cel)})
    shown = krita.call("docker.press_model", button="Tune on this shot", until="done")
    assert {"cut", "learn"} <= set(shown["stages"]), shown
    assert any("Held out: wrong regions" in line for line in shown["words"].splitlines()), shown
    (cut,) = [name for name in film.cut_names() if name != "c001"]
    taken = [read_cel(film.cuts / cut / "truth" / f"{n:04d}.png") for n in range(1, 5)]
    for (time, shift), truth in zip(SHIFTS.items(), taken, strict=True):
        assert (truth == read_small(krita, tmp_path, MADE, time)).all(), time
        ink = read_line_art(film.cuts / cut / "lines" / f"{list(SHIFTS).index(time) + 1:04d}.png").ink
        assert np.abs(ink.astype(int) - eye(shift)[0][..., 3]).max() <= 2
    assert (taken[2] == GREEN).all(2).any() and not (taken[2] == BLUE).all(2).any()
    # the version that came of it, if it was better, can be looked at and rolled back
    made = versions(film)
    assert len(shown["versions"]) == 1 + len(made)
    if made:
        assert shown["versions"][0].startswith("● 001")
        krita.call("docker.choose_version", row=0, use="Before and after")
        width, height = krita.call("docker.sample_size")
        assert height == SMALL[1] and width > 3 * SMALL[0]
        back = krita.call("docker.choose_version", row=1, use="Use")
        assert back["versions"][-1] == "● as it came with Shiage" and chosen_version(film) is None
        again = krita.call("docker.choose_version", row=0, use="Use")
        assert again["versions"][0].startswith("● 001") and chosen_version(film) is not None


def test_a_tune_is_paused_resumed_and_stopped(krita: Host, film: Production, tmp_path: Path) -> None:
    put_eyes(krita, tmp_path, SHIFTS, [])
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.few_steps", steps=400)
    krita.call("docker.choose_production", folder=str(film.folder))
    shown = krita.call("docker.press_model", button="Tune on all cuts", until="running")
    assert {"Pause", "Stop tuning"} <= set(shown["buttons"]) and "Tune on all cuts" not in shown["buttons"]
    paused = krita.call("docker.press_model", button="Pause", until="paused")
    assert {"Resume", "Stop tuning"} <= set(paused["buttons"])
    # a shot is coloured meanwhile as ever
    assert krita.call("plugin.color")["done"]
    krita.call("docker.press_model", button="Resume", until="running")
    stopped = krita.call("docker.press_model", button="Stop tuning", until="cancelled")
    assert "The tune was stopped" in stopped["words"] and "Tune on all cuts" in stopped["buttons"]
    assert versions(film) == []
