# SPDX-License-Identifier: Apache-2.0
"""One drawing by itself: where networks see it, candidates and where they agree, words about sheets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from drawings import BLUE, RED, SKIN, face
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.images import write_png
from shiage.cel.lineart import LineArt
from shiage.cel.palette import Palette
from shiage.cel.regions import find_regions
from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.denoiser import DenoiserConfig
from shiage.models.diffusion import Diffusion
from shiage.models.sheet_painters import DiffusionSampler
from shiage.models.weights import WeightsError, load_weights, save_weights
from shiage.shot.blank_frames import is_unpainted
from shiage.shot.color import solve_shot
from shiage.shot.first_key.candidates import read_candidates, side_by_side
from shiage.shot.first_key.sample_key import sample_key
from shiage.shot.first_key.sheet_pictures import paint_after_sheets, sample_after_sheet
from shiage.shot.first_key.sheet_words import sheet_words
from shiage.shot.io.read_shot import read_sheet
from shiage.shot.io.shot_folder import SheetFiles
from shiage.shot.runtime import SHIPPED, Runtime
from shiage.shot.types import Frame, ModelSheet, Shot, ShotError

Picture = NDArray[np.uint8]


class Copier:
    """Paints what the sheet shows, in place; keeps what it was given."""

    side = 64

    def paint(self, line: NDArray[np.float32], sheets: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        self.line, self.sheets = line, sheets
        return sheets[0]


def far_off(at: tuple[int, int] = (300, 40), size: tuple[int, int] = (240, 420)) -> tuple[LineArt, Picture]:
    """A face somewhere in a wide frame."""
    line, cel = face((66, 93), 132)
    x, y = at
    ink, paint = np.zeros(size, np.uint8), np.zeros((*size, 4), np.uint8)
    ink[y : y + 132, x : x + min(132, size[1] - x)] = line.ink[:, : size[1] - x]
    paint[y : y + 132, x : x + min(132, size[1] - x)] = cel[:, : size[1] - x]
    return LineArt(ink), paint


@pytest.mark.parametrize("at", [(0, 0), (300, 40), (150, 108)])
def test_a_network_sees_the_figure_alone_and_its_picture_comes_back_in_its_place(at: tuple[int, int]) -> None:
    line, _ = far_off(at)
    sheet_line, sheet_cel = face((66, 93), 132)
    sheet = ModelSheet("hero", sheet_line, sheet_cel)
    copier = Copier()
    painted = paint_after_sheets(Frame(1, line), [sheet], copier)  # type: ignore[arg-type]
    assert copier.line.shape == (1, 64, 64) and copier.sheets[0].shape == (3, 64, 64)
    assert (copier.line > 0.3).any(0).sum(0).nonzero()[0].size > 40, "the figure fills the square"
    height, width = line.ink.shape
    assert painted.shape[0] / painted.shape[1] == pytest.approx(height / width, rel=0.05)
    whole = cv2.resize(painted, (width, height), interpolation=cv2.INTER_NEAREST)
    for x, y, colour in ((66, 112, SKIN), (66, 52, RED)):
        assert np.abs(whole[at[1] + y, at[0] + x].astype(int) - colour[:3]).max() < 40


def pictures_of(*colours: tuple[int, int, int, int]) -> list[Picture]:
    return [np.full((32, 32, 3), colour[:3], np.uint8) for colour in colours]


def test_candidates_are_exact_and_where_they_agree_is_counted() -> None:
    line, _ = face((66, 93))
    palette = Palette(np.array([SKIN, BLUE, RED], np.uint8), ("skin", "blue", "red"))
    regions = find_regions(line)
    found = read_candidates(pictures_of(BLUE, RED, RED, SKIN), regions, palette)
    assert found.swatches[:, 0].tolist() == [1, 2, 2, 0]
    assert found.key.tolist() == [2] * regions.count
    assert found.sure.tolist() == [0.5] * regions.count
    assert (found.key_cel() == RED).all(2).mean() > 0.9
    assert {tuple(c) for c in found.cels()[0].reshape(-1, 4).tolist()} <= {BLUE, (0, 0, 0, 0)}
    split = read_candidates(pictures_of(BLUE, RED), regions, palette)
    assert split.key.tolist() == [1] * regions.count, "among equals the first candidate's"
    row = side_by_side(line, found)
    assert row.shape == (160, 4 * 160, 3)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """Small networks as they begin."""
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    about = {"size": "64", "phase": "1"}
    small = DenoiserConfig(8, (1, 2), 1, 4, 2, 2)
    save_weights(folder / "d.safetensors", Diffusion(small), small, about)
    save_weights(folder / "once.safetensors", Diffusion(small), small, {**about, "phase": "none, at once"})
    wide = AttentionAwareConfig((4, 8, 8), 2, 1)
    save_weights(folder / "a.safetensors", AttentionAware(wide), wide, about)
    names = replace(SHIPPED, sheet=(folder / "a.safetensors",), sampler=(folder / "d.safetensors",))
    return Runtime("cpu", names)


def hero(name: str = "hero") -> ModelSheet:
    line, cel = face((66, 93))
    return ModelSheet(name, line, cel)


def test_samples_are_the_same_for_the_same_seeds(runtime: Runtime) -> None:
    line, _ = face((70, 93))
    shot = Shot([Frame(1, line)], [], [hero(), hero("other")])
    one, notes = sample_key(shot, [5, 6], runtime)
    again, _ = sample_key(shot, [6, 5], runtime)
    assert (one.swatches == again.swatches[::-1]).all()
    assert any("only model sheet hero was looked at" in words for words in notes)
    colours = {tuple(c) for c in one.palette.colours.tolist()}
    assert all({tuple(c) for c in cel.reshape(-1, 4).tolist()} <= colours for cel in one.cels())
    assert one.sure.min() >= 0.5


def test_the_network_without_diffusion_gives_one_picture_whatever_the_seed(
    runtime: Runtime, tmp_path: Path
) -> None:
    sampler = runtime.open_sampler()
    file = load_weights(sampler.name if Path(sampler.name).is_file() else _once(runtime))
    once = DiffusionSampler(file, torch.device("cpu"))
    one, two = sample_after_sheet(Frame(1, hero().line), hero(), once, [1, 2])
    assert (one == two).all() and not once.samples and sampler.samples


def _once(runtime: Runtime) -> Path:
    return Path(runtime._names.sampler[0]).with_name("once.safetensors")


def test_a_network_paints_after_any_number_of_sheets(runtime: Runtime) -> None:
    painter = runtime.open_sheet_painter()
    line, _ = far_off()
    for sheets in ([hero()], [hero(), hero("back"), hero("side")]):
        painted = paint_after_sheets(Frame(1, line), sheets, painter)
        assert painted.dtype == np.uint8 and painted.ndim == 3


def test_missing_and_foreign_weights_are_said(runtime: Runtime, tmp_path: Path) -> None:
    nothing = Runtime("cpu", replace(SHIPPED, sheet=("no_such",), sampler=("no_such",)))
    with pytest.raises(ShotError, match="--diffusion needs trained weights named no_such"):
        nothing.open_sampler()
    with pytest.raises(ShotError, match="model sheets needs trained weights"):
        nothing.open_sheet_painter()
    swapped = Runtime("cpu", replace(SHIPPED, sheet=runtime._names.sampler))
    with pytest.raises((ShotError, WeightsError), match="configuration"):
        swapped.open_sheet_painter()


def blank_sheet(painted: bool, opaque: bool = True) -> ModelSheet:
    line, cel = face((66, 93))
    white = np.zeros_like(cel)
    if opaque:
        white[:] = 255
    grain = np.random.default_rng(0).integers(-3, 4, cel.shape[:2])
    white[..., :3] = np.clip(white[..., :3].astype(int) + grain[..., None], 0, 255)
    ink = line if painted else LineArt(np.zeros_like(line.ink))
    return ModelSheet("empty", ink, white)


@pytest.mark.parametrize("opaque", [True, False])
def test_a_sheet_of_line_art_alone_is_left_out_and_that_is_said(opaque: bool) -> None:
    line, _ = face((70, 93))
    sheet = blank_sheet(True, opaque)
    assert is_unpainted(sheet) and not is_unpainted(hero())
    solved = solve_shot(Shot([Frame(1, line)], [], [hero(), sheet]))
    assert any("empty: nothing in it is painted; it was left out" in note.text for note in solved.notes)
    assert (solved.draw(1).painted(solved.palette)[112, 70] == SKIN).all()
    with pytest.raises(ShotError, match="model sheet empty: nothing in it is painted, so no colour"):
        solve_shot(Shot([Frame(1, line)], [], [sheet]))


def test_line_art_that_comes_as_one_picture_is_no_sheet_of_white_paint(tmp_path: Path) -> None:
    line, cel = face((66, 93))
    drawn = np.dstack([255 - line.ink] * 3)
    write_png(tmp_path / "lines.png", drawn)
    alone = read_sheet(SheetFiles("lines", tmp_path / "lines.png", None), [])
    assert is_unpainted(alone)
    painted = drawn.copy()
    painted[find_regions(line).labels == find_regions(line).labels[112, 66]] = SKIN[:3]
    write_png(tmp_path / "skin.png", painted)
    assert not is_unpainted(read_sheet(SheetFiles("skin", tmp_path / "skin.png", None), []))
    ghost = ink_over(np.where(cel[..., 3:] > 0, 255, 0).astype(np.uint8).repeat(4, 2), line)
    write_png(tmp_path / "ghost.png", ghost)
    white = read_sheet(SheetFiles("ghost", tmp_path / "ghost.png", None), [])
    assert not is_unpainted(white), "white paint on nothing is paint"


def test_an_empty_sheet_is_left_out_and_that_is_said() -> None:
    line, _ = face((70, 93))
    solved = solve_shot(Shot([Frame(1, line)], [], [hero(), blank_sheet(False)]))
    assert any("empty: no line is seen in it; it was left out" in note.text for note in solved.notes)
    with pytest.raises(ShotError, match="model sheet empty: no line is seen"):
        solve_shot(Shot([Frame(1, line)], [], [blank_sheet(False)]))


def test_a_sheet_with_a_little_paint_is_no_line_art() -> None:
    line, cel = face((66, 93))
    little = np.full_like(cel, 255)
    little[80:100, 45:60] = BLUE
    assert not is_unpainted(ModelSheet("little", line, little))


def test_a_sheet_of_another_character_gets_a_word_and_the_right_one_none() -> None:
    line, _ = face((70, 93))
    frame = Frame(1, line)

    def words(sheet: ModelSheet) -> list[str]:
        shot = Shot([frame], [], [sheet])
        solved = solve_shot(shot)
        drawn = solved.draw(1)
        return sheet_words(shot, drawn, drawn.painted(solved.palette))

    assert words(hero()) == []
    ink, paint = np.zeros((200, 300), np.uint8), np.zeros((200, 300, 4), np.uint8)
    for i in range(12):
        corner = (10 + 70 * (i % 4), 10 + 60 * (i // 4))
        far = (corner[0] + 50, corner[1] + 12)
        cv2.rectangle(paint, corner, far, (20 * i, 255 - 20 * i, 120, 255), -1)
        cv2.rectangle(ink, corner, far, 255, 2)
    said = words(ModelSheet("planks", LineArt(ink), paint))
    assert said and "planks" in said[0] and "another character" in said[0]
