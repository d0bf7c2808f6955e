# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from shiage.cli.app import app


def test_bench_cels_measures_what_is_there_and_names_what_is_not(tmp_path: Path) -> None:
    run = ["bench", "cels", "--seconds", "0.1", "--size", "48", "--data", str(tmp_path), "--json"]
    done = CliRunner().invoke(app, run)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert set(told["samples_per_core_second"]) == {"procedural"} and told["size"] == 48
    assert told["samples_per_core_second"]["procedural"] > 0
    for missing in ("no Lottie file", "no GLB model", "ynfig"):
        assert missing in done.stderr
