# SPDX-License-Identifier: Apache-2.0
"""Versions of a production's model: taken in whole or not at all, chosen, rolled back, exported."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shiage.models.weights import MATCHER, SHIPPED, load_weights, save_arrays
from shiage.production.folder import Production, new_production, open_production
from shiage.production.settings import ProductionError, ProductionSettings
from shiage.production.state import production_state
from shiage.production.versions import adopt, choose_version, chosen_version, matcher_weights, versions

Run = Callable[..., Any]


@pytest.fixture
def film(tmp_path: Path) -> Production:
    return new_production(tmp_path / "film", ProductionSettings("film"), [], [])


def weights(folder: Path, word: str) -> Path:
    """The shipped matcher under another provenance: another digest, the same numbers."""
    shipped, path = load_weights(MATCHER), folder / f"{word}.safetensors"
    save_arrays(path, shipped.arrays(), shipped.config, {"data": word})
    return path


def test_versions_are_counted_chosen_and_rolled_back(film: Production, tmp_path: Path) -> None:
    assert versions(film) == [] and chosen_version(film) is None
    states = {production_state(film)}
    for word in ("one", "two"):
        adopt(film, weights(tmp_path, word), {"word": word})
        states.add(production_state(film))
    assert [(v.name, v.about["word"]) for v in versions(film)] == [("001", "one"), ("002", "two")]
    assert chosen_version(film) == versions(film)[1] and len(states) == 3
    choose_version(film, "1")
    assert matcher_weights(film).provenance == {"data": "one"}
    assert production_state(film) in states
    choose_version(film, "shiage")
    assert matcher_weights(film).path.parent == SHIPPED


def test_what_is_a_version_already_is_only_chosen(film: Production, tmp_path: Path) -> None:
    adopt(film, weights(tmp_path, "one"), {})
    adopt(film, weights(tmp_path, "two"), {})
    assert adopt(film, weights(tmp_path, "one"), {}).name == "001"
    assert len(versions(film)) == 2


_DIES = """
import os, sys
from pathlib import Path
import shiage.production.versions as v
from shiage.production.folder import open_production
left, write, rename = [int(sys.argv[3])], v.write_beside, Path.rename
def count(do):
    def counted(*a, **k):
        left[0] -= 1
        if left[0] < 0: os.kill(os.getpid(), 9)
        return do(*a, **k)
    return counted
v.write_beside, Path.rename = count(write), count(rename)
v.adopt(open_production(Path(sys.argv[1])), Path(sys.argv[2]), {"word": "new"})
print("whole")
"""


def test_killed_at_each_step_of_an_adoption(film: Production, tmp_path: Path) -> None:
    adopt(film, weights(tmp_path, "old"), {})
    new, said = weights(tmp_path, "new"), ""
    for step in range(10):
        command = [sys.executable, "-c", _DIES, str(film.folder), str(new), str(step)]
        said = subprocess.run(command, capture_output=True, text=True).stdout
        for version in versions(film):
            version.weights().arrays()
        assert matcher_weights(film).provenance["data"] in ("old", "new")
        if said:
            break
    assert said == "whole\n" and step > 0
    assert [v.about.get("word") for v in versions(film)] == [None, "new"]
    assert matcher_weights(film).provenance["data"] == "new"
    assert not list(film.models.glob(".adopting-*"))


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"version": 7}', b"\xff", b"{" * 5000])
def test_a_torn_choice_is_told(film: Production, said: bytes) -> None:
    (film.models / "chosen.json").write_bytes(said)
    with pytest.raises(ProductionError, match=r"chosen.json is torn: say which version"):
        chosen_version(film)
    assert choose_version(film, "shiage") is None and chosen_version(film) is None


def test_a_chosen_version_that_is_gone_or_torn_is_told(film: Production, tmp_path: Path, run: Run) -> None:
    version = adopt(film, weights(tmp_path, "one"), {})
    (version.folder / "matcher.safetensors").write_bytes(b"torn")
    said = run("production", "status", film.folder)  # the header is not needed to say its name
    assert "version      001" in said.output
    with pytest.raises(ProductionError, match=r"choose another with `shiage production use`"):
        matcher_weights(film)
    shutil.rmtree(version.folder)
    with pytest.raises(ProductionError, match="there is no version '001'; there are shiage"):
        matcher_weights(film)


def test_on_the_command_line(film: Production, tmp_path: Path, run: Run) -> None:
    about = {
        "before": "shiage", "made": "today", "learned": {"c1": [1]}, "corrections": 2, "loss": [0.5, 0.25],
        "wrong_regions": [4, 1],
    }  # fmt: skip
    adopt(film, weights(tmp_path, "one"), about)
    said = run("production", "models", film.folder)
    assert "* 001" in said.output and "wrong regions 4 -> 1, loss 0.5000 -> 0.2500" in said.output
    assert run("production", "use", film.folder, "shiage").exit_code == 0
    assert "* shiage" in run("production", "models", film.folder).output
    assert json.loads(run("production", "models", film.folder, "--json").stdout)["used"] == "shiage"
    out = tmp_path / "out.safetensors"
    assert run("production", "export", film.folder, "001", "-o", out).exit_code == 0
    assert load_weights(out).provenance == {"data": "one"}
    for wrong in ("002", "../001", "", "00x"):
        said = run("production", "use", film.folder, wrong)
        assert said.exit_code == 2 and "there is no version" in said.output
    assert open_production(film.folder).models == film.models
