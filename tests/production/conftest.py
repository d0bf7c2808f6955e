# SPDX-License-Identifier: Apache-2.0
"""A small production, and ways to run `shiage` on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drawings import BLUE, RED, SKIN
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cel.palette import Palette, write_palette
from shiage.cli.app import app

Run = Callable[..., Any]


@pytest.fixture
def run() -> Run:
    """`shiage` in this process."""
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def palette(tmp_path: Path) -> Path:
    """The palette that faces are painted with."""
    import numpy as np

    path = tmp_path / "faces.gpl"
    write_palette(path, Palette(np.array([RED, BLUE, SKIN], np.uint8), ("hat", "eye", "肌")))
    return path


@pytest.fixture
def production(tmp_path: Path, run: Run, palette: Path) -> Path:
    """A production with the palette and one cut, c001."""
    folder = tmp_path / "film"
    assert run("production", "new", folder, "--palette", palette, "--gap", 5).exit_code == 0
    shot = write_finished(tmp_path / "c001", walking())
    added = run("production", "add", folder, shot)
    assert added.exit_code == 0, added.output
    return folder
