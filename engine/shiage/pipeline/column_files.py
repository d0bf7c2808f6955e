# SPDX-License-Identifier: Apache-2.0
"""Which files are the cels of a sheet's column: its drawings and their keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize

from shiage.pipeline.exposure_sheet import Column, ExposureSheet, SheetError
from shiage.pipeline.named_shot import NamedShot, check_names
from shiage.shot.io.picture_files import pictures
from shiage.shot.io.shot_folder import ShotFiles, sheet_files


def find_columns(path: Path, tables: Sequence[ExposureSheet], keyless: bool = False) -> list[NamedShot]:
    """Files of each column that shows anything, its cels numbered from 1 as they first appear.

    Drawings lie beside the sheet in a folder of the column's name, or in lines/ there; keys/, scribbles/ and
    sheets/ lie there as in a shot's folder. Columns of one name, as in several time tables, are one.

    Args:
        path: the sheet's file.
        tables: what it says.
        keyless: whether columns may be without keys, for their colours come from elsewhere.

    Raises:
        SheetError: a column's name is no folder's, a cel has no drawing or two, nothing there has colours,
            or two cels are one drawing.
        ShotError: a picture's file leads nowhere.
    """
    shown: dict[str, list[tuple[ExposureSheet, Column]]] = {}
    for table in tables:
        for column in table.columns:
            if column.cels():
                shown.setdefault(column.name, []).append((table, column))
    if not shown:
        raise SheetError(f"{path}: no column shows a cel")
    check_names(path, list(shown), "column")
    return [NamedShot(name, _files(path, name, columns, keyless)) for name, columns in shown.items()]


def _files(path: Path, name: str, columns: list[tuple[ExposureSheet, Column]], keyless: bool) -> ShotFiles:
    folder = path.parent / name
    place = folder / "lines" if (folder / "lines").is_dir() else folder
    cels = list(dict.fromkeys(cel for _, column in columns for cel in column.cels()))
    drawings = pictures(place)
    lines = {n: _drawing(path, columns, cel, place, drawings) for n, cel in enumerate(cels, 1)}
    first: dict[Path, str] = {}
    for cel, file in zip(cels, lines.values(), strict=True):
        if first.setdefault(file, cel) != cel:
            raise SheetError(f"{path}: cels {first[file]} and {cel} of column {name} are both {file}")
    keys, strange = _of_cels(folder / "keys", "key", name, cels)
    scribbles, strokes = _of_cels(folder / "scribbles", "scribbles", name, cels)
    sheets = sheet_files(folder / "sheets")
    if not (keys or scribbles or sheets or keyless):
        raise SheetError(f"{folder / 'keys'}: no key; colour a cel of column {name}, {cels[0]} say")
    beyond = dict.fromkeys(c for _, column in columns for c in column.beyond if c not in cels)
    notes = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            ("keys of cels that the sheet does not show", strange),
            ("scribbles of cels that the sheet does not show", strokes),
            ("cels behind the sheet's end are not coloured", list(beyond)),
        )
        if names
    ]
    called = dict(enumerate(cels, 1))
    return ShotFiles(lines, None, keys, scribbles, {}, sheets, folder / "keys", called, tuple(notes))


def _of_cels(folder: Path, what: str, column: str, cels: list[str]) -> tuple[dict[int, Path], list[str]]:
    """Pictures of a folder by the cels' numbers, and names of those that are of no cel."""
    painted = pictures(folder)
    found: dict[int, Path] = {}
    for n, cel in enumerate(cels, 1):
        files = _matching(cel, column, painted)
        if len(files) > 1:
            raise SheetError(f"{files[0]} and {files[1].name} are both the {what} of cel {cel}: take one out")
        if files:
            found[n] = files[0]
    return found, [file.name for file in painted if file not in found.values()]


def _drawing(
    path: Path, columns: list[tuple[ExposureSheet, Column]], cel: str, place: Path, drawings: list[Path]
) -> Path:
    name = columns[0][1].name
    found = _matching(cel, name, drawings)
    if len(found) > 1:
        raise SheetError(f"{found[0]} and {found[1].name} are both cel {cel}: take one out")
    if not found:
        table, frame = next(
            (table, one.frame) for table, column in columns for one in column.exposures if one.cel == cel
        )
        within = f", table {table.name}" if any(other is not table for other, _ in columns) else ""
        raise SheetError(
            f"{path}{within}, column {name}, frame {frame + 1}: cel {cel} has no drawing in {place}; "
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
