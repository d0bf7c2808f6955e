# SPDX-License-Identifier: Apache-2.0
"""What hosts may send is what the engine's own rooms take: both know of no other room's numbers."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from shiage.cel import picture
from shiage.cli.app import app
from shiage.production.settings import ProductionError, read_settings
from shiage.shot.types import MOST_FRAMES, Mode, Settings
from shiage.wire import limits
from shiage.wire.shot import ShotUpload

runner = CliRunner()


def test_defaults_are_those_of_a_shot() -> None:
    sent, settings = ShotUpload(), Settings()
    assert (sent.mode, sent.gap, sent.min_area) == (settings.mode, settings.gap, settings.min_area)
    assert get_args(Mode) == limits.MODES


def test_bounds_are_those_of_a_shot() -> None:
    assert (limits.MIN_SIDE, limits.MAX_SIDE) == (picture.MIN_SIDE, picture.MAX_SIDE)
    assert limits.MAX_FRAMES == MOST_FRAMES


def test_commands_and_productions_take_what_the_engine_takes(tmp_path: Path) -> None:
    for gap, fits in ((limits.MAX_GAP, True), (limits.MAX_GAP + 1, False)):
        folder = tmp_path / str(gap)
        made = runner.invoke(app, ["production", "new", str(folder), "--gap", str(gap)])
        assert (made.exit_code == 0) == fits, made.output
        (tmp_path / "production.toml").write_text(f"[lines]\ngap = {gap}\n")
        if fits:
            assert read_settings(folder).gap == read_settings(tmp_path).gap == gap
        else:
            assert "256" in made.output
            with pytest.raises(ProductionError, match=f"from 0 to {limits.MAX_GAP}"):
                read_settings(tmp_path)
        # a shot that is not there is found out only when its options were good
        colored = runner.invoke(app, ["color", str(tmp_path / "none"), "--gap", str(gap)])
        assert ("none" in colored.output) == fits and colored.exit_code != 0
