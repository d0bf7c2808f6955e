# SPDX-License-Identifier: Apache-2.0
"""The process that tunes, as whoever started it follows it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from shiage.production.settings import ProductionError
from shiage.tuning.request import TuneRequest

PATIENCE = 60.0
"""Seconds that it may take to leave its checkpoint."""


class TuneProcess:
    """A tune in a process of its own: it does a step, tells of it, and waits for the next.

    Attributes:
        outcome: its last word, once all steps were taken.
    """

    def __init__(self, folder: Path, asked: TuneRequest, umask: int = -1) -> None:
        """Start it.

        Args:
            folder: of the production.
            asked: how long, and on what.
            umask: for what it writes; -1: ours.
        """
        self.outcome: dict[str, Any] = {}
        words = [f"--minutes={asked.minutes}", f"--steps={asked.steps}", f"--patience={asked.patience}"]
        words += [f"--shot={shot}" for shot in asked.shots]
        words += [f"--job={asked.job}", *([f"--out={asked.out}"] if asked.out else [])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shiage.tuning", *words, "--", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            start_new_session=True,
            umask=umask,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="tune", daemon=True)
        self._reader.start()

    def steps(self) -> Iterator[dict[str, Any]]:
        """What it tells of each step; the next is done when the next is asked for.

        Raises:
            ProductionError: the process died.
        """
        while (said := self.heard(None)) is not None:
            yield said
            self.go_on()

    def finish(self, follow: Callable[[str, int, int], None]) -> dict[str, Any]:
        """Let it go on to its end, and return its last word; it is stopped whatever is raised.

        Args:
            follow: called with each step's stage, how much of it is done, and how much there is.

        Raises:
            ProductionError: the process died.
        """
        try:
            for said in self.steps():
                follow(said["stage"], said["done"], said["total"])
        finally:
            self.stop()
        return self.outcome

    def heard(self, timeout: float | None) -> dict[str, Any] | None:
        """What it tells of its next step; it then waits for `go_on`.

        Args:
            timeout: seconds to wait for that; None: as long as it takes.

        Returns:
            None when it has ended, and `outcome` says how.

        Raises:
            TimeoutError: it is still at it.
            ProductionError: the process died.
        """
        while True:
            try:
                line = self._lines.get(timeout=timeout)
            except queue.Empty:
                raise TimeoutError from None
            if not line:
                break
            said = json.loads(line)
            if "stage" in said:
                return dict(said)
            self.outcome = said.get("tuned", said)
        if not self.outcome:
            code = self._process.wait()
            raise ProductionError(f"the process that tunes died (code {code}); run it again: it goes on")
        return None

    def go_on(self) -> None:
        """Let it do the next step; does nothing when it has ended."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write("go\n")
            self._process.stdin.flush()

    def leave(self) -> None:
        """It leaves a checkpoint at its next step, and ends by itself."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def stop(self, patience: float = PATIENCE) -> None:
        """Let it leave a checkpoint and end; does nothing when it has ended."""
        self.leave()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        """Take its lines as they come: a pipe cannot be waited for with a clock everywhere."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")
