# SPDX-License-Identifier: Apache-2.0
"""What stops an installation, in words for the artist."""

from __future__ import annotations

import os


class Problem(Exception):
    """Something the artist can put right; the message says what to do.

    Attributes:
        words: English, with {} for each name, as `japanese` knows it.
        names: fill it.
    """

    def __init__(self, words: str, *names: object) -> None:
        """Args: as above."""
        # paths may have letters that this host's locale does not know
        names = tuple(
            os.fsencode(n).decode("utf-8", "replace") if isinstance(n, os.PathLike) else n for n in names
        )
        super().__init__(words.format(*names))
        self.words, self.names = words, names


class Cancelled(Exception):
    """The artist cancelled."""
