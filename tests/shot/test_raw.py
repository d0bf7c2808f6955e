# SPDX-License-Identifier: Apache-2.0
"""The networks' own picture, and flicker."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shiage.cel.images import read_image
from shiage.demo.shot import write_demo
from shiage.shot.evaluate.flicker import flicker
from shiage.shot.evaluate.held_still import held_still
from shiage.shot.evaluate.network_picture import (
    COPY,
    HELD,
    MEANS,
    NETWORK,
    REFINED,
    evaluate_raw,
    mean_figures,
    region_means,
)
from shiage.shot.runtime import default_runtime
from shiage.shot.types import ShotError


def moving(frames: int) -> list[NDArray[np.uint8]]:
    """A textured square that goes to the right."""
    grain = np.random.default_rng(0).integers(60, 200, (12, 12, 3), np.uint8)
    texture = np.asarray(cv2.resize(grain, (48, 48), interpolation=cv2.INTER_CUBIC), np.uint8)
    out: list[NDArray[np.uint8]] = []
    for t in range(frames):
        frame = np.full((96, 128, 3), 255, np.uint8)
        frame[24:72, 20 + 3 * t : 68 + 3 * t] = texture
        out.append(frame)
    return out


def test_what_moves_does_not_flicker_and_what_changes_does() -> None:
    truth = moving(6)
    assert flicker(truth, truth) == 0
    tinted = [(frame * np.array((1, 0.9, 0.8))).astype(np.uint8) for frame in truth]
    pulsing = [(frame * (1 - 0.08 * (t % 2))).astype(np.uint8) for t, frame in enumerate(truth)]
    steady, restless = flicker(tinted, truth), flicker(pulsing, truth)
    assert steady < 0.01 < 0.04 < restless, "off by the same in every frame is wrong, but no flicker"
    rng = np.random.default_rng(1)
    noisy = [np.clip(f + rng.normal(0, 8, f.shape), 0, 255).astype(np.uint8) for f in truth]
    noisier = [np.clip(f + rng.normal(0, 24, f.shape), 0, 255).astype(np.uint8) for f in truth]
    assert 0 < flicker(noisy, truth) < flicker(noisier, truth)


def test_regions_take_their_mean_and_lines_stay() -> None:
    labels = np.zeros((20, 21), np.int32)
    labels[:, :10], labels[:, 11:] = 1, 2
    image = np.zeros((20, 21, 3), np.uint8)
    image[:10, :10], image[:, 11:], image[:, 10] = 100, 30, 7
    means = region_means(image, labels)
    assert (means[:, :10] == 50).all() and (means[:, 11:] == 30).all() and (means[:, 10] == 7).all()


def test_what_has_not_moved_is_the_keys_own_and_what_has_is_painted() -> None:
    line, moved = np.zeros((1, 128, 256), np.float32), np.zeros((1, 128, 256), np.float32)
    line[:, 20:100, 20], line[:, 20:100, 200] = 1, 1
    moved[:, 20:100, 20], moved[:, 20:100, 206] = 1, 1
    painted, key = np.full((128, 256, 3), 90, np.uint8), np.full((128, 256, 3), 200, np.uint8)
    held = held_still(painted, moved, key, line)
    assert (held[:, :180] == 200).all() and (held[30:90, 196:210] == 90).all()
    assert (held_still(painted, line, key, line) == key).all()


@pytest.mark.parametrize("keys", ["first,last", "first"])
def test_shots_are_painted_by_the_networks_alone(keys: str, networks: Path, tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", 5, (320, 180))
    told: list[str] = []
    scores = evaluate_raw(
        tmp_path / "demo",
        default_runtime().open_painter(),
        keys,
        tmp_path / "out",
        lambda shot, done, total: told.append(shot),
    )
    (score,) = scores
    assert score.shot == "demo" and score.frames == (3 if keys == "first,last" else 4) and told[0] == "demo"
    assert set(score.methods) == {NETWORK, REFINED, MEANS, HELD, COPY}
    copied = score.methods[COPY].psnr
    assert 8 < copied < 40 and all(
        0 < f.psnr < copied for n, f in score.methods.items() if n not in (COPY, HELD)
    )
    assert mean_figures(scores) == score.methods
    pictures = sorted((tmp_path / "out" / "demo").iterdir())
    assert len(pictures) == score.frames and read_image(pictures[0]).shape == (144, 5 * 256, 3)


def test_every_frame_a_key_leaves_nothing_to_score(networks: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, 2, (320, 180))
    with pytest.raises(ShotError, match="every frame is a key"):
        evaluate_raw(tmp_path, default_runtime().open_painter(), "first,last")
