# SPDX-License-Identifier: Apache-2.0
"""A shot that another program's file names, and the words for files that are no such thing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shiage.cel.outside import read_bounded
from shiage.pipeline.exposure_sheet import SheetError
from shiage.shot.io.shot_folder import ShotFiles

_MOST_BYTES = 1 << 28
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class NamedShot:
    """A column, layer or clip that is coloured as a shot.

    Attributes:
        name: what it is called; its results lie in a folder of that name.
        files: its drawings and keys.
    """

    name: str
    files: ShotFiles


def check_names(path: Path, names: Sequence[str], what: str) -> None:
    """See that names can be those of folders beside each other.

    Args:
        path: the file that gives them.
        names: all of them.
        what: what has such a name: "column", "layer" or "clip".

    Raises:
        SheetError: one is no folder's, or is there twice.
    """
    seen: set[str] = set()
    for name in names:
        if name in ("", ".", "..") or re.search(r'[\x00-\x1f/\\:*?"<>|]', name):
            raise SheetError(f"{path}: {what} {name!r} cannot be a folder's name: rename it")
        if name.casefold() in seen:
            raise SheetError(f"{path}: two {what}s are called {name}: rename one")
        seen.add(name.casefold())


def read_text(path: Path) -> str:
    """Text of a sheet, without a byte order mark.

    Raises:
        SheetError: it is no UTF-8.
        OSError: it cannot be read, or is too large for a sheet.
    """
    return read_marked_text(path).removeprefix(BYTE_ORDER_MARK)


def read_marked_text(path: Path) -> str:
    """The same with its byte order mark, if it has one; raises the same."""
    try:
        return read_bounded(path, _MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: byte {error.start} is no UTF-8: this is no sheet") from error


def parsed(path: Path, text: str, above: int = 0) -> object:
    """JSON of a sheet.

    Args:
        path: its file.
        text: what is to be JSON.
        above: lines of the file before it.

    Raises:
        SheetError: it is torn, or nested too deep.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno + above}, column {error.colno}"
        raise SheetError(f"{path}, {place}: torn or broken JSON ({error.msg}); export it again") from error
    except (RecursionError, ValueError) as error:  # Python limits nesting and the digits of a number
        raise SheetError(f"{path}, its JSON: nested too deep, or a number too long, for a sheet") from error
