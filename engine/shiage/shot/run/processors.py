# SPDX-License-Identifier: Apache-2.0
"""What the machine lets this process use."""

from __future__ import annotations

import os


def usable_processors() -> int:
    """Processors this process may use: what the system lets it, or PYTHON_CPU_COUNT as in Python 3.13."""
    told = os.environ.get("PYTHON_CPU_COUNT", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
