# SPDX-License-Identifier: Apache-2.0
"""Mode soft: flat keys stay exact, shaded ones are carried on, colours stay within their lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN, face, walk
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.lineart import LineArt
from shiage.shot.color import made_by, solve_shot
from shiage.shot.describe.regions import regions_of
from shiage.shot.evaluate.airbrush import airbrush
from shiage.shot.evaluate.baselines import BASELINES, color_by
from shiage.shot.evaluate.evaluate import draw_cels
from shiage.shot.evaluate.metrics import raster_figures
from shiage.shot.io.contact_sheet import finished_thumb
from shiage.shot.runtime import Runtime
from shiage.shot.soft.blend_weight import Trust
from shiage.shot.soft.network_raster import ShotRaster, _signed
from shiage.shot.soft.solve_soft import SoftFrames, told_share
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Cancelled, Correction, Frame, Key, ModelSheet, Settings, Shot, ShotError, Watch

Arrays = dict[str, NDArray[np.generic]]
Truth = dict[int, NDArray[np.uint8]]

SOFT = Settings(mode="soft")


@pytest.fixture(autouse=True)
def _with_networks(networks: Path) -> None:
    """All of these run the networks."""


def shaded_walk(frames: int = 5, keys: tuple[int, ...] = (1, 5), inked: bool = False) -> tuple[Shot, Truth]:
    """The walk, airbrushed; keys with or without their ink."""
    shot, flat = walk(frames, keys)
    lines = lines_of(shot)
    truth = {n: airbrush(lines[n], cel) for n, cel in flat.items()}
    painted = {n: ink_over(truth[n], lines[n]) if inked else truth[n] for n in keys}
    return replace(shot, keys=[Key(n, painted[n]) for n in keys], settings=SOFT), truth


def lines_of(shot: Shot) -> dict[int, LineArt]:
    return {f.number: f.line for f in shot.frames}


def psnr(shot: Shot, truth: Truth, cels: Truth) -> float:
    """Mean over the frames that are no keys."""
    lines, keys = lines_of(shot), {k.number for k in shot.keys}
    left = [n for n in truth if n not in keys]
    return float(
        np.mean([raster_figures(ink_over(truth[n], lines[n]), ink_over(cels[n], lines[n]))[1] for n in left])
    )


def test_flat_keys_come_out_as_in_mode_flat() -> None:
    shot, _ = walk(frames=5, keys=(1, 5))
    flat, soft = solve_shot(shot), solve_shot(replace(shot, settings=SOFT))
    assert (flat.palette.colours == soft.palette.colours).all()
    one, other = draw_cels(flat), draw_cels(soft)
    assert all((one[n] == other[n]).all() for n in one)


@pytest.mark.parametrize("keys", [(1, 5), (3,)])
def test_shading_is_carried_on_better_than_by_any_baseline(keys: tuple[int, ...]) -> None:
    shot, truth = shaded_walk(keys=keys)
    ours = psnr(shot, truth, draw_cels(solve_shot(shot)))
    for name, baseline in BASELINES.items():
        assert ours > psnr(shot, truth, color_by(baseline, shot)) + 3, name
    assert ours > psnr(shot, truth, draw_cels(solve_shot(replace(shot, settings=Settings())))) + 3


def test_a_key_is_given_back_as_it_was_painted() -> None:
    shot, truth = shaded_walk()
    solved = solve_shot(shot)
    drawn, paper = solved.draw(1), regions_of(lines_of(shot)[1], SOFT).labels > 0
    assert drawn.cel is not None
    assert (drawn.cel[paper] == truth[1][paper]).mean() > 0.999
    assert np.abs(drawn.cel[paper].astype(int) - truth[1][paper]).max() < 12, (
        "but for the noise of a flat fill"
    )


def test_ink_left_on_the_keys_is_no_colour() -> None:
    shot, truth = shaded_walk(inked=True)
    cels = draw_cels(solve_shot(shot))
    assert psnr(shot, truth, cels) > 38
    dark = cels[3][..., :3].max(2) < 40
    assert not (dark & (cels[3][..., 3] > 0)).any(), "under the ink the shading goes on"


def test_no_colour_crosses_a_line() -> None:
    """One flat eye beside shaded skin: whatever the networks smear, it stays exactly blue."""
    shot, flat = walk(frames=4, keys=(1, 4))
    lines = lines_of(shot)
    keys = []
    for number in (1, 4):
        shaded = airbrush(lines[number], flat[number])
        eyes = (flat[number] == BLUE).all(2)
        shaded[eyes] = BLUE
        keys.append(Key(number, shaded))
    cel = draw_cels(solve_shot(replace(shot, keys=keys, settings=SOFT)))[2]
    paper = ~lines[2].barrier()
    for colour, exact in ((BLUE, True), (SKIN, False), (RED, False)):
        where = (flat[2] == colour).all(2) & paper
        assert (cel[where] == colour).all() == exact, colour
    assert (cel[(flat[2][..., 3] == 0) & paper] == 0).all()


def test_a_correction_lays_a_flat_colour_over_the_shading() -> None:
    shot, _ = shaded_walk()
    gold = (240, 200, 10, 255)
    number, x, y = 3, 78, 55
    cel = draw_cels(solve_shot(replace(shot, corrections=[Correction(number, x, y, gold)])))[number]
    hat = regions_of(lines_of(shot)[number], SOFT).labels
    assert (cel[hat == hat[y, x]] == gold).all()


def test_two_paints_in_one_region_are_carried_on_and_nothing_is_lost_of_them() -> None:
    shot, truth = walk(frames=2, keys=())
    key = truth[1].copy()
    key[98:112, 55:80] = shade = (190, 150, 120, 255)
    soft = solve_shot(replace(shot, keys=[Key(1, key)], settings=SOFT))
    assert not any("get one colour" in note.text for note in soft.notes)
    assert np.abs(draw_cels(soft)[2].astype(int) - shade).max(2).min() < 24


def test_a_shaded_model_sheet_alone_shades_a_shot() -> None:
    shot, flat = walk(frames=3, keys=())
    truth = {n: airbrush(lines_of(shot)[n], cel) for n, cel in flat.items()}
    line, cel = face((88, 92), size=176)
    sheet = ModelSheet("face", line, airbrush(line, cel))
    soft = replace(shot, sheets=[sheet], settings=SOFT)
    assert psnr(soft, truth, draw_cels(solve_shot(soft))) > 25


def test_confidence_is_that_of_the_regions() -> None:
    shot, _ = shaded_walk()
    drawn = solve_shot(shot).draw(3)
    assert drawn.labels.max() == len(drawn.confidence) == len(drawn.swatches)
    assert 0 < drawn.confidence.min() <= drawn.confidence.max() <= 1


def test_it_goes_on_where_it_was() -> None:
    shot, _ = shaded_walk()

    class Kept:
        def __init__(self) -> None:
            self.steps: dict[str, Arrays] = {}

        def get(self, step: str) -> Arrays | None:
            return self.steps.get(step)

        def put(self, step: str, arrays: Arrays) -> None:
            assert step not in self.steps, "a finished step is not done again"
            self.steps[step] = arrays

    kept, stage = Kept(), ""

    def follow(name: str, done: int, total: int) -> None:
        nonlocal stage
        stage = f"{name} {done}"

    whole = draw_cels(solve_shot(shot))
    with pytest.raises(Cancelled):
        solve_shot(shot, kept, Watch(follow, lambda: stage == "paint 3"))
    assert {"tried-0", "tried-4", "paint-1", "paint-2"} <= set(kept.steps)
    assert not {"paint-3", "refine-0"} & set(kept.steps)
    again = draw_cels(solve_shot(shot, kept))
    assert all((whole[n] == again[n]).all() for n in whole)


def test_missing_weights_are_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shiage.models.weights.SHIPPED", tmp_path)
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path))
    shot, _ = shaded_walk()
    with pytest.raises(ShotError, match="shiage weights import"):
        solve_shot(shot)


def test_another_device_is_refused_in_words() -> None:
    shot, _ = shaded_walk()
    with pytest.raises(ShotError, match="auto, cpu"):
        solve_shot(shot, runtime=Runtime("abacus"))


def test_steps_of_other_weights_do_not_fit() -> None:
    assert made_by("soft") != made_by("flat")
    assert made_by("soft").startswith(made_by())


def test_the_nearer_the_key_the_less_the_networks_say() -> None:
    trust = Trust(0.8, 6)
    assert trust.at(6) == trust.at(9) == 0.8
    assert trust.at(3) == pytest.approx(0.2)
    assert trust.at(0) == 0
    assert Trust(0.3, 0).at(5) == 0.3


def turning_limb(turns_with_it: bool) -> tuple[Shot, Truth]:
    """A limb, thick at one end, turns by 60 degrees; its tones run along it, or light falls from above."""
    frames, truth = [], {}
    y, x = np.mgrid[:160, :160].astype(np.float32) - 80
    for n in range(1, 6):
        angle = np.deg2rad(15 * (n - 1))
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        round_ = (along / 66) ** 2 + (across / (30 + along / 4)) ** 2
        ink = np.where((round_ < 1) & (round_ > 0.84), 255, 0).astype(np.uint8)
        tone = (along / 66).clip(-1, 1)[..., None] if turns_with_it else 0
        cel = np.zeros((160, 160, 4), np.uint8)
        cel[..., :3] = np.rint(np.array((150, 110, 90)) + tone * np.array((90, 70, 60)))
        cel[..., 3] = 255
        cel[round_ >= 0.92] = 0
        frames.append(Frame(n, LineArt(ink)))
        truth[n] = cel if turns_with_it else airbrush(frames[-1].line, cel)
    keys = [Key(n, truth[n]) for n in (1, 5)]
    return Shot(frames=frames, keys=keys, settings=SOFT), truth


@pytest.mark.parametrize("turns_with_it", [True, False])
def test_keys_tell_whether_shading_turns_with_its_part(turns_with_it: bool) -> None:
    shot, truth = turning_limb(turns_with_it)
    solved = solve_shot(shot)
    frames = solved.raster
    assert isinstance(frames, SoftFrames)
    assert frames.carrier.upright is not turns_with_it
    right = psnr(shot, truth, draw_cels(solved))
    frames.carrier.upright = turns_with_it
    assert right > psnr(shot, truth, draw_cels(solved)) + 1


def test_networks_that_can_shade_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The light turns: who knows that, as no carried shading can, is mixed in; who paints nonsense is not."""
    steady, truth = shaded_walk()
    lines = lines_of(steady)
    below = LineArt(np.ascontiguousarray(lines[5].ink[::-1]))
    truth[5] = np.ascontiguousarray(airbrush(below, walk(5)[1][5][::-1].copy())[::-1])
    turning = replace(steady, keys=[Key(n, truth[n]) for n in (1, 5)])
    exact = {n: _signed(finished_thumb(ink_over(truth[n], lines[n]), (160, 160))) for n in truth}
    noise = np.random.default_rng(3)

    def trusted(shot: Shot, paint: Callable[[int], NDArray[np.float32]]) -> float:
        monkeypatch.setattr(ShotRaster, "colour", lambda self, t, choice: paint(t + 1))
        monkeypatch.setattr(ShotRaster, "refine", lambda self, lines, colours, keys: colours)
        solved = solve_shot(shot)
        assert isinstance(solved.raster, SoftFrames)
        return solved.raster.trust.share

    assert trusted(turning, lambda n: exact[n]) > 0.6
    assert trusted(steady, lambda n: noise.uniform(-1, 1, exact[n].shape).astype(np.float32)) < 0.1


def test_solved_shots_know_their_raster() -> None:
    shot, _ = shaded_walk(frames=3, keys=(1,))
    solved: SolvedShot = solve_shot(shot)
    assert solved.raster is not None
    assert solve_shot(replace(shot, settings=Settings())).raster is None


def test_the_networks_share_is_said() -> None:
    solved = solve_shot(shaded_walk()[0])
    (said,) = [note.text for note in solved.notes if "shading" in note.text]
    frames = solved.raster
    assert isinstance(frames, SoftFrames)
    pictured = {}
    for trust, words in ((Trust(0, 4), "from the keys alone"), (Trust(0.5, 2), "% of the shading")):
        pictured[words] = told_share(frames.carrier, trust, 5)
        assert words in pictured[words]
    # frames 2, 3, 4 stand 1, 2, 1 from a key: shares 12.5, 50 and 12.5 %
    assert "25 %" in pictured["% of the shading"] and "50 % at most" in pictured["% of the shading"]
    assert said == told_share(frames.carrier, frames.trust, 5)
    flat = replace(walk(5, (1, 5))[0], settings=SOFT)
    assert not any("shading" in note.text for note in solve_shot(flat).notes), "nothing is shaded there"
