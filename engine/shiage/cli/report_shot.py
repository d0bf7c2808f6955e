# SPDX-License-Identifier: Apache-2.0
"""What a shot's results say of it, for the page of its episode."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shiage.cel.images import ImageError, read_cel
from shiage.cel.outside import read_bounded
from shiage.cli.options import LEVEL, SHEETS
from shiage.cli.record import RECORD, read_record, seconds_of
from shiage.cli.review_shot import page_path
from shiage.errors import ShiageError
from shiage.shot.io.read_shot import read_shot
from shiage.shot.notes import Note
from shiage.shot.review.episode_page import EpisodeShot, UnsureRegion, region_picture
from shiage.shot.review.least_sure import unsure_words
from shiage.shot.types import Settings
from shiage.version import __version__

MOST_REGIONS = 5
"""Pictures of a shot."""

_MOST_BYTES = 1 << 26


def report_shot(shot: Path, out: Path, name: str, page: Path) -> list[EpisodeShot]:
    """What is to be said of a shot; of an exposure sheet's columns each by itself.

    Args:
        shot: folder, film, sheet or level.
        out: where its results are.
        name: what it is called on the page.
        page: the page, which links to the shot's review page.
    """
    if shot.suffix.lower() in SHEETS and shot.is_file():
        columns = sorted(out.iterdir()) if out.is_dir() else []
        rows = [_read(shot, column, f"{name} {column.name}", page) for column in columns if column.is_dir()]
        return rows or [EpisodeShot(name, person=("this sheet is not coloured yet",))]
    return [_read(shot, out, name, page)]


def _read(shot: Path, out: Path, name: str, page: Path) -> EpisodeShot:
    try:
        report = json.loads(read_bounded(out / "report.json", _MOST_BYTES))
        rows = [_Row(row) for row in report["frames"]]
        called = {row.number: row.called for row in rows}
        notes = tuple(Note(note["frame"], str(note["text"])).words_with(called) for note in report["notes"])
    except FileNotFoundError:
        return EpisodeShot(name, person=(_why_not(shot),))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        return EpisodeShot(name, person=(f"{out / 'report.json'} cannot be read ({error}): colour it anew",))
    record = read_record(out / RECORD) or {}
    version, unsure = str(record.get("shiage", "")) or "?", sum(row.unsure for row in rows)
    missing = [r.called for r in rows if not (out / "frames" / f"{r.name}.png").is_file()]
    person = [
        *([f"frames {', '.join(missing[:8])} are gone: colour it anew"] if missing else []),
        *([unsure_words(unsure)] if unsure else []),
        *([f"coloured by version {version}, this is {__version__}"] if version != __version__ else []),
    ]
    place = page_path(shot)
    link = ""
    reviewed = shot.suffix.lower() not in (*SHEETS, LEVEL)  # of the others `shiage review` makes no page
    if place.is_file() and reviewed:
        link = quote(Path(os.path.relpath(place, page.parent)).as_posix())
    return EpisodeShot(
        name,
        len(rows),
        tuple(row.called for row in rows if row.key),
        seconds_of(record),
        version,
        unsure,
        _regions(rows, out),
        tuple(person),
        notes,
        link,
        f"shiage review {shlex.quote(str(shot))}" if reviewed else "",
    )


class _Row:
    """A frame of a report. Raises KeyError, TypeError, ValueError where it is none."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.number, self.key = int(row["frame"]), bool(row["key"])
        self.called, self.name = str(row["called"]), str(row["name"])
        # reports of earlier versions say neither
        self.unsure = int(row.get("unsure", 0))
        self.least_sure = [
            (float(region["sure"]), [int(v) for v in region["box"]]) for region in row.get("least_sure", [])
        ]


def _regions(rows: list[_Row], out: Path) -> tuple[UnsureRegion, ...]:
    """The shot's least sure regions; of a frame one, while other frames have some too."""
    ranked = sorted(
        (place, sure, row.number, row, box)
        for row in rows
        for place, (sure, box) in enumerate(row.least_sure)
    )[:MOST_REGIONS]
    found = []
    for _, sure, _, row, box in sorted(ranked, key=lambda one: one[1:3]):
        try:
            frame = read_cel(out / "frames" / f"{row.name}.png")
        except (ImageError, OSError):
            continue
        found.append(UnsureRegion(row.called, sure, region_picture(frame, box)))
    return tuple(found)


def _why_not(shot: Path) -> str:
    """Why a shot has no results: what is wrong with it, if anything is."""
    if shot.suffix.lower() == LEVEL and shot.is_file():
        return "this level is not coloured yet"
    try:
        read_shot(shot, None, Settings(), None)
    except (ShiageError, OSError) as error:
        return f"cannot be coloured: {error}"
    return "not coloured yet"
