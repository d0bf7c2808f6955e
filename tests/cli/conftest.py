# SPDX-License-Identifier: Apache-2.0
"""A small demo shot, a home of its own for the engine, and ways to run `shiage`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shiage.demo.shot import write_demo

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five frames of the demo at 384 x 216; never changed."""
    folder = tmp_path_factory.mktemp("drawn") / "shot"
    write_demo(folder, 5, (384, 216))
    return folder


@pytest.fixture
def shot(drawn: Path, tmp_path: Path) -> Path:
    """A copy of the demo to work on."""
    return Path(shutil.copytree(drawn, tmp_path / "shot"))


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home for the engine that no other test shares; its engine is gone afterwards."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SHIAGE_HOME", str(folder))
    yield folder
    from shiage.service import process

    process.stop()


@pytest.fixture
def shiage(home: Path) -> Run:
    """`shiage` as a process of its own."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "shiage", *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "SHIAGE_HOME": str(home)},
        )

    return run
