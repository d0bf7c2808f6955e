# SPDX-License-Identifier: Apache-2.0
"""The bootstrap's parts: commands as typed, versions, Pythons, pip's errors, its settings, its texts."""

from __future__ import annotations

import ast
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from small_index import Index

from shiage.bootstrap.carried import newer
from shiage.bootstrap.command import engine_command, split
from shiage.bootstrap.devices import INDEX, torch_words
from shiage.bootstrap.folder import VARIABLE
from shiage.bootstrap.index import asks_its_own, files_of, pip_setting
from shiage.bootstrap.japanese import TEXTS
from shiage.bootstrap.pip_output import PipOutput
from shiage.bootstrap.plan import Plan, plan
from shiage.bootstrap.problem import Problem
from shiage.bootstrap.pythons import find_python, look_at
from shiage.bootstrap.task import Task

ALONE = ["-I", "-X", "utf8", "-m", "shiage.service"]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs in the folder of an environment with a space in its name."""
    programs = tmp_path / "Jane Doe" / "engine" / "bin"
    programs.mkdir(parents=True)
    for name in ("shiage", "python", "python3.12"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    return programs


def test_an_engine_is_chosen_by_program_python_or_folder(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shiage, python = str(environment / "shiage"), str(environment / "python")
    for quote in ("", '"', "'"):
        assert engine_command(f"{quote}{shiage}{quote}") == [shiage, "engine", "run"]
        assert engine_command(f"{quote}{python}{quote}") == [python, *ALONE]
        assert engine_command(f"{quote}{shiage}{quote} engine run --stay") == [
            shiage,
            "engine",
            "run",
            "--stay",
        ]
    assert engine_command(str(environment / "python3.12")) == [str(environment / "python3.12"), *ALONE]
    for folder in (environment.parent, environment):
        assert engine_command(str(folder)) == [python, *ALONE]
    (environment.parent.parent / ".venv").symlink_to(environment.parent)
    assert engine_command(str(environment.parent.parent)) == [
        str(environment.parent.parent / ".venv/bin/python"),
        *ALONE,
    ]
    monkeypatch.setenv("PATH", str(environment))
    assert engine_command("") == engine_command("shiage") or engine_command("shiage") == [
        "shiage",
        "engine",
        "run",
    ]
    monkeypatch.setenv("PATH", "")
    assert engine_command(" ") is None
    for wrong in ("/nowhere/shiage", str(environment.parent.parent.parent)):
        with pytest.raises(Problem, match="There is no"):
            engine_command(wrong)


def test_windows_paths_keep_their_backslashes() -> None:
    assert split(r'"C:\Program Files\Shiage\shiage.exe" engine run') == [
        r"C:\Program Files\Shiage\shiage.exe",
        "engine",
        "run",
    ]
    assert split(r"C:\engine\python.exe -m shiage.service") == [
        r"C:\engine\python.exe",
        "-m",
        "shiage.service",
    ]
    assert split("it's") == ["it's"]


def test_versions_come_one_after_another() -> None:
    order = ["0.1.0", "0.2rc1", "0.2", "0.10.1", "1.0.dev3", "1.0"]
    for before, after in pairwise(order):
        assert newer(after, before) and not newer(before, after), (before, after)
    assert not newer("1.0", "1.0.0") and not newer("", "")


def test_of_this_machine_only_a_python_that_fits_is_taken(tmp_path: Path) -> None:
    found = look_at(Path(sys.executable))
    assert found is not None and found.version == sys.version_info[:3]
    for number, said in enumerate(
        ("exit 9", 'echo \'[[3, 9, 1], true, "x86_64", "/x", "linux"]\'', "echo no")
    ):
        stub = tmp_path / f"python{number}"
        stub.write_text(f"#!/bin/sh\n{said}\n")
        stub.chmod(0o755)
        assert look_at(stub) is None, said
    first = find_python([tmp_path / "python0", sys.executable])
    assert first is not None and first.program == found.program


def test_torch_is_taken_for_the_device_from_where_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert torch_words("cuda", "2.0", False) == ["torch==2.0"]
    assert torch_words("cpu", "2.0", False) == ["torch==2.0+cpu", "--extra-index-url", INDEX + "cpu"]
    assert torch_words("cpu", "2.0", True) == ["torch==2.0"], "the user's own index, or a folder"
    monkeypatch.setattr(sys, "platform", "win32")
    assert torch_words("cpu", "2.0", False) == ["torch==2.0"]
    assert torch_words("cuda", "2.0", False)[1:] == ["--extra-index-url", INDEX + "cu130"]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert torch_words("mps", "2.0", False) == ["torch==2.0"]


NETWORK = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
            "disk is full",
        ),
        (["OSError: [Errno 28] No space left on device"], "disk is full"),
        ([NETWORK, "ERROR: No matching distribution found for numpy"], "network broke off"),
        (["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"], "network broke off"),
        (["ERROR: No matching distribution found for torch==2.13.0"], "has no torch==2.13.0 for this Python"),
        (
            ["WARNING: SSLError(SSLCertVerificationError('CERTIFICATE_VERIFY_FAILED'))", "ERROR: none"],
            "certificate",
        ),
        (["ERROR: HTTP error 407 while getting http://x"], "lets nobody in"),
        (["ERROR: something else"], "pip failed (something else)"),
    ],
)
def test_why_pip_failed_is_said(lines: list[str], said: str, tmp_path: Path) -> None:
    output = PipOutput(Task(Plan(tmp_path, "cpu", 1, 1), lambda _: None))
    for line in lines:
        output.hear(line)
    assert said in str(output.problem(None, tmp_path / "log"))


def test_how_far_a_download_is(tmp_path: Path) -> None:
    task = Task(Plan(tmp_path, "cpu", 100, 1), lambda _: None)
    output = PipOutput(task)
    for line in (
        "  Downloading http://x/y/opencv_python_headless-4.1-cp37.whl (54 MB)",
        "Progress 1048576 of 2097152",
    ):
        output.hear(line)
    assert (task.step.names, task.step.done, task.step.total) == (
        ("opencv-python-headless", 2),
        1 << 20,
        100 << 20,
    )
    output.hear("Installing collected packages: a, b, c")
    assert task.step.words.format(*task.step.names) == "Installing 3 packages"


def test_pips_own_settings_say_where_packages_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nproxy = http://proxy:3128\n[install]\nindex-url = http://mirror/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert (pip_setting("index-url"), pip_setting("proxy")) == ("http://mirror/simple", "http://proxy:3128")
    assert asks_its_own()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    assert not asks_its_own()
    if sys.platform == "linux":  # where PyPI's build of torch brings CUDA's libraries
        small = plan("cpu", folder=tmp_path)
        monkeypatch.setenv("PIP_INDEX_URL", "http://mirror/simple")
        assert plan("cpu", folder=tmp_path).needed > 4 * small.needed
        assert plan("cpu", tmp_path, tmp_path).needed == small.installed, (
            "a folder of wheels has what is needed"
        )
    index = Index(tmp_path / "index")
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    ((name, address, digest),) = files_of("scipy")
    index.close()
    assert name == "scipy-1.0-py3-none-any.whl" and address.endswith(f"/files/{name}") and len(digest) == 64


def test_everything_that_is_said_is_there_in_japanese() -> None:
    said = set()
    for file in (Path(__file__).parents[2] / "engine" / "shiage" / "bootstrap").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                word = node.args[0]
                if name in ("Problem", "say") and isinstance(word, ast.Constant):
                    said.add(word.value)
    assert said - set(TEXTS) == {"{}"} - said or not said - set(TEXTS)
    for english, japanese in TEXTS.items():
        assert len(re.findall("{}", english)) == len(re.findall("{}", japanese)), english
