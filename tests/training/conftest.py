# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from shiage.demo.shot import write_demo
from shiage.training.config import Augmentation, LossConfig, SourceConfig, TrainingConfig


@pytest.fixture(scope="session")
def demo_shot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo character in a few small drawings, with truth."""
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, 6, (320, 180))
    return folder


@pytest.fixture
def tiny(demo_shot: Path) -> TrainingConfig:
    """A training that is whole and takes seconds."""
    return TrainingConfig(
        network="lite",
        steps=4,
        sources=(SourceConfig("folder", path=str(demo_shot)),),
        size=64,
        batch=2,
        window=4,
        references=(1, 2),
        ends=0.5,
        warmup=2,
        decay=0.5,
        ema=0.9,
        losses=LossConfig(features="none", perceptual=0, style=0),
        augmentation=Augmentation(moved=0.5),
        precision="32-true",
        workers=0,
        log_every=2,
        sheet_every=4,
        keep_every=2,
    )
