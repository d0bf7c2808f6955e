# SPDX-License-Identifier: Apache-2.0
"""What the machine lets this process use."""

from __future__ import annotations

import os


def usable_processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
