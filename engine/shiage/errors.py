# SPDX-License-Identifier: Apache-2.0
"""The root of all errors that a user of the engine meets, and the words of others' errors."""


class ShiageError(Exception):
    """Something given cannot be used; its words say what and what to do.

    The client that add-ons carry stands apart: its errors are `shiage.wire.events.EngineError`.
    """


def first_line(error: Exception) -> str:
    """What another library's error says first; many go on for lines. Its kind where it says nothing."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
