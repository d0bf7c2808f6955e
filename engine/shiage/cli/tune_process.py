# SPDX-License-Identifier: Apache-2.0
"""The process that tunes, as whoever started it follows it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from shiage.production.settings import ProductionError

PATIENCE = 60.0
"""Seconds that it may take to leave its checkpoint."""


class TuneProcess:
    """A tune in a process of its own: it does a step, tells of it, and waits for the next.

    Attributes:
        outcome: its last word, once all steps were taken.
    """

    def __init__(self, folder: Path, minutes: float, steps: int) -> None:
        """Start it."""
        self.outcome: dict[str, Any] = {}
        asked = [str(folder), f"--minutes={minutes}", f"--steps={steps}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shiage.tuning", *asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def steps(self) -> Iterator[dict[str, Any]]:
        """What it tells of each step; the next is done when the next is asked for.

        Raises:
            ProductionError: the process died.
        """
        assert self._process.stdout is not None and self._process.stdin is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "stage" not in said:
                self.outcome = said.get("tuned", said)
                continue
            yield said
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
        if not self.outcome:
            code = self._process.wait()
            raise ProductionError(f"the process that tunes died (code {code}); run it again: it goes on")

    def stop(self) -> None:
        """Let it leave a checkpoint and end; does nothing when it has ended."""
        assert self._process.stdout is not None and self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
