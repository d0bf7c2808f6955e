# SPDX-License-Identifier: Apache-2.0
"""A studio shares a production: what the engine writes there is not its user's alone, as its home is."""

from __future__ import annotations

import os
from pathlib import Path

_kept = [0o077]


def keep_umask(umask: int) -> None:
    """Keep the umask that whoever started the engine has."""
    _kept[0] = umask


def outer_umask() -> int:
    """That umask."""
    return _kept[0]


def share(folder: Path) -> None:
    """Give a folder, and all that lies in it, the modes that it would have outside the engine.

    Raises:
        OSError: one of them is gone.
    """
    for at, _, names in os.walk(folder):
        Path(at).chmod(0o777 & ~_kept[0])
        for name in names:
            (Path(at) / name).chmod(0o666 & ~_kept[0])
