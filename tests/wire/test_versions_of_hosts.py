# SPDX-License-Identifier: Apache-2.0
"""Versions of a production's model as hosts list and choose them, where the engine does not run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shiage.production.folder import new_production
from shiage.production.settings import ProductionSettings
from shiage.production.versions import adopt, chosen_version
from shiage.wire.tune import plain_name
from shiage.wire.versions import VersionRow, use_version, version_used, versions_of


def test_versions_are_listed_and_chosen(tmp_path: Path) -> None:
    from shiage.models.weights import MATCHER, load_weights, save_arrays

    film = new_production(tmp_path / "作品 film", ProductionSettings("film"), [], [])
    folder = str(film.folder)
    assert versions_of(folder) == [] and version_used(folder) == "shiage"
    use_version(folder, "shiage")  # nothing was tuned yet: no folder need be there
    shipped = load_weights(MATCHER)
    for number in (1, 2):
        save_arrays(tmp_path / "w.safetensors", shipped.arrays(), shipped.config, {"data": str(number)})
        about = {"made": "2026-11-28", "before": "shiage", "wrong_regions": [5, 3], "loss": [1.5, 1.25]}
        adopt(film, tmp_path / "w.safetensors", about, {"sheet.png": b"x"} if number == 1 else {})
    first, *others = versions_of(folder)
    sheet = f"{folder}/models/001/sheet.png"
    assert first == VersionRow("001", "2026-11-28", "shiage", (5, 3), (1.5, 1.25), sheet)
    assert Path(sheet).read_bytes() == b"x"
    assert version_used(folder) == (others[-1].name if others else "001")
    use_version(folder, "001")
    chosen = chosen_version(film)
    assert chosen is not None and chosen.name == version_used(folder) == "001"
    use_version(folder, "shiage")
    assert chosen_version(film) is None
    with pytest.raises(LookupError):
        use_version(folder, "009")
    with pytest.raises(LookupError):
        use_version(folder, "../x")


def test_what_is_torn_or_strange_is_no_version(tmp_path: Path) -> None:
    models = tmp_path / "models"
    strange = {"001": "{", "002": "[]", "003": json.dumps({"loss": "x", "wrong_regions": [1]})}
    for name, about in strange.items():
        (models / name).mkdir(parents=True)
        (models / name / "matcher.safetensors").write_bytes(b"")
        (models / name / "about.json").write_text(about)
    (models / "004").mkdir()
    (models / ".adopting-1").mkdir()
    (models / "chosen.json").write_text("{")
    rows = versions_of(str(tmp_path))
    assert [row.name for row in rows] == ["001", "002", "003"]
    assert all(row.wrong is None and row.loss is None and row.sheet == "" for row in rows)
    assert version_used(str(tmp_path)) == ""
    assert versions_of(str(tmp_path / "gone")) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("sc012 Scene Rings", "sc012 Scene Rings"),
        (" ..a/b\\c:d. ", "a_b_c_d"),
        ("作品 12", "作品 12"),
        ("", "shot"),
        ("...", "shot"),
        ("x" * 300, "x" * 200),
        ("目" * 100, "目" * 66),
        ("a\0b\nc", "a_b_c"),
    ],
)
def test_a_cut_has_a_plain_name(words: str, name: str) -> None:
    from shiage.service.validate_production import cut_settings

    assert plain_name(words) == name
    assert cut_settings({"production": "/film", "name": name})["name"] == name
