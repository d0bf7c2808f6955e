# SPDX-License-Identifier: Apache-2.0
"""Renames what is in the engine's way; nothing is removed, for it may be a user's."""

from __future__ import annotations

import logging
import secrets
import stat
import time
from pathlib import Path

log = logging.getLogger(__name__)


def set_aside(why: str, *paths: Path) -> None:
    """Rename files or folders of the home, with a line in the log; missing ones are skipped.

    Raises:
        OSError: the home cannot be written.
    """
    mark = f"aside-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"
    for path in paths:
        aside = path.with_name(f"{path.name}.{mark}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            continue
        log.warning("%s %s: it is kept as %s, which nothing here needs any more", path, why, aside.name)


def clear_way(*paths: Path) -> None:
    """Rename whatever is at a path of a regular file and is none: a link, a folder, a pipe."""
    for path in paths:
        try:
            plain = stat.S_ISREG(path.lstat().st_mode)
        except FileNotFoundError:
            continue
        if not plain:
            set_aside("is no plain file", path)
