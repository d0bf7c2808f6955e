# SPDX-License-Identifier: Apache-2.0
"""Reading XDTS: JSON after one header line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shiage.pipeline.exposure_sheet import Column, Exposure, ExposureSheet, SheetError
from shiage.pipeline.json_parts import JsonParts
from shiage.pipeline.named_shot import BYTE_ORDER_MARK, parsed, read_marked_text

HEADER = "exchangeDigitalTimeSheet Save Data"
TOEI = "toeiDigitalTimeSheet Save Data"
VERSION = 5
VERSIONS = (VERSION, 10)
"""Those that the format's description (Celsys, 2022) knows; programs write the first."""

CELLS = 0
"""The field of cels; others hold dialogue and camera."""

EMPTY = "SYMBOL_NULL_CELL"
HELD = ("SYMBOL_HYPHEN", "SYMBOL_TICK_1", "SYMBOL_TICK_2")
"""The cel before is held; ticks are marks for the artist."""


@dataclass(frozen=True, eq=False)
class XdtsFile:
    """A sheet's file.

    Attributes:
        text: all of it.
        data: its JSON, with all that is not understood here.
        tables: what its time tables say, in their order; Clip Studio writes one for each timeline.
    """

    text: str
    data: dict[str, Any]
    tables: tuple[ExposureSheet, ...]


def read_xdts(path: Path) -> XdtsFile:
    """Read a sheet.

    Raises:
        SheetError: it is no XDTS, torn, of another version, or says two things of one frame.
        OSError: the file cannot be read.
    """
    text = read_marked_text(path)
    head, _, body = text.partition("\n")
    said = head.removeprefix(BYTE_ORDER_MARK).strip()
    if said == TOEI:
        raise SheetError(f"{path}, line 1: a sheet of Toei's own kind (TDTS): export it as XDTS")
    if said != HEADER:
        raise SheetError(f"{path}, line 1: an XDTS sheet begins with '{HEADER}'")
    reader = _Reader(path)
    data = reader.an_object(parsed(path, body, above=1), "the sheet")
    return XdtsFile(text, data, reader.tables(data))


def cel_tracks(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The tracks of cels in a time table that was read."""
    fields = [field for field in table.get("fields", []) if field.get("fieldId") == CELLS]
    return [track for field in fields for track in field["tracks"]]


def cel_names(table: dict[str, Any]) -> list[Any]:
    """The names of its columns, by their tracks."""
    heads = [head for head in table.get("timeTableHeaders", []) if head.get("fieldId") == CELLS]
    return list(heads[-1]["names"]) if heads else []


class _Reader(JsonParts):
    """Takes a sheet apart."""

    def tables(self, whole: dict[str, Any]) -> tuple[ExposureSheet, ...]:
        if whole.get("version") not in VERSIONS:
            known = " or ".join(map(str, VERSIONS))
            raise self.error("version", f"{whole.get('version')!r} is unknown; export it as {known}")
        header = whole.get("header")
        header = header if isinstance(header, dict) else {}
        tables = self.a_list(whole.get("timeTables"), "timeTables")
        if not tables:
            raise self.error("timeTables", "it has no time table")
        return tuple(
            self._sheet(self.an_object(table, f"timeTables[{n}]"), header, f"timeTables[{n}]")
            for n, table in enumerate(tables)
        )

    def _sheet(self, table: dict[str, Any], header: dict[str, Any], place: str) -> ExposureSheet:
        duration = self.a_number(table.get("duration"), f"{place}.duration")
        for head in self.a_list(table.get("timeTableHeaders", []), f"{place}.timeTableHeaders"):
            if self.an_object(head, f"{place}.timeTableHeaders").get("fieldId") == CELLS:
                self.a_list(head.get("names"), f"{place}.timeTableHeaders.names")
        names = cel_names(table)
        columns: dict[int, Column] = {}
        for n, field in enumerate(self.a_list(table.get("fields", []), f"{place}.fields")):
            if self.an_object(field, f"{place}.fields[{n}]").get("fieldId") != CELLS:
                continue
            for m, track in enumerate(self.a_list(field.get("tracks"), f"{place}.fields[{n}].tracks")):
                at = f"{place}.fields[{n}].tracks[{m}]"
                column = self._column(self.an_object(track, at), names, duration, at)
                if column.track in columns:
                    raise self.error(at, f"track {column.track} is there twice")
                columns[column.track] = column
        ordered = tuple(columns[track] for track in sorted(columns))
        words = (str(header.get(part, "")) for part in ("cut", "scene"))
        return ExposureSheet(str(table.get("name", "")), duration, ordered, *words)

    def _column(self, track: dict[str, Any], names: list[Any], duration: int, at: str) -> Column:
        number = self.a_number(track.get("trackNo"), f"{at}.trackNo")
        named = number < len(names) and isinstance(names[number], str)
        name = names[number].strip() if named else ""
        found: dict[int, str] = {}
        for n, row in enumerate(self.a_list(track.get("frames"), f"{at}.frames")):
            place = f"{at}.frames[{n}]"
            entry = self.an_object(row, place)
            frame = self.a_frame(entry.get("frame"), f"{place}.frame")
            value = self._value(entry, place)
            if frame in found:
                raise self.error(place, f"column {name or number} says frame {frame} twice")
            found[frame] = value
        shown = [(frame, found[frame]) for frame in sorted(found) if found[frame] not in HELD]
        if not name and any(value != EMPTY for _, value in shown):
            raise self.error(at, f"timeTableHeaders gives track {number} no name")
        # Clip Studio writes what was shown before the cut begins
        before = [value for frame, value in shown if frame < 0][-1:] if 0 not in dict(shown) else []
        within = [(0, value) for value in before] + [(f, value) for f, value in shown if 0 <= f < duration]
        exposures = tuple(Exposure(f, None if value == EMPTY else value) for f, value in within)
        seen = {value for _, value in within}
        # OpenToonz writes whole columns, also where a shorter range is to be shown
        beyond = dict.fromkeys(v for f, v in shown if f >= duration and v != EMPTY and v not in seen)
        return Column(name, number, exposures, tuple(beyond))

    def _value(self, entry: dict[str, Any], place: str) -> str:
        for item in self.a_list(entry.get("data"), f"{place}.data"):
            values = self.an_object(item, f"{place}.data").get("values")
            if item.get("id", 0) != 0:
                continue
            if values == []:
                return EMPTY
            if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) and values[0]:
                return values[0]
        raise self.error(place, "no cel is named: data wants id 0 with one name in values")
