# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Krita under a virtual screen, and calling functions inside it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STARTING = 120.0
"""Seconds a first start may take: Krita fills its table of resources."""


class Screen:
    """A virtual screen."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1600x1000x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]
        self._process = subprocess.Popen(
            command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        assert number, "Xvfb did not start"
        self.name = f":{number}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class Host:
    """One Krita with a home of its own."""

    def __init__(self, folder: Path, screen: Screen, **environment: str) -> None:
        self.folder = folder
        self._path = str(folder / "probe.sock")
        self._environment = {**os.environ, **environment, "DISPLAY": screen.name}
        self._environment["HOME"] = str(folder)  # where Krita keeps what it saves by itself
        for name in ("data", "config", "cache", "state", "tmp", "run"):
            (folder / name).mkdir(exist_ok=True, mode=0o700)
            key = {"tmp": "TMPDIR", "run": "XDG_RUNTIME_DIR"}.get(name, f"XDG_{name.upper()}_HOME")
            self._environment[key] = str(folder / name)  # of its own, or it would wake another Krita
        self._environment |= {"SHIAGE_PROBE": self._path, "SHIAGE_PROBE_CODE": str(HERE)}
        self._environment.pop("QT_QPA_PLATFORM", None)
        self._install_probe()
        self._process: subprocess.Popen[bytes] | None = None

    def _install_probe(self) -> None:
        plugins = self.folder / "data" / "krita" / "pykrita"
        if not plugins.exists():
            shutil.copytree(HERE / "probe", plugins, ignore=shutil.ignore_patterns("__pycache__"))
            (self.folder / "config" / "kritarc").write_text("[python]\nenable_probe=true\n")

    def start(self) -> None:
        """Start Krita and wait until it can be called."""
        log = (self.folder / "krita.log").open("ab")
        self._process = subprocess.Popen(
            ["krita", "--nosplash"], env=self._environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        deadline = time.monotonic() + STARTING
        while True:
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, "Krita did not start: " + self.log()
            try:
                self._socket = socket.socket(socket.AF_UNIX)
                self._socket.connect(self._path)
                break
            except OSError:
                self._socket.close()
                time.sleep(0.1)
        self._stream = self._socket.makefile("rwb")

    def call(self, function: str, timeout: float = 120.0, **arguments: Any) -> Any:
        """Call a function of tests/krita/inside: "module.function"."""
        module, _, name = function.rpartition(".")
        self._socket.settimeout(timeout)
        said = {"module": f"inside.{module}", "function": name, "arguments": arguments}
        try:
            self._stream.write(json.dumps(said).encode() + b"\n")
            self._stream.flush()
            line = self._stream.readline()
        except ConnectionError:
            line = b""
        assert line, f"Krita ended ({self._status()}) in {function}: {self.log()}"
        answer = json.loads(line)
        assert "error" not in answer, f"inside Krita, {function}:\n{answer['error']}{_engine_log()}"
        return answer["value"]

    def start_again(self) -> None:
        """Start Krita if it fell over: the test in which it did has failed, the next one need not."""
        if self._process is not None and self._process.poll() is not None:
            self._socket.close()
            self.start()

    def _status(self) -> str:
        """How Krita ended: minus the signal's number where one ended it."""
        assert self._process is not None
        try:
            return str(self._process.wait(10))
        except subprocess.TimeoutExpired:
            return "it still runs"

    def log(self) -> str:
        return (self.folder / "krita.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """End Krita as an artist does, or by force."""
        if self._process is None:
            return
        try:
            self.call("krita_itself.quit", timeout=20)
            self._process.wait(20)
        except (AssertionError, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait(10)
        self._socket.close()
        self._process = None


def _engine_log() -> str:
    """What the engine said last: the half of the story that Krita does not know."""
    path = Path(os.environ.get("SHIAGE_HOME", "")) / "engine.log"
    return "\n" + path.read_text(errors="replace")[-3000:] if path.is_file() else ""
