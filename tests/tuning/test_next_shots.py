# SPDX-License-Identifier: Apache-2.0
"""`shiage bench next` on small shots."""

from __future__ import annotations

import json
from pathlib import Path

from drawings import BLUE
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cli.app import app

GREEN = (9, 99, 9, 255)


def test_what_was_corrected_in_the_first_shot_is_known_in_the_next(tmp_path: Path) -> None:
    for name, begin in (("a", 0), ("b", 2), ("c", 4)):
        drawn = walking(4, begin)
        for _, cel in (drawn[1], drawn[3]):  # eyes of a colour that neither first frame has
            cel[(cel == BLUE).all(2)] = GREEN
        write_finished(tmp_path / name, drawn)
    asked = ["bench", "next", str(tmp_path), "--minutes", "5", "--steps", "1", "--json"]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    assert len(answer["shots"]) == 3 and "4 corrections" in answer["tuned"]["words"]
    for row in answer["shots"]:
        first, alone, memory, tuned = row["ways"].values()
        assert first["needed"] >= 1 and alone["needed"] >= 1
        assert memory["needed"] <= alone["needed"] and tuned["needed"] <= memory["needed"]
        assert not any(way["left"] or way["overwritten"] for way in row["ways"].values())
