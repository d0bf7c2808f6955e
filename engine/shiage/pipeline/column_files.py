# SPDX-License-Identifier: Apache-2.0
"""Which files are the cels of a sheet's column: its drawings and their keys."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

from shiage.pipeline.exposure_sheet import Column, ExposureSheet, SheetError
from shiage.pipeline.named_shot import NamedShot, check_names
from shiage.shot.io.picture_files import pictures
from shiage.shot.io.shot_folder import ShotFiles


def find_columns(path: Path, sheet: ExposureSheet) -> list[NamedShot]:
    """Files of each column that shows anything, its cels numbered from 1 as they first appear.

    Drawings lie beside the sheet in a folder of the column's name, or in lines/ there; keys in keys/ there.

    Args:
        path: the sheet's file.
        sheet: what it says.

    Raises:
        SheetError: a column's name is no folder's or is there twice, a cel has no drawing or two, no key is
            there, or two cels are one drawing.
        ShotError: a picture's file leads nowhere.
    """
    shown = [column for column in sheet.columns if column.cels()]
    if not shown:
        raise SheetError(f"{path}: no column shows a cel")
    check_names(path, [column.name for column in shown], "column")
    return [NamedShot(column.name, _files(path, column)) for column in shown]


def _files(path: Path, column: Column) -> ShotFiles:
    folder = path.parent / column.name
    place = folder / "lines" if (folder / "lines").is_dir() else folder
    cels = column.cels()
    drawings = pictures(place)
    lines = {n: _drawing(path, column, cel, place, drawings) for n, cel in enumerate(cels, 1)}
    first: dict[Path, str] = {}
    for cel, file in zip(cels, lines.values(), strict=True):
        if first.setdefault(file, cel) != cel:
            raise SheetError(f"{path}: cels {first[file]} and {cel} of column {column.name} are both {file}")
    painted = pictures(folder / "keys")
    keys: dict[int, Path] = {}
    for n, cel in enumerate(cels, 1):
        found = _matching(cel, column.name, painted)
        if len(found) > 1:
            raise SheetError(f"{found[0]} and {found[1].name} are both the key of cel {cel}: take one out")
        if found:
            keys[n] = found[0]
    if not keys:
        raise SheetError(f"{folder / 'keys'}: no key; colour a cel of column {column.name}, {cels[0]} say")
    strange = [f.name for f in painted if f not in keys.values()]
    notes = (f"keys of cels that the sheet does not show: {', '.join(strange)}",) if strange else ()
    return ShotFiles(
        lines, None, keys, {}, {}, [], folder / "keys", dict(enumerate(cels, 1)), notes
    )  # fmt: skip


def _drawing(path: Path, column: Column, cel: str, place: Path, drawings: list[Path]) -> Path:
    found = _matching(cel, column.name, drawings)
    if len(found) > 1:
        raise SheetError(f"{found[0]} and {found[1].name} are both cel {cel}: take one out")
    if not found:
        frame = next(one.frame for one in column.exposures if one.cel == cel)
        raise SheetError(
            f"{path}, column {column.name}, frame {frame + 1}: cel {cel} has no drawing in {place}; "
            f"put it there as {cel}.png"
        )
    return found[0]


def _matching(cel: str, column: str, files: list[Path]) -> list[Path]:
    return [file for file in files if _plain(file.stem, column) == _plain(cel, column)]


def _plain(name: str, column: str) -> str:
    """A cel's name without its column's, leading zeros and case: A0012a, a_12a and 12a are one."""
    # file systems write accents and kana marks in two ways
    whole, head = normalize("NFC", name.strip()), re.escape(normalize("NFC", column))
    rest = re.sub(rf"^{head}[ _-]*(?=\d)", "", whole, flags=re.IGNORECASE)
    return re.sub(r"(?<!\d)0+(?=\d)", "", rest).casefold()
