# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shiage.cel.lineart import TRACE_RED, LineArt
from shiage.cel.palette import palette_of_keys
from shiage.cel.regions import find_regions
from shiage.demo.shot import draw_shot, write_demo
from shiage.models.network_inputs import picture
from shiage.training.config import LossConfig, SourceConfig, TrainingConfig, TrainingError
from shiage.training.data.sources import open_sources
from shiage.training.paper.measure_tables import Plan, keys_of, measure
from shiage.training.paper.paint_rows import CopyPainter, Frames, Painter
from shiage.training.paper.scored_shots import NetworkShot, TestShot, evenly, procedural_shots
from shiage.training.paper.scores import cel_figures, painted_figures, read_flat
from shiage.training.paper.shared_clips import draw_pool
from shiage.training.paper.table_rows import LACKING, Row, tables
from shiage.training.paper.write_results import report


@pytest.fixture(scope="module")
def shot() -> TestShot:
    frames = draw_shot(4, (320, 180))
    return TestShot(
        "demo", [LineArt(LineArt.from_image(f.line).ink) for f in frames], [f.truth for f in frames]
    )


class Perfect(Painter):
    """Paints the truth."""

    def paint(self, shot: NetworkShot, keys: Sequence[int], wanted: Sequence[int]) -> Frames:
        return {t: shot.colours[t] for t in wanted}


def test_truth_read_by_region_is_right_and_a_copy_is_not(shot: TestShot) -> None:
    network = NetworkShot(shot, 320)
    perfect = painted_figures(network, Perfect(), [0, 3], [1, 2])
    copied = painted_figures(network, CopyPainter(), [0, 3], [1, 2])
    assert perfect.acc_thres > 0.9
    assert perfect.pix_f_acc > 0.97
    assert perfect.psnr is not None
    assert copied.psnr is not None
    assert perfect.psnr > 30 > copied.psnr
    assert copied.acc_thres < perfect.acc_thres


def test_plain_methods_have_no_raster(shot: TestShot) -> None:
    figures = cel_figures(shot, "nearest", [0, 3], [1])
    assert (figures.mse, figures.psnr, figures.ssim) == (None, None, None)
    assert 0 < figures.acc < 1


def test_white_paint_and_no_paint_are_told_apart_by_place() -> None:
    ink = np.zeros((80, 80), np.uint8)
    ink[20:60, 20:60] = 255
    ink[23:57, 23:57] = 0
    cel = np.zeros((80, 80, 4), np.uint8)
    cel[20:60, 20:60] = 255
    regions = find_regions(LineArt(ink))
    palette = palette_of_keys([(cel, regions)])
    read = read_flat(np.full((80, 80, 3), 255, np.uint8), regions, palette)
    assert read[5, 5, 3] == 0
    assert (read[40, 40] == 255).all()


def test_hues_turn_a_third_of_the_circle(shot: TestShot) -> None:
    red = TestShot("red", shot.lines[:1], [np.full((180, 320, 4), (200, 20, 20, 255), np.uint8)])
    turned = red.turned(120).cels[0][0, 0]
    assert turned[1] > 190
    assert max(turned[0], turned[2]) < 30
    assert red.turned(0) is red


def test_what_networks_see_has_sides_that_they_can_halve(shot: TestShot) -> None:
    network = NetworkShot(shot, 100)
    assert network.lines.shape == (4, 1, 56, 96)
    assert network.colours.shape == (4, 3, 56, 96)
    assert picture(network.colours[0]).std() > 10


def test_keys_stand_evenly_and_frames_are_shared() -> None:
    assert keys_of(Row("", "full", keys=-1), 20) == [0]
    assert keys_of(Row("", "full", keys=2), 20) == [0, 19]
    assert keys_of(Row("", "full", keys=3), 21) == [0, 10, 20]
    assert evenly(3, 5) == [0, 1, 2]


def test_procedural_shots_are_the_same_each_time() -> None:
    one, two = procedural_shots(1), procedural_shots(1)
    assert all(np.array_equal(a.ink, b.ink) for a, b in zip(one[0].lines, two[0].lines, strict=True))


def test_a_table_without_features_has_no_row_that_needs_them() -> None:
    seeing, blind = (tables(LossConfig(features=f), [1], False)[0] for f in ("own", "none"))
    assert len(seeing.rows) == len(LACKING) + 3
    assert len(blind.rows) == len(LACKING) + 1
    assert {row.method for row in seeing.rows} >= {"copy", "no-style", "full"}


def test_every_table_begins_with_the_copied_key() -> None:
    for table in tables(LossConfig(), [1, 2, 5, 6], True):
        assert table.rows[0].method == "copy"
        trained = {network.name for network in table.needs}
        assert {r.method for r in table.rows} <= trained | {"copy", "nearest", "flow", "flat", "shipped"}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("paper")
    write_demo(folder / "shots" / "demo", 9, (160, 90))
    base = TrainingConfig(
        network="lite",
        steps=4,
        sources=(SourceConfig("folder", path=str(folder / "shots")),),
        size=64,
        batch=1,
        window=3,
        references=(1, 2),
        losses=LossConfig(features="none", perceptual=0, style=0),
        precision="32-true",
        workers=0,
    )
    return Plan(base, 0, folder / "out", folder / "shots", procedural=1, frames=1, side=64, numbers=(2,))


def test_clips_are_drawn_once_and_missing_ones_again(plan: Plan, tmp_path: Path) -> None:
    told: list[str] = []
    base = replace(plan.base, sources=(SourceConfig("procedural"),))
    drawn = draw_pool(base, 2, tmp_path, told.append)
    clips = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(clips) == 2
    source = open_sources(drawn.sources)
    assert any(source.clip(np.random.default_rng(i), base.window, 64).lines.any() for i in range(8))
    next(iter(clips)).unlink()
    draw_pool(base, 2, tmp_path, told.append)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == clips
    assert len(told) == 2
    draw_pool(base, 2, tmp_path, told.append)
    assert len(told) == 2


def test_trace_lines_of_the_papers_shots_are_no_ink() -> None:
    line = LineArt(np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8))
    line.ink[8:56, (8, 55)], line.trace[8:56, 31:33] = 255, TRACE_RED  # type: ignore[index]
    cel = np.zeros((64, 64, 4), np.uint8)
    cel[8:56, 8:56] = (200, 40, 40, 255)
    seen = NetworkShot(TestShot("traced", [line], [cel]), 64)
    assert (seen.lines[0, 0, 10:50, 31:33] == 1).all() and (seen.fields[0, 0, 10:50, 31:33] == 0).all()
    assert np.allclose(seen.colours[0, :, 20, 31], np.array((200, 40, 40)) / 127.5 - 1)
    assert (seen.colours[0, :, 10:50, 8] == -1).all()


def test_the_second_table_from_end_to_end(plan: Plan) -> None:
    told: list[str] = []
    measured = measure(plan, told.append)
    assert set(measured.figures) == {"dev", "procedural"}
    rows = measured.figures["dev"]
    assert rows["flat-first-hue0"].psnr is None
    assert rows["full+refiner-first-hue0"].psnr is not None
    assert measured.weights["tcvc"].provenance["steps"] == measured.weights["full"].provenance["steps"] == "1"
    text = report(plan, measured, "shiage bench paper")
    assert "Table 2" in text
    assert "Copy of the nearest key" in text
    assert "1 steps" in text
    shipped = measured.weights["shipped"].provenance
    prose = " ".join(text.split())
    assert "*Full, as shipped* are the package's own `color_transform_lite`" in prose
    assert f"trained longer: {shipped['steps']} steps" in prose
    assert "a frame that is exact counts as 99 dB" in prose
    assert "paints worse than the copied key" in text  # after one step it must
    assert max(map(len, text.splitlines())) < 160
    assert text.count("| Previous frame (as TCVC) |") == 3
    told.clear()
    assert measure(plan, told.append).figures == measured.figures
    assert told == []
    with pytest.raises(TrainingError, match="figures of another plan"):
        measure(replace(plan, frames=2), told.append)


def test_another_seed_is_trained_apart_for_as_many_steps_and_the_spread_is_told(plan: Plan) -> None:
    second = replace(plan, seed=1, steps=2, dev=None, numbers=(1,))
    measured = measure(second, lambda line: None)
    own = [w.provenance for name, w in measured.weights.items() if "shipped" not in name]
    assert {p["steps"] for p in own} == {"2"} and {p["seed"] for p in own} == {"1"}
    assert (plan.out / "seed-1" / "full").is_dir()
    row = measured.figures["procedural"]["full-k2-hue0"]
    assert row.psnr is not None
    better = {"full-k2-hue0": replace(row, psnr=row.psnr + 1)}
    again = {"procedural": measured.figures["procedural"] | better}
    text = report(second, measured, "shiage bench paper", [again])
    assert f"| No Temporal | {row.psnr + 0.5:.2f} ± 0.50 |" in text
    assert "| Copy of the nearest key |" not in text.partition("mean and standard deviation")[2]
