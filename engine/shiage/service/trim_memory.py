# SPDX-License-Identifier: Apache-2.0
"""Returns freed memory to the system between shots, where the C allocator would keep it."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX."""


def share_arenas() -> None:
    """Limit glibc to two arenas, or each thread leaves a half empty one behind; before threads start."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def return_freed_memory() -> None:
    """Return what a shot needed: glibc keeps freed memory otherwise."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
