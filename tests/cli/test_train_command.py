# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.models.weights import load_weights

runner = CliRunner()


@pytest.fixture
def config(drawn: Path, tmp_path: Path) -> Path:
    path = tmp_path / "ours.json"
    content = {
        "network": "lite",
        "steps": 50,
        "size": 64,
        "batch": 1,
        "window": 4,
        "losses": {"features": "none"},
        "sources": [{"kind": "folder", "path": str(drawn)}],
        "precision": "32-true",
        "workers": 0,
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_both_phases_by_command_and_their_weights_imported(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAGE_WEIGHTS", str(tmp_path / "imported"))
    one, two = tmp_path / "one", tmp_path / "two"
    done = runner.invoke(
        app, ["train", "color", str(config), "-o", str(one), "--steps", "1", "--device", "cpu"]
    )
    assert done.exit_code == 0, done.output
    made = one / "color_transform_lite.safetensors"
    assert f"weights in {made}" in done.output.replace("\n", "")
    done = runner.invoke(app, ["weights", "import", str(made), "--name", "ours", "--json"])
    assert json.loads(done.output)["provenance"]["steps"] == "1"
    done = runner.invoke(
        app,
        [
            "train",
            "temporal",
            str(config),
            "--color",
            "ours",
            "-o",
            str(two),
            "--minutes",
            "0",
            "--device",
            "cpu",
        ],
    )
    assert done.exit_code == 0, done.output
    assert load_weights(two / "temporal_lite.safetensors").provenance["steps"] == "1"
    listed = json.loads(runner.invoke(app, ["weights", "list", "--json"]).output)["weights"]
    assert {"ours", "likeness"} <= {each["name"] for each in listed}
    assert "ours" in runner.invoke(app, ["weights", "list"]).output
    assert "ours: whole" in runner.invoke(app, ["weights", "verify"]).output
    kept = tmp_path / "imported" / "ours.safetensors"
    kept.write_bytes(kept.read_bytes()[:-1] + b"\x55")
    done = runner.invoke(app, ["weights", "verify", "ours"])
    assert done.exit_code == 2 and "was changed" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["train", "color", "nope"], "color-nope: no such configuration"),
        (["train", "color", "nope.json"], "nope.json: No such file"),
        (["train", "color", "{config}", "--device", "tpu"], "must be auto, cpu or cuda"),
        (["train", "color", "{config}", "--from", "nope"], "nope: no weights of that name"),
        (["weights", "verify", "nope"], "nope: no weights of that name"),
        (["weights", "import", "nope.safetensors"], "cannot be read"),
    ],
)
def test_mistakes_are_told_in_one_line(words: list[str], told: str, config: Path, tmp_path: Path) -> None:
    words = [word.format(config=config) for word in words]
    if words[0] == "train":
        words += ["-o", str(tmp_path / "out")]
    done = runner.invoke(app, words)
    assert done.exit_code == 2 and told in done.stderr and len(done.stderr.splitlines()) == 1


def test_networks_for_a_first_key_by_command(config: Path, tmp_path: Path) -> None:
    sheets = {"references": [1, 1], "ends": 0.0, "diffusion": {"steps": 2}}
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | sheets), "utf-8")

    def trained(*words: str) -> Path:
        out = tmp_path / "-".join(words[:1])
        given = ["train", *words, "-o", str(out), "--steps", "1", "--device", "cpu"]
        done = runner.invoke(app, given)
        assert done.exit_code == 0, done.output
        return next(out.glob("*.safetensors"))

    assert load_weights(trained("attention", str(config))).provenance["recipe"] == "attention-aware"
    first = trained("diffusion", str(config))
    toned = load_weights(trained("tone", str(config), "--from", str(first)))
    assert toned.provenance["phase"] == "2, colour tone"
    alone = runner.invoke(app, ["train", "tone", str(config), "-o", str(tmp_path / "none")])
    assert alone.exit_code == 2 and "--from" in alone.output
