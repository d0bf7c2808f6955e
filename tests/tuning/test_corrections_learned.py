# SPDX-License-Identifier: Apache-2.0
"""What artists corrected in a production's shots is learned from, as far as it is there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from drawings import BLUE
from finished_shots import walking, write_finished

from shiage.production.corrected_shots import corrected_shots, keep_corrections
from shiage.production.folder import Production
from shiage.production.settings import ProductionError
from shiage.shot.review.corrections_file import SavedCorrection
from shiage.tuning.gate import Gate
from shiage.tuning.material import Material, read_material


def read(film: Production, *chosen: str) -> Material:
    return read_material(film, [], Gate(io.StringIO(), None), chosen=chosen)


def test_two_shots_of_one_name_keep_their_corrections(film: Production, tmp_path: Path) -> None:
    said = SavedCorrection(2, 5, 6, BLUE)
    for place in ("a", "b"):
        (tmp_path / place / "sc01").mkdir(parents=True)
        keep_corrections(
            film, tmp_path / place / "sc01", [said, SavedCorrection(3, 7, 8, BLUE)][: 1 + (place == "b")]
        )
    keep_corrections(film, tmp_path / "a" / "sc01", [said])  # the same shot again
    found = {one.shot: len(one.corrections) for one in corrected_shots(film)}
    assert found == {tmp_path / "a" / "sc01": 1, tmp_path / "b" / "sc01": 2}
    assert all(path.name.startswith("sc01-") for path in film.corrections.iterdir())


def test_corrected_regions_are_learned_from_and_others_are_not(film: Production, tmp_path: Path) -> None:
    shot = write_finished(tmp_path / "sc02", walking(3, 9), keys=[1], truth=False)
    # the eyes of frame 2: one corrected, one confirmed
    x, y = 60 + 6 * 10, 90
    spots = [(round(x - 11.25), round(y - 3.75)), (round(x + 11.25), round(y - 3.75))]
    keep_corrections(film, shot, [SavedCorrection(2, *spot, BLUE) for spot in spots])
    gone = write_finished(tmp_path / "sc03", walking(2), keys=[1], truth=False)
    keep_corrections(film, gone, [SavedCorrection(2, 60, 60, BLUE)])
    gone.rename(tmp_path / "elsewhere")
    (film.corrections / "torn.json").write_bytes(b"{")
    found = read(film)
    assert found.corrections == 2 and len(found.learned) == 3
    (partial,) = [g for g in found.learned if any((s < 0).any() for s in g.swatches)]
    known = [int((s >= 0).sum()) for s in partial.swatches]
    assert sorted(known)[0] == 2 and len(partial.pairs) >= 1
    assert [note for note in found.notes if "sc03" in note and "no longer there" in note]
    # of that shot alone
    alone = read(film, "sc02")
    assert alone.corrections == 2 and len(alone.learned) == 1 and alone.held_cuts == ["c0"]
    with pytest.raises(ProductionError, match="is called 'sc9'; there are c0, c1, c2, sc02, sc03"):
        read(film, "sc9")
    # what was learned from depends on them
    before = found.inputs("")
    keep_corrections(film, shot, [SavedCorrection(2, *spots[0], BLUE)])
    assert read(film).inputs("") != before


def test_corrections_of_a_shot_whose_cut_is_held_out_are_left_out(film: Production, tmp_path: Path) -> None:
    shot = write_finished(tmp_path / "again" / "c0", walking(3), keys=[1], truth=False)
    keep_corrections(film, shot, [SavedCorrection(2, 66, 93, BLUE)])
    found = read(film)
    assert found.held_cuts == ["c0"] and found.corrections == 0
    assert any("its cut is held out" in note for note in found.notes)
