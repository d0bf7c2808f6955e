# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from films import KEPT, Pictures, write_film
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.images import read_cel, read_line_art
from shiage.shot.evaluate.evaluate import find_shots
from shiage.shot.types import ShotError
from shiage.training.data.film.build_dataset import DatasetFolder, DatasetSettings, shrink
from shiage.training.data.film.contact_sheet import contact_sheet
from shiage.training.data.film.xdog import XDoG
from shiage.training.data.folder_source import FolderSource

SETTINGS = DatasetSettings("xdog", 256)


@pytest.fixture(scope="module")
def built(film: Path, tmp_path_factory: pytest.TempPathFactory) -> DatasetFolder:
    folder = DatasetFolder(tmp_path_factory.mktemp("data") / "set", SETTINGS)
    folder.add(film, XDoG())
    return folder


def test_shots_are_named_by_film_and_first_frame(built: DatasetFolder) -> None:
    names = [f"our film-{first + 1:06d}" for first, _ in KEPT]
    assert [shot.name for shot in built.shots()] == names
    assert [shot.name for shot in find_shots(built.folder)] == names
    for shot, (first, last) in zip(built.shots(), KEPT, strict=True):
        about = json.loads((shot / "shot.json").read_text("utf-8"))
        assert (about["first"], about["frames"], about["source"]) == (
            first + 1,
            last - first + 1,
            "our film.avi",
        )
        for part in ("lines", "truth"):
            assert [p.name for p in sorted((shot / part).iterdir())] == [
                f"{number:04d}.png" for number in range(1, last - first + 2)
            ]


def test_training_can_draw_clips_from_it(built: DatasetFolder) -> None:
    clip = FolderSource.open(built.folder).clip(np.random.default_rng(0), 8, 64)
    assert clip.lines.shape == (8, 64, 64)
    assert clip.lines.any()
    assert clip.cels[..., :3].std() > 10


def test_lines_carry_no_grey_and_frames_stay_what_they_were(
    built: DatasetFolder, scenes: dict[str, Pictures]
) -> None:
    shot = built.shots()[1]
    for number in (1, 10):
        line = read_line_art(shot / "lines" / f"{number:04d}.png")
        cel = read_cel(shot / "truth" / f"{number:04d}.png")
        assert set(np.unique(line.ink)) == {0, 255}
        shown = ink_over(cel, line)[..., :3].astype(int)
        wanted = shrink(scenes["dusk"][number - 1], 256).astype(int)
        off = cv2.dilate(line.ink, np.ones((5, 5), np.uint8)) == 0  # nearer, ink was mixed into the paint
        assert np.abs(shown - wanted)[off].mean() < 3


def test_a_second_run_writes_nothing_and_a_broken_one_goes_on(built: DatasetFolder, film: Path) -> None:
    last = built.shots()[-1]
    before = {p: p.stat().st_mtime_ns for p in built.folder.rglob("*.png") if last not in p.parents}
    for part in ("lines", "truth"):
        for picture in (last / part).iterdir():
            picture.unlink()
        (last / part).rmdir()
    (last / "shot.json").unlink()
    last.rmdir()
    (built.folder / ".parts" / last.name / "lines").mkdir(parents=True)
    drawn = Counting()
    again = DatasetFolder(built.folder, SETTINGS)
    again.add(film, drawn)
    assert drawn.frames == KEPT[-1][1] - KEPT[-1][0] + 1
    assert before == {p: p.stat().st_mtime_ns for p in before}
    assert len(list((last / "truth").iterdir())) == drawn.frames
    DatasetFolder(built.folder, SETTINGS).add(film, drawn)
    assert drawn.frames == KEPT[-1][1] - KEPT[-1][0] + 1


def test_the_contact_sheet_shows_every_shot(built: DatasetFolder, tmp_path: Path) -> None:
    contact_sheet(built.shots(), tmp_path / "contact.png")
    sheet = read_cel(tmp_path / "contact.png")
    assert sheet.shape[0] % len(KEPT) == 0
    rows = np.split(sheet, len(KEPT))
    assert all(row.std() > 20 for row in rows)
    assert not np.array_equal(rows[0], rows[1])


def test_other_settings_and_other_films_are_refused(
    built: DatasetFolder, tmp_path: Path, scenes: dict[str, Pictures]
) -> None:
    with pytest.raises(ShotError, match="made with other settings"):
        DatasetFolder(built.folder, DatasetSettings("xdog", 128))
    other = write_film(tmp_path / "our film.avi", scenes["sky"])
    with pytest.raises(ShotError, match="another film of this name"):
        built.add(other, XDoG())
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    with pytest.raises(ShotError, match="something else is there"):
        DatasetFolder(tmp_path / "letters", SETTINGS)


class Counting:
    """XDoG that counts its frames."""

    def __init__(self) -> None:
        self.frames = 0

    def __call__(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self.frames += 1
        return XDoG()(frame)
