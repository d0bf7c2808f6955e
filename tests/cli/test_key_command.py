# SPDX-License-Identifier: Apache-2.0
"""`shiage key`, a shot of scribbles on the command line, and their score."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from shiage.cel.images import read_cel, read_line_art, write_png
from shiage.cel.regions import find_regions
from shiage.cli.app import app
from shiage.models.attention_aware import AttentionAware, AttentionAwareConfig
from shiage.models.denoiser import DenoiserConfig
from shiage.models.diffusion import Diffusion
from shiage.models.scribble_painter import ScribblePainter, ScribblePainterConfig
from shiage.models.weights import save_weights
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.evaluate.metrics import packed
from shiage.shot.io.read_shot import read_shot


def scribble(shot: Path, out: Path, count: int) -> int:
    """Scribbles on the demo's first drawing; returns how many colours they have."""
    line, truth = read_line_art(shot / "lines/0001.png"), read_cel(shot / "truth/0001.png")
    labels = find_regions(line).labels
    colours = packed(truth)
    kinds = [np.unique(colours[labels == i], return_counts=True) for i in range(1, int(labels.max()) + 1)]
    wanted = np.array([values[counts.argmax()] for values, counts in kinds], np.uint32)
    chosen = scribbled_labels(labels, wanted, count)
    write_png(out, draw_scribbles(labels, truth, chosen))
    return len({int(wanted[label - 1]) for label in chosen})


def run(*arguments: str | Path) -> dict[str, object]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_a_key_comes_of_scribbles_in_their_colours_alone(shot: Path, tmp_path: Path) -> None:
    colours = scribble(shot, tmp_path / "marks.png", 12)
    key = tmp_path / "key.png"
    said = run("key", shot / "lines/0001.png", "--scribbles", tmp_path / "marks.png", "-o", key, "--json")
    made, marks = read_cel(key), read_cel(tmp_path / "marks.png")
    assert said["file"] == str(key) and made.shape == marks.shape
    on = marks[..., 3] > 0
    assert (made[on] == marks[on]).all(1).mean() > 0.99
    assert len(np.unique(packed(made)[packed(made) > 0])) <= colours


def test_a_key_comes_of_a_model_sheet(shot: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.png"
    sheet = tmp_path / "hero.png"
    write_png(sheet, read_cel(shot / "truth/0001.png"))
    (tmp_path / "hero.line.png").write_bytes((shot / "lines/0001.png").read_bytes())
    run("key", shot / "lines/0003.png", "--sheet", sheet, "-o", key, "--json")
    truth = read_cel(shot / "truth/0003.png")
    assert (read_cel(key) == truth).all(2).mean() > 0.9


def test_a_key_needs_colours_from_somewhere(shot: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["key", str(shot / "lines/0001.png"), "-o", str(tmp_path / "key.png")])
    assert result.exit_code == 2 and "--scribbles" in result.output
    assert not (tmp_path / "key.png").exists()


def test_a_shot_without_keys_is_coloured_from_its_scribbles(
    shot: Path, tmp_path: Path, shiage: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    def color() -> list[int]:
        done = shiage("color", shot, "-o", tmp_path / "out", "--json")
        assert done.returncode == 0, done.stderr
        written: list[int] = json.loads(done.stdout)["written"]
        return written

    for key in (shot / "keys").iterdir():
        key.unlink()
    (shot / "scribbles").mkdir()
    scribble(shot, shot / "scribbles/0001.png", 16)
    assert color() == [1, 2, 3, 4, 5]
    assert color() == []
    scribble(shot, shot / "scribbles/0001.png", 3)
    assert color() == [1, 2, 3, 4, 5]


def test_scribbles_are_scored(shot: Path, tmp_path: Path, imported: Path) -> None:
    figures = tmp_path / "figures.json"
    arguments = ["evaluate", str(shot), "--first-key", "scribbles:6", "--json", str(figures)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (score,) = json.loads(figures.read_text())["shots"]
    shares = score["methods"]
    assert list(shares) == ["right", "AlacGAN alone", "both", "nearest scribble", "colours given"]
    assert shares["right"] > shares["nearest scribble"] and shares["colours given"] <= 1
    asked = CliRunner().invoke(app, [*arguments, "-n", "3"])
    assert asked.exit_code == 0, asked.output
    (chosen,) = json.loads(figures.read_text())["shots"]
    both = chosen["methods"]
    assert list(both) == ["right", "best candidate", "nearest scribble", "colours given"]
    assert both["right"] == shares["right"] <= both["best candidate"]
    alone = CliRunner().invoke(app, ["evaluate", str(shot), "-n", "3"])
    assert alone.exit_code == 2 and "--first-key" in " ".join(alone.output.split())
    wrong = CliRunner().invoke(app, ["evaluate", str(shot), "--first-key", "sheet:1"])
    assert wrong.exit_code == 2 and "scribbles:N" in wrong.output


def model_sheet(shot: Path, folder: Path) -> Path:
    sheet = folder / "hero.png"
    write_png(sheet, read_cel(shot / "truth/0001.png"))
    (folder / "hero.line.png").write_bytes((shot / "lines/0001.png").read_bytes())
    return sheet


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small untrained networks, imported as weights of the width paper, which come first."""
    folder = tmp_path / "imported"
    folder.mkdir()
    torch.manual_seed(0)
    about = {"size": "64", "phase": "1"}
    small, wide = DenoiserConfig(8, (1, 2), 1, 4, 2, 2), AttentionAwareConfig((4, 8, 8), 2, 1)
    for name in ("anime_diffusion_paper", "one_shot_paper"):
        save_weights(folder / f"{name}.safetensors", Diffusion(small), small, about)
    save_weights(folder / "attention_aware_paper.safetensors", AttentionAware(wide), wide, about)
    hints = ScribblePainterConfig(8, 4, 4, 2, 0, "")
    save_weights(folder / "scribble_painter_paper.safetensors", ScribblePainter(hints), hints, about)
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(folder))
    return folder


def test_candidates_lie_beside_the_key_that_they_agree_on(shot: Path, tmp_path: Path, imported: Path) -> None:
    sheet, key = model_sheet(shot, tmp_path), tmp_path / "out" / "key.png"
    key.parent.mkdir()
    given = ("key", shot / "lines/0003.png", "--sheet", sheet, "--diffusion", "-n", "3", "-o", key, "--json")
    said = run(*given)
    files = [key.with_name("key.candidates") / f"{i}.png" for i in (1, 2, 3)]
    assert said["candidates"] == [str(f) for f in files] and said["seeds"] == [1, 2, 3]
    known = set(packed(read_cel(sheet)).ravel().tolist()) | {0}
    made = [read_cel(f) for f in (key, *files)]
    assert all(set(packed(cel).ravel().tolist()) <= known for cel in made), "the sheet's exact colours"
    height, width = made[0].shape[:2]
    assert read_cel(Path(str(said["side_by_side"]))).shape[:2] == (height, 3 * width)
    sure = said["confidence"]
    assert isinstance(sure, list) and len(sure) == said["regions"]
    assert all(0.3 < share <= 1 for share in sure)
    assert said["unsure"] == sum(share < 0.9 for share in sure)
    notes = said["notes"]
    assert isinstance(notes, list) and "experimental" in notes[0]
    other = run(*given[:-3], "-o", tmp_path / "again.png", "--seed", "2", "--json")
    assert (read_cel(tmp_path / "again.candidates/1.png") == made[2]).all(), (
        "seed 2 is the second of seeds 1, 2, 3"
    )
    assert other["seeds"] == [2, 3, 4]


def test_candidates_come_of_scribbles_unlike_where_they_are_in_doubt(shot: Path, tmp_path: Path) -> None:
    scribble(shot, tmp_path / "marks.png", 3)
    key = shot / "keys" / "0001.png"
    given = ("key", shot / "lines/0001.png", "--scribbles", tmp_path / "marks.png", "-o")
    plain = run(*given, tmp_path / "plain.png", "--json")
    assert "candidates" not in plain and not (tmp_path / "plain.candidates").exists()
    many = run(*given, key, "-n", "4", "--json")
    files = [Path(file) for file in many["candidates"]]  # type: ignore[attr-defined]
    assert files == [shot / "keys/0001.candidates" / f"{i}.png" for i in range(1, len(files) + 1)]
    cels = [read_cel(file) for file in files]
    assert (read_cel(key) == read_cel(tmp_path / "plain.png")).all() and (cels[0] == read_cel(key)).all()
    assert len(cels) == 4 and all((a != b).any() for i, a in enumerate(cels) for b in cels[:i])
    differ = many["differ"]
    assert isinstance(differ, list) and differ[0] == 0 and min(differ[1:]) > 0
    assert many["unsure"] == plain["unsure"] and max(differ) <= int(str(plain["unsure"]))
    marks = read_cel(tmp_path / "marks.png")
    on = marks[..., 3] > 0
    assert all((cel[on] == marks[on]).all(1).mean() > 0.99 for cel in cels)
    assert 1 in [read.number for read in read_shot(shot).keys], "beside a key they are no keys"
    run(*given, key, "-n", "2", "--json")
    assert sorted(f.name for f in files[0].parent.iterdir()) == ["1.png", "2.png", "all.png"]


def test_the_networks_picture_votes_where_one_asks_for_it(shot: Path, tmp_path: Path, imported: Path) -> None:
    sheet = model_sheet(shot, tmp_path)
    keys = []
    for more in ((), ("--network",)):
        key = tmp_path / f"key{len(more)}.png"
        run("key", shot / "lines/0003.png", "--sheet", sheet, "-o", key, "--json", *more)
        keys.append(read_cel(key))
    truth = read_cel(shot / "truth/0003.png")
    assert [(cel == truth).all(2).mean() > 0.8 for cel in keys] == [True, True]


def test_the_networks_picture_votes_from_scribbles_too(shot: Path, tmp_path: Path, imported: Path) -> None:
    marks, key = tmp_path / "marks.png", tmp_path / "key.png"
    scribble(shot, marks, 6)
    run("key", shot / "lines/0001.png", "--scribbles", marks, "--network", "-o", key, "--json")
    truth = read_cel(shot / "truth/0001.png")
    assert (read_cel(key) == truth).all(2).mean() > 0.6
    (imported / "scribble_painter_paper.safetensors").unlink()
    refused = CliRunner().invoke(
        app, ["key", str(shot / "lines/0001.png"), "--scribbles", str(marks), "--network", "-o", str(key)]
    )
    assert refused.exit_code == 2 and "the network for scribbles needs trained weights" in " ".join(
        refused.output.split()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--diffusion"], "--sheet alone"),
        (["--network"], "give --sheet"),
        (["--sheet", "SHEET", "--diffusion", "--network"], "without --scribbles"),
    ],
)
def test_what_does_not_go_together_is_said(words: list[str], said: str, shot: Path, tmp_path: Path) -> None:
    sheet = model_sheet(shot, tmp_path)
    given = [str(sheet) if word == "SHEET" else word for word in words]
    key = tmp_path / "key.png"
    result = CliRunner().invoke(app, ["key", str(shot / "lines/0001.png"), "-o", str(key), *given])
    assert result.exit_code == 2 and said in " ".join(result.output.split())
    assert not key.exists()


def test_the_first_key_is_scored_from_a_sheet_and_from_nothing(
    shot: Path, tmp_path: Path, imported: Path
) -> None:
    file = tmp_path / "scores.json"
    columns = {}
    for kind in ("sheet", "none"):
        result = CliRunner().invoke(app, ["evaluate", str(shot), "--first-key", kind, "--json", str(file)])
        assert result.exit_code == 0, result.output
        columns[kind] = json.loads(file.read_text("utf-8"))["shots"][0]["methods"]
    sheet = columns["sheet"]
    assert list(sheet) == ["matcher", "network", "both", "diffusion", "at once", "colours given"]
    assert sheet["matcher"] > 0.6 and sheet["colours given"] > 0.95
    assert list(columns["none"]) == ["unpainted"] and 0 < columns["none"]["unpainted"] < 0.5
    wrong = CliRunner().invoke(app, ["evaluate", str(shot), "--first-key", "sheets"])
    assert wrong.exit_code == 2 and "sheet, or none" in " ".join(wrong.output.split())
    useless = ["--candidates", "4"], ["--mode", "raw"], ["--shaded", "--sheet", "1"], ["--write", "out"]
    for options in useless:
        refused = CliRunner().invoke(app, ["evaluate", str(shot), "--first-key", "none", *options])
        assert refused.exit_code == 2
        assert f"takes no {options[0]}" in " ".join(refused.output.split())
