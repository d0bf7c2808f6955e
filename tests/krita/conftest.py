# SPDX-License-Identifier: GPL-3.0-or-later
"""One real Krita for all tests, with the zip imported by Krita's own importer and a real engine process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from host import Host, Screen

from shiage.wire.connection import read_connection

ROOT = Path(__file__).parent.parent.parent
NEEDED = ("krita", "Xvfb")


def _missing() -> list[str]:
    return [name for name in NEEDED if shutil.which(name) is None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that a host is missing: a row of dots hides it."""
    if _missing():
        words = f"the tests inside Krita were SKIPPED: {' and '.join(_missing())} not installed"
        terminalreporter.write_line(words, yellow=True)


@pytest.fixture(scope="session")
def zipped() -> Path:
    """The plug-in's zip, made as `make krita-zip` makes it."""
    out = ROOT / "build" / "krita"
    subprocess.run([sys.executable, "-m", "release", "krita", "-o", str(out)], check=True, cwd=ROOT)
    (found,) = out.glob("shiage-krita-*.zip")
    return found


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    missing = _missing()
    if missing:
        assert not os.environ.get("SHIAGE_CI"), f"CI must test inside Krita; missing: {missing}"
        pytest.skip(f"no tests inside Krita: {' and '.join(missing)} not installed")
    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture(scope="session")
def engine_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the engine that Krita starts keeps its state; an engine left in it is killed."""
    folder = tmp_path_factory.mktemp("engine")
    before = os.environ.get("SHIAGE_HOME")
    os.environ["SHIAGE_HOME"] = str(folder)
    yield folder
    connection = read_connection()
    if connection is not None:
        process = psutil.Process(connection.pid)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    os.environ.pop("SHIAGE_HOME")
    if before is not None:
        os.environ["SHIAGE_HOME"] = before


@pytest.fixture(scope="session")
def imported(
    screen: Screen, tmp_path_factory: pytest.TempPathFactory, engine_home: Path, zipped: Path
) -> Iterator[tuple[Host, list[str]]]:
    """A Krita that has imported the zip with its own importer, and was started again; and what that said."""
    folder = tmp_path_factory.mktemp("krita")
    own = {"SHIAGE_ENGINE": sys.executable, "SHIAGE_ENGINE_FOLDER": str(folder / "installed")}
    host = Host(folder, screen, **own, OMP_NUM_THREADS="1")
    host.start()
    said = host.call("krita_itself.import_plugin", path=str(zipped))
    host.stop()
    host.start()
    yield host, said
    host.stop()


@pytest.fixture
def krita(imported: tuple[Host, list[str]]) -> Iterator[Host]:
    """Krita without any document."""
    host, _ = imported
    host.start_again()
    host.call("krita_itself.close_documents")
    yield host
    host.call("krita_itself.close_documents")
