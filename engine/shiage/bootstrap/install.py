# SPDX-License-Identifier: Apache-2.0
"""Installing, updating and mending the engine, as a Task."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .carried import CARRIED, Carried, carried
from .child import python_command
from .devices import check_machine, torch_words
from .folder import claim, environment, free_bytes, held, log_file, python_in
from .index import asks_its_own
from .installed import NONE, READY, RECORD, UNFINISHED, Record, installed, keep
from .pip_output import FULL, PipOutput
from .plan import MIB, Plan
from .problem import Cancelled, Problem, disk_full
from .pythons import Python, find_python
from .task import Task
from .uv import bring_python, make_environment_command

HEAVY = ("opencv-python-headless", "scipy", "scikit-image")
"""Fetched one by one, so that a network that breaks costs one of them; torch is the last."""

UPDATING = 300
"""MiB that an update may need."""

_CHECK = """
import json, torch, cv2, scipy, skimage, msgpack, zmq, shiage.service.engine, shiage.shot.color
from shiage.version import __version__
mps = torch.backends.mps.is_available()
device = "cuda" if torch.cuda.is_available() else "mps" if mps else "cpu"
print("checked " + json.dumps([__version__, device]))
"""


def _nobody() -> None:
    """There is no engine that might run."""


@dataclass(frozen=True)
class Installation:
    """How an engine is installed.

    Attributes:
        plan: what will be done.
        pythons: looked at before those of this machine: the host's own.
        retire: has an engine that runs finish its job, then end; it raises Problem when it cannot.
        anew: begin with an empty environment.
        carries: the folder of what the add-on carries.
    """

    plan: Plan
    pythons: Sequence[str | Path] = ()
    retire: Callable[[], None] = _nobody
    anew: bool = False
    carries: Path = CARRIED

    def task(self) -> Task:
        """The work, not yet started."""
        return Task(self.plan, self._work)

    def _work(self, task: Task) -> None:
        check_machine()
        parts, folder = carried(self.carries), self.plan.folder
        self._check_space()  # before anything is written
        claim(folder)
        with held(folder):
            log_file(folder).write_text(f"Shiage {parts.version}, {self.plan.device}\n", "utf-8")
            before = installed(folder)
            if before.state != NONE:
                task.say("Waiting for the engine to finish its job")
                self.retire()
            keep(folder, UNFINISHED, Record(parts.version, self.plan.device))
            try:
                self._install(task, parts)
            except (Problem, Cancelled, OSError):
                self._fall_back(task, before.state == READY and not self.anew)
                raise
            finally:
                shutil.rmtree(folder / "tmp", ignore_errors=True)

    def _check_space(self) -> None:
        before = installed(self.plan.folder).state
        if before == READY and not self.anew:
            self.plan.check_space(UPDATING)
        else:
            there = _size(self.plan.folder) if before != NONE and not self.anew else 0
            self.plan.check_space(self.plan.needed - there)

    def _install(self, task: Task, parts: Carried) -> None:
        folder = self.plan.folder
        (folder / "tmp").mkdir(exist_ok=True)
        task.say("Making an environment for Python")
        if self.anew:
            shutil.rmtree(environment(folder), ignore_errors=True)
        self._make_environment(task, find_python(self.pythons) or bring_python(task))
        self._pip(task, [str(parts.pip), "--no-deps"], pip=str(parts.pip / "pip"), index=False)
        for package in HEAVY:
            if not self._is_there(package, parts.pinned(package)):
                self._pip(task, [package, "--no-deps", "-c", str(parts.constraints)])
        torch = torch_words(
            self.plan.device, parts.pinned("torch"), asks_its_own() or self.plan.wheels is not None
        )
        self._pip(task, [*torch, "-c", str(parts.constraints)])
        self._pip(task, [str(parts.wheel), "-c", str(parts.constraints)])
        # a wheel of the same version may still be another
        self._pip(task, [str(parts.wheel), "--no-deps", "--force-reinstall"], index=False)
        task.say("Trying the engine")
        version, runs_on = self._check(task)
        keep(folder, RECORD, Record(version, self.plan.device, runs_on))
        (folder / UNFINISHED).unlink()
        shutil.rmtree(folder / "cache", ignore_errors=True)

    def _make_environment(self, task: Task, python: Python) -> None:
        """The environment, of this Python; what is installed in one of the same minor version stays."""
        place = environment(self.plan.folder)
        same = any(place.glob(f"lib/python3.{python.version[1]}/site-packages")) or _says(place, python)
        if place.exists() and not same:
            shutil.rmtree(place)
        words = ["--upgrade"] if place.exists() else []
        if words:
            _forget_links(place)
        said: list[str] = []
        if task.children.run(make_environment_command(python, place, *words), said.append):
            if any(map(FULL.search, said)):
                raise disk_full()
            shutil.rmtree(place, ignore_errors=True)
            raise Problem("Python {} makes no environment ({})", python.program, (said or ["?"])[-1])

    def _is_there(self, package: str, version: str) -> bool:
        """Whether the environment has a package in this very version: pip takes a second to say so."""
        written = f"{package.replace('-', '_')}-{version}.dist-info"
        place = environment(self.plan.folder)
        return any(
            any(place.glob(f"{lib}/{written}")) for lib in ("lib/python*/site-packages", "Lib/site-packages")
        )

    def _pip(self, task: Task, words: list[str], pip: str = "", index: bool = True) -> None:
        """Have pip install something into the environment.

        Args:
            task: whose step is kept.
            words: what, and how.
            pip: a pip to run that is not installed.
            index: it may be fetched; otherwise it is a file that is there.
        """
        folder = self.plan.folder
        command = python_command(
            python_in(environment(folder)), *([pip] if pip else ["-m", "pip"]), "install"
        )
        command += ["--no-input", "--disable-pip-version-check", "--no-user", "--only-binary", ":all:"]
        # modules are compiled as they are used: most of torch's never are
        command += ["--no-compile", *words]
        if index:
            command += ["--progress-bar", "raw", "--resume-retries", "10"]
        if not index:
            command += ["--no-index"]
        elif self.plan.wheels is not None:
            command += ["--no-index", "--find-links", str(self.plan.wheels)]
        own = {"PIP_CACHE_DIR": str(folder / "cache"), "PIP_REQUIRE_VIRTUALENV": "0"}
        own |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp"))
        output = PipOutput(task)
        if task.children.run(command, output.hear, own):
            if free_bytes(folder) < MIB:  # pip, which is run from its wheel, then has words of its own for it
                raise disk_full()
            raise output.problem(self.plan.wheels, log_file(folder))
        shutil.rmtree(folder / "cache", ignore_errors=True)

    def _check(self, task: Task) -> tuple[str, str]:
        """Whether all can be imported: the engine's version, and what its networks can run on."""
        said: list[str] = []
        command = python_command(python_in(environment(self.plan.folder)), "-c", _CHECK)
        if task.children.run(command, said.append) or not said or not said[-1].startswith("checked "):
            words = "The engine was installed but does not start ({}): mend it, and see {}"
            raise Problem(words, (said or ["?"])[-1], log_file(self.plan.folder))
        version, runs_on = json.loads(said[-1].removeprefix("checked "))
        return str(version), str(runs_on)

    def _fall_back(self, task: Task, had_one: bool) -> None:
        """After an update that failed: the engine that was there serves on, if it is whole."""
        if had_one:
            task.children.cancelled, cancelled = False, task.children.cancelled
            try:
                self._check(task)
            except (Problem, Cancelled, OSError):
                return
            finally:
                task.children.cancelled = cancelled
            (self.plan.folder / UNFINISHED).unlink(missing_ok=True)


def _says(place: Path, python: Python) -> bool:
    """Whether an environment on Windows, where its folders do not tell, is of a Python's minor version."""
    try:
        said = (place / "pyvenv.cfg").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return f"version = {python.version[0]}.{python.version[1]}." in said and (place / "Scripts").is_dir()


def _forget_links(place: Path) -> None:
    """Take away links to a Python that is gone: `venv --upgrade` does not see them and stumbles."""
    for link in (place / "bin").glob("python*"):
        if link.is_symlink() and not link.exists():
            link.unlink()


def _size(folder: Path) -> int:
    """MiB that lie in a folder."""
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(root, name)).st_size  # noqa: PTH118 - many files
            except OSError:
                continue
    return total >> 20
