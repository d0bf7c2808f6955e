# SPDX-License-Identifier: Apache-2.0
"""The root of all errors that a user of the engine meets, and the words of others' errors."""

from collections.abc import Sequence


class ShiageError(Exception):
    """Something given cannot be used; its words say what and what to do.

    The client that add-ons carry stands apart: its errors are `shiage.wire.events.EngineError`.
    """


def first_line(error: Exception) -> str:
    """What another library's error says first; many go on for lines. Its kind where it says nothing."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def some_of(names: Sequence[str], most: int) -> str:
    """Names in a message; of more than `most` the first ones, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
