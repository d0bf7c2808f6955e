# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from films import Pictures, draw_scenes, write_film


@pytest.fixture(scope="session")
def scenes() -> dict[str, Pictures]:
    """A film's scenes in order; never changed."""
    return draw_scenes()


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory, scenes: dict[str, Pictures]) -> Path:
    """The scenes one after the other as a film; never changed."""
    pictures = [picture for scene in scenes.values() for picture in scene]
    return write_film(tmp_path_factory.mktemp("film") / "our film.avi", pictures)
