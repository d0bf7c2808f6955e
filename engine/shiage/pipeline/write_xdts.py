# SPDX-License-Identifier: Apache-2.0
"""Writing XDTS: a sheet of its own, or one that was read with nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from shiage.pipeline.exposure_sheet import Column, ExposureSheet
from shiage.pipeline.read_xdts import CELLS, EMPTY, HEADER, HELD, VERSION, XdtsFile, cel_names, cel_tracks


def rewritten(file: XdtsFile, tables: Sequence[ExposureSheet]) -> bytes:
    """A sheet that was read, with other cels: all that is not changed stays as it was.

    That is dialogue, camera, marks, options, and whatever another program put there. Where nothing is
    changed, the bytes are the same.

    Args:
        file: as it was read.
        tables: what its time tables shall say: as `file.tables`, with other names or exposures.
    """
    if tuple(tables) == file.tables:
        return file.text.encode()
    data = deepcopy(file.data)
    for table, old, new in zip(data["timeTables"], file.tables, tables, strict=True):
        names = cel_names(table)
        for head in table.get("timeTableHeaders", []):
            if head.get("fieldId") == CELLS:
                head["names"] = names
        tracks = {track["trackNo"]: track for track in cel_tracks(table)}
        for before, after in zip(old.columns, new.columns, strict=True):
            if after.name != before.name:
                names[after.track] = after.name
            if after.exposures != before.exposures:
                track = tracks[after.track]
                track["frames"] = _replaced(track["frames"], after, old.duration)
    head, _, body = file.text.partition("\n")
    return f"{head}\n{_like(body, data)}".encode()


def _replaced(frames: list[dict[str, Any]], column: Column, duration: int) -> list[dict[str, Any]]:
    """A track's frames with other cels within the sheet; marks and what lies behind its end stay."""
    old = {row["frame"]: row for row in frames}
    new = {one.frame: EMPTY if one.cel is None else one.cel for one in column.exposures}
    stay = {f for f, row in old.items() if f >= duration or set(_cel(row)["values"]) & set(HELD)}
    kept = {frame: old[frame] for frame in stay - set(new)}
    for frame, value in new.items():
        row = deepcopy(old.get(frame)) or {"frame": frame, "data": [{"id": 0, "values": []}]}
        _cel(row)["values"] = [value]
        kept[frame] = row
    return [kept[frame] for frame in sorted(kept)]


def _cel(row: dict[str, Any]) -> dict[str, Any]:
    """What a frame says of its cel."""
    item: dict[str, Any] = next(item for item in row["data"] if item.get("id", 0) == 0)
    return item


def _like(body: str, data: dict[str, Any]) -> str:
    """JSON with the line breaks, indents and end that another has."""
    indented = re.match(r"\s*\{\r?\n([ \t]+)", body)
    if indented is None:
        text = json.dumps(data, ensure_ascii=False, separators=None if '": ' in body else (",", ":"))
    else:
        text = json.dumps(data, ensure_ascii=False, indent=indented[1])
    end = body[len(body.rstrip()) :]
    return (text.replace("\n", "\r\n") if "\r\n" in body else text) + end


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
