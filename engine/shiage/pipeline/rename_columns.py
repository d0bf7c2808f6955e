# SPDX-License-Identifier: Apache-2.0
"""Other names for a sheet's columns: a name that cannot be a folder's is no name to colour by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shiage.pipeline.exposure_sheet import ExposureSheet, SheetError


def renamed(path: Path, tables: Sequence[ExposureSheet], words: Sequence[str]) -> tuple[ExposureSheet, ...]:
    """A sheet's tables with other names of columns; all columns of a name get the new one.

    Args:
        path: the sheet's file.
        tables: what it says.
        words: such as A=LO, each name at most once.

    Raises:
        SheetError: a word is none, or there is no such column.
    """
    names: dict[str, str] = {}
    there = {column.name for table in tables for column in table.columns if column.name}
    for word in words:
        old, _, new = (part.strip() for part in word.rpartition("="))
        if not (old and new) or old in names:
            raise SheetError(f"--rename {word}: an old and a new name belong here, once each, such as A=LO")
        if old not in there:
            listed = ", ".join(sorted(there)) or "none"
            raise SheetError(f"{path} has no column {old}; its columns: {listed}")
        names[old] = new
    return tuple(
        replace(table, columns=tuple(replace(c, name=names.get(c.name, c.name)) for c in table.columns))
        for table in tables
    )
