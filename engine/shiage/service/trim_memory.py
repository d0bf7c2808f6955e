# SPDX-License-Identifier: Apache-2.0
"""Keeping the engine small between shots, where the system's allocator would keep what one shot needed."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX."""


def share_arenas() -> None:
    """Let all threads take memory from two places, or each leaves a half empty one behind; before any is."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def return_freed_memory() -> None:
    """Let the system have what a shot needed: glibc keeps freed memory for a next one otherwise."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
