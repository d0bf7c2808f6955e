# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, in words for the artist."""

from __future__ import annotations


class ShiageError(Exception):
    """Something the artist can put right; the message says what to do."""
