# SPDX-License-Identifier: Apache-2.0
"""The error of a source that cannot be used."""

from __future__ import annotations

from importlib.util import find_spec

from shiage.errors import ShiageError


class SourceError(ShiageError):
    """A source of cels cannot be used; the message names the file or what is missing."""


def needs(module: str, package: str, what: str) -> None:
    """Check that a library is installed before anything is rendered.

    Raises:
        SourceError: it is not installed.
    """
    if find_spec(module) is None:
        raise SourceError(f'{what} need {package}, which is not installed: pip install "shiage[train]"')
