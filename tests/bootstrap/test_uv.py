# SPDX-License-Identifier: Apache-2.0
"""A machine without a Python that fits: the real uv, fetched from an index, brings one."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from own_python import packed_python
from release.wheels import pinned_wheels
from small_index import LIBRARIES, Index, engine

from shiage.bootstrap import install, uv
from shiage.bootstrap.folder import VARIABLE
from shiage.bootstrap.install import Installation
from shiage.bootstrap.installed import installed
from shiage.bootstrap.plan import Plan
from shiage.bootstrap.pythons import Python
from shiage.bootstrap.removal import removal
from shiage.bootstrap.task import Task

ROOT = Path(__file__).parents[2]
ONLY_HERE = (sys.platform, platform.machine()) == ("linux", "x86_64")
pytestmark = pytest.mark.skipif(not ONLY_HERE, reason="tests/bootstrap/uv.txt pins the uv of Linux on x86-64")


def fetched(list_: str, platform_: str) -> Path:
    (found,) = pinned_wheels(ROOT / list_, ["3.10"], [(platform_,)])
    return found


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """An index that has uv; uv's own list of Pythons has one only, this one."""
    made = Index(tmp_path / "index")
    program = fetched("tests/bootstrap/uv.txt", "manylinux2014_x86_64")
    (made.folder / program.name).symlink_to(program)
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    for name, value in {"INDEX_URL": made.url, "CONFIG_FILE": os.devnull, "RETRIES": "0"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", packed_python(tmp_path))
    yield made
    made.close()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation where no Python is found: looking for one is tested in test_bootstrap_parts.py."""
    folder = tmp_path / "ユーザー Jane" / "shiage engine"
    home = tmp_path / "home"
    home.mkdir()
    for name, value in {VARIABLE: str(folder), "HOME": str(home), "PATH": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)

    def none(_: object) -> Python | None:
        return None

    monkeypatch.setattr(install, "find_python", none)
    monkeypatch.setattr(uv, "PYTHON", f"{sys.version_info[0]}.{sys.version_info[1]}")
    carries = tmp_path / "carried"
    carries.mkdir()
    (carries / "pip-26.3-py3-none-any.whl").symlink_to(fetched("release/pip.txt", "any"))
    engine(carries, "0.1.0")
    (carries / "constraints.txt").write_text("".join(f"{name}==1.0\n" for name in LIBRARIES))
    return Installation(Plan(folder, "cpu", 1, 10), carries=carries)


def done(task: Task) -> Task:
    task.start()
    task.join(300)
    assert task.ended, task.step
    return task


@pytest.mark.timeout(600)
def test_uv_brings_a_python_into_the_engines_folder(
    work: Installation, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = work.plan.folder
    offline = replace(work, plan=replace(work.plan, wheels=index.folder))
    assert "install one from python.org" in str(done(offline.task()).problem)
    index.cut = "uv"
    assert "The package index does not answer (" in str(done(work.task()).problem)
    index.mend()
    given = os.environ["UV_PYTHON_DOWNLOADS_JSON_URL"]
    monkeypatch.delenv("UV_PYTHON_DOWNLOADS_JSON_URL")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("PIP_PROXY", "http://127.0.0.1:9")  # pip's proxy is uv's; nobody answers there
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    failed = done(work.task())
    assert "none could be fetched (github.com: " in str(failed.problem), failed.problem
    assert "refused" in str(failed.problem), "by the proxy"
    monkeypatch.delenv("PIP_PROXY")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", given)
    assert done(work.task()).ended == "done"

    there = installed(folder)
    assert (there.state, there.version) == ("ready", "0.1.0")
    asked = [str(there.python), "-c", "import sys; print(sys.base_prefix)"]
    base = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    assert base.is_relative_to(folder / "python"), "the environment stands on the Python that uv brought"
    assert {one.name for one in folder.iterdir()} == {
        "env",
        "python",
        "engine.json",
        "install.log",
        "install.lock",
        "shiage-engine.txt",
    }
    assert list((tmp_path / "home").iterdir()) == [], "nothing outside its folder"

    index.asked.clear()
    assert done(replace(work, anew=True).task()).ended == "done"
    assert not [name for name in index.asked if name.startswith("uv")], "its Python is taken again"
    assert done(removal(work.plan, lambda: None)).ended == "done" and not folder.exists()
