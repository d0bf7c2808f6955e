# SPDX-License-Identifier: Apache-2.0
"""The lock that lets one engine at a time run in a home."""

from __future__ import annotations

import os
import time
from pathlib import Path

from shiage.wire.lock import LOCK, take
from shiage.wire.regular_files import open_regular


class EngineRuns(Exception):
    """Another engine runs in this home."""


class HomeLock:
    """Held while an engine runs; the system frees it when the process dies, however it dies."""

    def __init__(self, home: Path) -> None:
        """Take the lock of a home.

        Raises:
            EngineRuns: another process holds it.
            OSError: its file cannot be opened.
        """
        self._file = open_regular(home / LOCK, os.O_RDWR | os.O_CREAT)
        # A status query may hold the lock for a moment.
        for wait in (0.05, 0.1, 0.2, None):
            if take(self._file):
                return
            if wait is not None:
                time.sleep(wait)
        os.close(self._file)
        raise EngineRuns(f"an engine already runs in {home}")

    def release(self) -> None:
        """Release it for the next engine."""
        os.close(self._file)
