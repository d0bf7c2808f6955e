# SPDX-License-Identifier: Apache-2.0
"""Writing XDTS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shiage.cel.beside import write_beside
from shiage.pipeline.exposure_sheet import Column, ExposureSheet
from shiage.pipeline.read_xdts import CELLS, EMPTY, HEADER, VERSION


def write_xdts(path: Path, sheet: ExposureSheet) -> None:
    """Write a sheet's cels; see `xdts_bytes`.

    Raises:
        OSError: the file cannot be written; what stood there before stays.
    """
    write_beside(path, xdts_bytes(sheet))


def xdts_bytes(sheet: ExposureSheet) -> bytes:
    """A file of a sheet's cels; each column is closed by an empty cel at the sheet's end."""
    names = [""] * (1 + max((column.track for column in sheet.columns), default=-1))
    for column in sheet.columns:
        names[column.track] = column.name
    table = {
        "duration": sheet.duration,
        "name": sheet.name,
        "fields": [{"fieldId": CELLS, "tracks": [_track(c, sheet.duration) for c in sheet.columns]}],
        "timeTableHeaders": [{"fieldId": CELLS, "names": names}],
    }
    header = {"cut": sheet.cut, "scene": sheet.scene}
    whole = {"header": header, "timeTables": [table], "version": VERSION}
    return f"{HEADER}\n{json.dumps(whole, ensure_ascii=False)}".encode()


def _track(column: Column, duration: int) -> dict[str, Any]:
    rows = [(one.frame, EMPTY if one.cel is None else one.cel) for one in column.exposures]
    frames = [
        {"frame": frame, "data": [{"id": 0, "values": [value]}]}
        for frame, value in [*rows, (duration, EMPTY)]
    ]
    return {"trackNo": column.track, "frames": frames}
