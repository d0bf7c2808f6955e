# SPDX-License-Identifier: Apache-2.0
"""Reading XDTS: JSON after one header line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shiage.pipeline.exposure_sheet import Column, Exposure, ExposureSheet, SheetError

HEADER = "exchangeDigitalTimeSheet Save Data"
VERSION = 5
CELLS = 0
"""The field of cels; others hold dialogue and camera."""

EMPTY = "SYMBOL_NULL_CELL"
HELD = ("SYMBOL_HYPHEN", "SYMBOL_TICK_1", "SYMBOL_TICK_2")
"""The cel before is held; ticks are marks for the artist."""

LONGEST = 1_000_000
"""Frames of a sheet: beyond eleven hours it is no cut."""


def read_xdts(path: Path) -> ExposureSheet:
    """Read the first time table of a sheet.

    Raises:
        SheetError: it is no XDTS, torn, of another version, or says two things of one frame.
        OSError: the file cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: no XDTS sheet: byte {error.start} is no UTF-8") from error
    head, _, body = text.partition("\n")
    if head.strip() != HEADER:
        raise SheetError(f"{path}, line 1: an XDTS sheet begins with '{HEADER}'")
    try:
        data = json.loads(body)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno + 1}, column {error.colno}"
        raise SheetError(f"{path}, {place}: torn or broken JSON ({error.msg}); export it again") from error
    except (RecursionError, ValueError) as error:  # Python limits nesting and the digits of a number
        raise SheetError(f"{path}, its JSON: nested too deep, or a number too long, for a sheet") from error
    return _Reader(path).sheet(data)


class _Reader:
    """Takes a sheet's JSON apart; knows the file for what it has to say."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def sheet(self, data: object) -> ExposureSheet:
        whole = self._object(data, "the sheet")
        if whole.get("version") != VERSION:
            raise self._error("version", f"{whole.get('version')!r} is unknown; export it as {VERSION}")
        tables = self._list(whole.get("timeTables"), "timeTables")
        if len(tables) != 1:
            raise self._error("timeTables", f"{len(tables)} time tables; export the one of this cut alone")
        place = "timeTables[0]"
        table = self._object(tables[0], place)
        duration = self._number(table.get("duration"), f"{place}.duration")
        names: list[Any] = []
        for head in self._list(table.get("timeTableHeaders", []), f"{place}.timeTableHeaders"):
            if self._object(head, f"{place}.timeTableHeaders").get("fieldId") == CELLS:
                names = self._list(head.get("names"), f"{place}.timeTableHeaders.names")
        columns: dict[int, Column] = {}
        for n, field in enumerate(self._list(table.get("fields"), f"{place}.fields")):
            if self._object(field, f"{place}.fields[{n}]").get("fieldId") != CELLS:
                continue
            for m, track in enumerate(self._list(field.get("tracks"), f"{place}.fields[{n}].tracks")):
                at = f"{place}.fields[{n}].tracks[{m}]"
                column = self._column(self._object(track, at), names, duration, at)
                if column.track in columns:
                    raise self._error(at, f"track {column.track} is there twice")
                columns[column.track] = column
        header = whole.get("header") if isinstance(whole.get("header"), dict) else {}
        assert isinstance(header, dict)
        ordered = tuple(columns[track] for track in sorted(columns))
        return ExposureSheet(
            str(table.get("name", "")), duration, ordered, str(header.get("cut", "")),
            str(header.get("scene", "")),
        )  # fmt: skip

    def _column(self, track: dict[str, Any], names: list[Any], duration: int, at: str) -> Column:
        number = self._number(track.get("trackNo"), f"{at}.trackNo")
        if number >= len(names) or not isinstance(names[number], str) or not names[number]:
            raise self._error(at, f"timeTableHeaders gives track {number} no name")
        found: dict[int, str | None] = {}
        for n, row in enumerate(self._list(track.get("frames"), f"{at}.frames")):
            place = f"{at}.frames[{n}]"
            entry = self._object(row, place)
            frame = self._number(entry.get("frame"), f"{place}.frame")
            value = self._value(entry, place)
            if frame in found:
                raise self._error(place, f"column {names[number]} says frame {frame} twice")
            if frame > duration or (frame == duration and value != EMPTY):
                raise self._error(place, f"frame {frame} is past the end; the sheet has {duration}")
            found[frame] = value
        shown = [(frame, found[frame]) for frame in sorted(found) if found[frame] not in HELD]
        exposures = tuple(
            Exposure(f, None if value == EMPTY else value) for f, value in shown if f < duration
        )
        return Column(names[number], number, exposures)

    def _value(self, entry: dict[str, Any], place: str) -> str:
        for item in self._list(entry.get("data"), f"{place}.data"):
            values = self._object(item, f"{place}.data").get("values")
            if item.get("id") != 0:
                continue
            if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) and values[0]:
                return values[0]
        raise self._error(place, "no cel is named: data wants id 0 with one name in values")

    def _object(self, value: object, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(place, "an object belongs here")
        return value

    def _list(self, value: object, place: str) -> list[Any]:
        if not isinstance(value, list):
            raise self._error(place, "a list belongs here")
        return value

    def _number(self, value: object, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST:
            raise self._error(place, f"a whole number from 0 to {LONGEST} belongs here")
        return value

    def _error(self, place: str, words: str) -> SheetError:
        return SheetError(f"{self._path}, {place}: {words}")
