# SPDX-License-Identifier: Apache-2.0
"""Taking a sheet's JSON apart: what does not belong there is told by file and place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shiage.pipeline.exposure_sheet import SheetError

LONGEST = 1_000_000
"""Frames of a sheet: beyond eleven hours it is no cut."""


class JsonParts:
    """Knows the file for what it has to say."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def an_object(self, value: object, place: str) -> dict[str, Any]:
        """A JSON object. Raises SheetError for anything else, as the others do."""
        if not isinstance(value, dict):
            raise self.error(place, "an object belongs here")
        return value

    def a_list(self, value: object, place: str) -> list[Any]:
        """A list."""
        if not isinstance(value, list):
            raise self.error(place, "a list belongs here")
        return value

    def a_text(self, value: object, place: str) -> str:
        """A text with something in it."""
        if not isinstance(value, str) or not value:
            raise self.error(place, "a text belongs here")
        return value

    def a_number(self, value: object, place: str) -> int:
        """A frame, or how many there are."""
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST:
            raise self.error(place, f"a whole number from 0 to {LONGEST} belongs here")
        return value

    def a_frame(self, value: object, place: str) -> int:
        """A frame that may lie before the first."""
        if isinstance(value, int) and -LONGEST <= value < 0:
            return value
        return self.a_number(value, place)

    def error(self, place: str, words: str) -> SheetError:
        """What is wrong at a place of the file."""
        return SheetError(f"{self._path}, {place}: {words}")
