# SPDX-License-Identifier: Apache-2.0
"""The Flamenco job type, compiled by a real JavaScript engine: the one that Playwright carries."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

JOB_TYPE = Path(__file__).parent.parent.parent / "farm" / "flamenco" / "shiage_color.js"

MANAGER = """
const author = {
  Task: (name, type) => ({ name, type, commands: [], needs: [],
    addCommand(command) { this.commands.push(command); },
    addDependency(task) { this.needs.push(task.name); } }),
  Command: (name, parameters) => ({ name, parameters }),
};
const compile = new Function("author", source + "; return [JOB_TYPE, compileJob];");
const [type, compileJob] = compile(author);
const settings = {};
for (const each of type.settings) if ("default" in each) settings[each.key] = each.default;
const tasks = [];
compileJob({ settings: Object.assign(settings, given), addTask: (task) => tasks.push(task) });
console.log(JSON.stringify({ type, tasks }));
"""
"""What Flamenco's Manager gives a job type (its manual, "Job Types"), as far as ours uses it."""


def compiled(**given: Any) -> dict[str, Any]:
    from playwright._impl._driver import compute_driver_executable

    node, _ = compute_driver_executable()
    source = json.dumps(JOB_TYPE.read_text("utf-8"))
    code = f"const source = {source}; const given = {json.dumps(given)};{MANAGER}"
    ran = subprocess.run([node, "-e", code], capture_output=True, text=True, timeout=60)
    if ran.returncode:
        raise ValueError(ran.stderr)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def words(task: dict[str, Any]) -> list[str]:
    (command,) = task["commands"]
    assert command["name"] == "exec"
    assert command["parameters"]["exe"] == "{shiage}"
    found: list[str] = command["parameters"]["args"]
    return found


def test_shots_are_dealt_out_in_chunks() -> None:
    tasks = compiled(shots="/ep/shots.txt", last=9)["tasks"]
    assert [words(task)[3] for task in tasks] == ["1-4", "5-8", "9"]
    assert words(tasks[0]) == ["farm", "/ep/shots.txt", "--only", "1-4", "--mode", "flat"]


def test_a_tune_goes_first_and_the_report_last() -> None:
    asked = {"shots": "s.txt", "last": 2, "chunk_size": 1, "production": "/film 1", "tune_minutes": 2.5}
    tasks = {task["name"]: task for task in compiled(**asked, report="/page.html")["tasks"]}
    assert list(tasks) == ["tune", "colour-1", "colour-2", "report"]
    assert words(tasks["tune"]) == ["farm", "--tune", "/film 1", "--minutes", "2.5"]
    assert tasks["colour-2"]["needs"] == ["tune"]
    assert tasks["report"]["needs"] == ["colour-1", "colour-2"]
    assert words(tasks["colour-1"])[-2:] == ["--production", "/film 1"]


@pytest.mark.parametrize(
    ("wrong", "said"), [({"last": 0}, "1 or more"), ({"last": 1, "tune_minutes": 1}, "name its folder")]
)
def test_settings_that_cannot_be(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compiled(shots="s.txt", **wrong)


def test_layers_and_formats_of_drawings_are_passed_on() -> None:
    (task,) = compiled(shots="s.txt", last=1, like_input=True, line_layer="Line/ink")["tasks"]
    assert words(task)[-3:] == ["--like-input", "--line-layer", "Line/ink"]


def test_every_word_is_one_that_the_commands_know() -> None:
    from typer.main import get_command

    from shiage.cli.app import app

    asked: dict[str, Any] = {"production": "f", "tune_minutes": 1, "report": "r.html"}
    asked |= {"like_input": True, "line_layer": "ink"}
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for task in compiled(shots="s.txt", last=1, **asked)["tasks"]:
        name, *rest = words(task)
        context = commands[name].make_context(name, rest)
        assert context.params["shots"] or context.params["tune"]
