# SPDX-License-Identifier: Apache-2.0
"""File descriptors: the limit is raised, and a share of them is reserved for jobs."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")

WANTED = (65536, 10240)
"""Descriptors an engine asks for: the first of these that the system gives."""

SHARE, MOST_CONNECTED = 3, 4096
"""Connections take a third of the descriptors, or so many where there are more; the others are for jobs."""

_RETRY_INTERVAL = 0.05
"""Seconds between two tries."""


def raise_limit() -> None:
    """Ask for as many descriptors as may be had, up to WANTED."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in WANTED:
        wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return


def most() -> int:
    """Descriptors this process may have at a time; Windows sets no limit that is ever met."""
    if sys.platform == "win32":
        return 1 << 20
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft


def for_connections() -> int:
    """With how many descriptors in use no more connections are taken."""
    return min(most() // SHARE, MOST_CONNECTED)


def used() -> int:
    """Descriptors in use."""
    if sys.platform == "win32":
        return 0
    try:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208 - counted, and this is often
    except OSError:
        return most()


def descriptors_exhausted(error: BaseException | None) -> bool:
    """Whether an error, or its cause, is that no descriptor was left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            return True
        if (
            isinstance(error, sqlite3.OperationalError)
            and "unable to open" in str(error)
            and used() > most() - 8
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def retry_without_descriptors(work: Callable[[], Result], give_up: Callable[[], bool]) -> Result:
    """Run what opens files, and retry while no descriptor is left for it.

    Connections without a client are closed within seconds, and no new ones are accepted meanwhile.

    Args:
        work: what to run; it may be started several times.
        give_up: whether to give up.
    """
    while True:
        try:
            return work()
        except Exception as error:
            if not descriptors_exhausted(error) or give_up():
                raise
        time.sleep(_RETRY_INTERVAL)


def within(seconds: float) -> Callable[[], bool]:
    """A function that returns whether so many seconds have passed from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
