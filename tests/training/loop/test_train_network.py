# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from shiage.cel.images import read_image
from shiage.models.weights import load_weights
from shiage.training.config import LossConfig, TrainingConfig, TrainingError
from shiage.training.loop.checkpoint import checkpoints
from shiage.training.loop.fabric import make_fabric
from shiage.training.loop.train_network import Run, schedule
from shiage.training.pixel_networks.color_transform import train_color
from shiage.training.pixel_networks.temporal_refinement import train_temporal
from shiage.training.read_config import read_config


def quiet(line: str) -> None:
    pass


def state(out: Path) -> dict[str, torch.Tensor]:
    """All tensors of the newest checkpoint."""
    newest = checkpoints(out / "checkpoints")[-1]
    return {f"{f.name} {n}": t for f in newest.glob("*.safetensors") for n, t in load_file(f).items()}


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not(tiny: TrainingConfig, tmp_path: Path) -> None:
    train_color(Run(tiny, tmp_path / "whole", say=quiet))
    for _ in range(2):  # no time at all: one step each, and a checkpoint
        train_color(Run(tiny, tmp_path / "parts", minutes=0, say=quiet))
    assert checkpoints(tmp_path / "parts" / "checkpoints")[-1].name == "00000002"
    torch.manual_seed(99)  # what the process drew meanwhile must not matter
    train_color(Run(tiny, tmp_path / "parts", say=quiet))
    whole, parts = state(tmp_path / "whole"), state(tmp_path / "parts")
    assert whole.keys() == parts.keys()
    assert len({name.split()[0] for name in whole}) == 6, (
        "two networks, their Adams, the mean, the generators"
    )
    assert [name for name in whole if not torch.equal(whole[name], parts[name])] == []


def test_a_training_leaves_log_sheet_board_and_weights(tiny: TrainingConfig, tmp_path: Path) -> None:
    said: list[str] = []
    path = train_color(Run(tiny, tmp_path, say=said.append))
    assert path == tmp_path / "color_transform_lite.safetensors"
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["step"] for line in log] == [2, 4] and log[0]["l1"] > 0
    assert any("step 4" in line for line in said)
    assert read_image(tmp_path / "sheets" / "00000004.png").shape[1] == 128 * 7, (
        "two references and five more"
    )
    assert read_image(tmp_path / "curves.png").shape[1] > 900, "two diagrams"
    assert list((tmp_path / "tensorboard").iterdir())
    weights = load_weights(path)
    assert weights.provenance["steps"] == "4" and weights.provenance["samples"] == "8"
    assert weights.provenance["features"].startswith("none")
    mean = load_file(checkpoints(tmp_path / "checkpoints")[-1] / "mean.safetensors")
    assert all(torch.equal(t.half().float(), weights.tensors[n]) for n, t in mean.items())


def test_phase_two_learns_with_phase_one_fixed_and_from_its_start(
    tiny: TrainingConfig, tmp_path: Path
) -> None:
    color = train_color(Run(tiny, tmp_path / "color", minutes=0, say=quiet))
    assert color is not None
    before = color.read_bytes()
    config = replace(tiny, steps=2, losses=LossConfig(features="none", latent=0))
    first = train_temporal(Run(config, tmp_path / "one", say=quiet), str(color))
    assert first is not None and color.read_bytes() == before
    assert load_weights(first).provenance["colour transform"].startswith("color_transform_lite")
    again = train_temporal(Run(config, tmp_path / "two", say=quiet), str(color), start=str(first))
    assert again is not None and load_weights(again).digest != load_weights(first).digest
    with pytest.raises(TrainingError, match="no weights of a colour transform"):
        train_temporal(Run(config, tmp_path / "three", say=quiet), str(first))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_asked_to_stop_leaves_a_checkpoint(
    number: signal.Signals, tiny: TrainingConfig, tmp_path: Path
) -> None:
    def ask(line: str) -> None:
        if line.startswith("step 2"):
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    train_color(Run(replace(tiny, steps=1000), tmp_path, say=ask))
    assert checkpoints(tmp_path / "checkpoints")[-1].name == "00000003"
    assert signal.getsignal(number) == before


def test_a_training_outside_the_main_thread_ends_with_its_minutes(
    tiny: TrainingConfig, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        weights = pool.submit(train_color, Run(tiny, tmp_path, minutes=0, say=quiet)).result()
    assert weights is not None and checkpoints(tmp_path / "checkpoints")[-1].name == "00000001"


def test_weights_tell_what_they_were_begun_from(tiny: TrainingConfig, tmp_path: Path) -> None:
    first = train_color(Run(tiny, tmp_path / "one", minutes=0, say=quiet))
    assert first is not None and "from" not in load_weights(first).provenance
    out = tmp_path / "two"
    train_color(Run(tiny, out, minutes=0, say=quiet), start=str(first))
    again = train_color(Run(tiny, out, minutes=0, say=quiet))  # goes on, and need not be told
    assert again is not None
    told = load_weights(again).provenance["from"]
    assert told == f"color_transform_lite {load_weights(first).digest[:12]}"
    config = replace(tiny, losses=LossConfig(features="none", latent=0))
    refiner = train_temporal(Run(config, tmp_path / "three", minutes=0, say=quiet), str(again))
    assert refiner is not None
    later = train_temporal(
        Run(config, tmp_path / "four", minutes=0, say=quiet), str(again), start=str(refiner)
    )
    assert later is not None and load_weights(later).provenance["from"].startswith("temporal_lite ")


def test_recipes_for_few_cores_let_the_rate_fall() -> None:
    for name in ("color-lite", "temporal-lite", "features-lite"):
        config = read_config(name)
        assert schedule(config.steps - 1, config, decays=True) < 0.01


def test_a_processor_trains_on_one_thread(tiny: TrainingConfig) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        make_fabric(tiny, "cpu")
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_checkpoints_of_another_training_or_torn_ones_are_told(tiny: TrainingConfig, tmp_path: Path) -> None:
    train_color(Run(tiny, tmp_path, minutes=0, say=quiet))
    with pytest.raises(TrainingError, match=r"another size, batch.* -o"):
        train_color(Run(replace(tiny, size=128, batch=1), tmp_path, say=quiet))
    newest = checkpoints(tmp_path / "checkpoints")[-1]
    file = newest / "generator.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(TrainingError, match=r"00000001: torn .*remove it"):
        train_color(Run(tiny, tmp_path, say=quiet))


def test_matching_can_be_taught_directly(tiny: TrainingConfig, tmp_path: Path) -> None:
    config = replace(
        tiny, steps=1, log_every=1, losses=LossConfig(0, 0, 0, 0, 0, 10, "none"), rate=1e-2, warmup=0
    )
    started = train_color(Run(replace(tiny, rate=1e-9), tmp_path / "start", minutes=0, say=quiet))
    before = load_weights(str(started)).tensors
    trained = train_color(Run(config, tmp_path / "out", say=quiet), start=str(started))
    after = load_weights(str(trained)).tensors
    line = json.loads((tmp_path / "out" / "log.jsonl").read_text("utf-8"))
    assert line["transport"] > 0 and line["total"] == pytest.approx(10 * line["transport"], rel=1e-3)
    learned = [name for name in before if not name.endswith(("_u", "_v"))]  # not spectral norm's vectors
    moved = {name.split(".")[0] for name in learned if not torch.equal(before[name], after[name])}
    assert "attention" in moved and "decoder" not in moved


def test_only_the_newest_checkpoints_are_kept(tiny: TrainingConfig, tmp_path: Path) -> None:
    train_color(Run(replace(tiny, keep_every=1, sheet_every=9), tmp_path, say=quiet))
    assert [p.name for p in checkpoints(tmp_path / "checkpoints")] == ["00000003", "00000004"]
    assert not list((tmp_path / "checkpoints").glob(".*"))


def test_a_loss_that_is_no_number_stops_the_training(tiny: TrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no number any more"):
        train_color(Run(replace(tiny, rate=1e30, warmup=0), tmp_path, say=quiet))


def test_rates_rise_stay_and_fall(tiny: TrainingConfig) -> None:
    config = replace(tiny, steps=100, warmup=10, decay=0.2)
    rates = [schedule(step, config, decays=True) for step in range(100)]
    assert rates[0] == pytest.approx(1 / 11) and rates[10:80] == [1.0] * 70
    assert rates[80:] == sorted(rates[80:], reverse=True) and rates[-1] < 0.01
    assert schedule(99, config, decays=False) == 1
