# SPDX-License-Identifier: Apache-2.0
"""Reading XDTS: JSON after one header line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shiage.pipeline.exposure_sheet import Column, Exposure, ExposureSheet, SheetError
from shiage.pipeline.json_parts import JsonParts
from shiage.pipeline.named_shot import parsed, read_text

HEADER = "exchangeDigitalTimeSheet Save Data"
VERSION = 5
CELLS = 0
"""The field of cels; others hold dialogue and camera."""

EMPTY = "SYMBOL_NULL_CELL"
HELD = ("SYMBOL_HYPHEN", "SYMBOL_TICK_1", "SYMBOL_TICK_2")
"""The cel before is held; ticks are marks for the artist."""


def read_xdts(path: Path) -> ExposureSheet:
    """Read the first time table of a sheet.

    Raises:
        SheetError: it is no XDTS, torn, of another version, or says two things of one frame.
        OSError: the file cannot be read.
    """
    head, _, body = read_text(path).partition("\n")
    if head.strip() != HEADER:
        raise SheetError(f"{path}, line 1: an XDTS sheet begins with '{HEADER}'")
    return _Reader(path).sheet(parsed(path, body, above=1))


class _Reader(JsonParts):
    """Takes a sheet apart."""

    def sheet(self, data: object) -> ExposureSheet:
        whole = self.an_object(data, "the sheet")
        if whole.get("version") != VERSION:
            raise self.error("version", f"{whole.get('version')!r} is unknown; export it as {VERSION}")
        tables = self.a_list(whole.get("timeTables"), "timeTables")
        if len(tables) != 1:
            raise self.error("timeTables", f"{len(tables)} time tables; export the one of this cut alone")
        place = "timeTables[0]"
        table = self.an_object(tables[0], place)
        duration = self.a_number(table.get("duration"), f"{place}.duration")
        names: list[Any] = []
        for head in self.a_list(table.get("timeTableHeaders", []), f"{place}.timeTableHeaders"):
            if self.an_object(head, f"{place}.timeTableHeaders").get("fieldId") == CELLS:
                names = self.a_list(head.get("names"), f"{place}.timeTableHeaders.names")
        columns: dict[int, Column] = {}
        for n, field in enumerate(self.a_list(table.get("fields"), f"{place}.fields")):
            if self.an_object(field, f"{place}.fields[{n}]").get("fieldId") != CELLS:
                continue
            for m, track in enumerate(self.a_list(field.get("tracks"), f"{place}.fields[{n}].tracks")):
                at = f"{place}.fields[{n}].tracks[{m}]"
                column = self._column(self.an_object(track, at), names, duration, at)
                if column.track in columns:
                    raise self.error(at, f"track {column.track} is there twice")
                columns[column.track] = column
        header = whole.get("header") if isinstance(whole.get("header"), dict) else {}
        assert isinstance(header, dict)
        ordered = tuple(columns[track] for track in sorted(columns))
        return ExposureSheet(
            str(table.get("name", "")), duration, ordered, str(header.get("cut", "")),
            str(header.get("scene", "")),
        )  # fmt: skip

    def _column(self, track: dict[str, Any], names: list[Any], duration: int, at: str) -> Column:
        number = self.a_number(track.get("trackNo"), f"{at}.trackNo")
        if number >= len(names) or not isinstance(names[number], str) or not names[number]:
            raise self.error(at, f"timeTableHeaders gives track {number} no name")
        found: dict[int, str | None] = {}
        for n, row in enumerate(self.a_list(track.get("frames"), f"{at}.frames")):
            place = f"{at}.frames[{n}]"
            entry = self.an_object(row, place)
            frame = self.a_number(entry.get("frame"), f"{place}.frame")
            value = self._value(entry, place)
            if frame in found:
                raise self.error(place, f"column {names[number]} says frame {frame} twice")
            if frame > duration or (frame == duration and value != EMPTY):
                raise self.error(place, f"frame {frame} is past the end; the sheet has {duration}")
            found[frame] = value
        shown = [(frame, found[frame]) for frame in sorted(found) if found[frame] not in HELD]
        exposures = tuple(
            Exposure(f, None if value == EMPTY else value) for f, value in shown if f < duration
        )
        return Column(names[number], number, exposures)

    def _value(self, entry: dict[str, Any], place: str) -> str:
        for item in self.a_list(entry.get("data"), f"{place}.data"):
            values = self.an_object(item, f"{place}.data").get("values")
            if item.get("id") != 0:
                continue
            if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) and values[0]:
                return values[0]
        raise self.error(place, "no cel is named: data wants id 0 with one name in values")
