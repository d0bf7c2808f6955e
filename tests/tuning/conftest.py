# SPDX-License-Identifier: Apache-2.0
"""A small production to be tuned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from finished_shots import Drawn, walking, write_finished

from shiage.production.add_cut import add_cut
from shiage.production.folder import Production, new_production
from shiage.production.settings import ProductionSettings

Make = Callable[[dict[str, list[Drawn]]], Production]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A production of finished cuts."""

    def made(cuts: dict[str, list[Drawn]]) -> Production:
        film = new_production(tmp_path / "film", ProductionSettings("film", gap=5), [], [])
        for name, drawn in cuts.items():
            add_cut(film, write_finished(tmp_path / name, drawn))
        return film

    return made


@pytest.fixture
def film(make: Make) -> Production:
    """Three cuts of a face that walks; c0 is held out, by chance, which is the same each time."""
    return make({f"c{i}": walking(3, 2 * i) for i in range(3)})
