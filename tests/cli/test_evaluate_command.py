# SPDX-License-Identifier: Apache-2.0
"""`shiage evaluate` on the demo: figures, baselines, cels and JSON, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.demo.shot import write_demo


def test_scores_beside_baselines_and_writes_cels(shot: Path, tmp_path: Path) -> None:
    figures, cels = tmp_path / "figures.json", tmp_path / "cels"
    arguments = ["evaluate", str(shot.parent), "--baselines", "--json", str(figures), "--write", str(cels)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads(figures.read_text())
    assert set(content["mean"]) == {"flat", "evidence", "attention", "copy", "nearest", "flow", "features"}
    assert content["shots"][0]["shot"] == "shot"
    assert content["shots"][0]["frames"] == 3
    assert 0.5 < content["mean"]["flat"]["acc_thres"] <= 1
    assert sorted(p.name for p in (cels / "shot").iterdir()) == [f"{n:04d}.png" for n in range(1, 6)]
    for word in ("flat", "nearest", "Acc-Thres", "Pix-F-Acc", "SSIM"):
        assert word in result.output


def test_a_model_sheet_alone_is_made_of_a_frame(tmp_path: Path) -> None:
    shot = tmp_path / "shot"
    write_demo(shot, 10, (384, 216))
    figures = tmp_path / "figures.json"
    arguments = ["evaluate", str(shot), "--sheet", "1", "--baselines", "--json", str(figures)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads(figures.read_text())
    assert content["keys"] == "sheet 1"
    assert content["shots"][0]["frames"] == 2, "frames 9 and 10"
    assert set(content["mean"]) == {"flat", "evidence", "nearest", "features"}
    assert content["mean"]["flat"]["acc_thres"] > content["mean"]["nearest"]["acc_thres"] + 0.1
    missing = CliRunner().invoke(app, ["evaluate", str(shot), "--sheet", "99"])
    assert missing.exit_code == 2
    assert "no frame 99" in missing.stderr


def test_refuses_shots_without_truth(shot: Path) -> None:
    shutil.rmtree(shot / "truth")
    result = CliRunner().invoke(app, ["evaluate", str(shot)])
    assert result.exit_code == 2
    assert str(shot) in result.stderr
    assert result.stderr.count("\n") == 1


def test_names_the_frame_without_truth(shot: Path) -> None:
    (shot / "truth" / "0003.png").unlink()
    result = CliRunner().invoke(app, ["evaluate", str(shot)])
    assert result.exit_code == 2
    assert "frame 3" in result.stderr


@pytest.mark.usefixtures("networks")
def test_scores_mode_soft_on_shaded_truth(tmp_path: Path) -> None:
    shot, figures = tmp_path / "shot", tmp_path / "figures.json"
    write_demo(shot, 5, (640, 360))  # at half the size, one region of three frames is worth 2 dB
    arguments = ["evaluate", str(shot), "--mode", "soft", "--shaded", "--baselines", "--json", str(figures)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads(figures.read_text())
    shot_figures, mean = content["shots"][0], content["mean"]
    assert any("shading" in note for note in shot_figures["notes"]), "the networks' share is named"
    assert shot_figures["flicker"]["soft"] < shot_figures["flicker"]["copy"] and "flicker" in result.output
    assert list(mean) == ["soft", "flat", "evidence", "attention", "copy", "nearest", "flow", "features"]
    soft = mean.pop("soft")
    for name, others in mean.items():
        # features find parts that turned away, but know nothing of shading
        assert soft["psnr"] > others["psnr"] + (0.5 if name == "features" else 2), name
        assert soft["ssim"] > others["ssim"], name


def test_scores_the_networks_own_picture(shot: Path, networks: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    arguments = ["evaluate", str(shot), "--mode", "raw", "--json", str(figures)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads(figures.read_text())
    assert list(content["mean"]) == [
        *("network", "refined", "region means (ours)", "refined, held still (ours)", "copy")
    ]
    assert content["shots"][0]["frames"] == 3 and content["mean"]["copy"]["psnr"] > 8
    assert "region means" in result.output and "flicker" in result.output
    refused = CliRunner().invoke(app, [*arguments, "--shaded"])
    assert refused.exit_code == 2 and "--mode raw" in refused.stderr
