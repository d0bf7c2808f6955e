# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.models.mix import mix_weights
from shiage.models.weights import WeightsError, load_weights, save_arrays


def written(path: Path, value: float, config: dict[str, int]) -> Path:
    layer = np.full((2, 3), value, np.float16)
    arrays: dict[str, NDArray[Any]] = {"layer": layer, "steps": np.array([7], np.int64)}
    save_arrays(path, arrays, config, {"data": "none"})
    return path


def test_the_mean_of_two_trainings(tmp_path: Path) -> None:
    one, two = (written(tmp_path / f"{v}.safetensors", v, {"width": 3}) for v in (1.0, 3.0))
    out = tmp_path / "mixed.safetensors"
    result = CliRunner().invoke(
        app, ["weights", "mix", str(one), str(two), "--share", "0.25", "-o", str(out)]
    )
    assert result.exit_code == 0, result.output
    mixed = load_weights(out)
    arrays = mixed.arrays()
    assert (arrays["layer"] == np.float16(1.5)).all() and arrays["layer"].dtype == np.float16
    assert arrays["steps"].tolist() == [7]
    assert mixed.config == {"width": 3} and "0.25" in mixed.provenance["mixed"]


def test_two_networks_have_no_mean(tmp_path: Path) -> None:
    one = load_weights(written(tmp_path / "one.safetensors", 1, {"width": 3}))
    other = load_weights(written(tmp_path / "other.safetensors", 1, {"width": 4}))
    out = tmp_path / "mixed.safetensors"
    with pytest.raises(WeightsError, match="two networks"):
        mix_weights(one, other, 0.5, out)
    with pytest.raises(WeightsError, match="no share"):
        mix_weights(one, one, 1.5, out)
    assert not out.exists()
