# SPDX-License-Identifier: Apache-2.0
"""A row of the table as a job: checked like what comes over the wire."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from shiage.service.job import DONE, ENDED, MOST_WORDS, PAUSED, RUNNING, UPLOADING, WAITING, Job
from shiage.service.validate_palette import is_rgba
from shiage.service.validate_production import KINDS
from shiage.service.validate_submission import check_submission
from shiage.wire.limits import MAX_FRAMES, TUNE

COLUMNS = (
    "id", "kind", "settings", "items", "numbers", "state", "message", "palette", "created", "ended",
)  # fmt: skip
"""Columns of the table of jobs, in the order of `job_of_row`."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""An id is the name of a folder, too."""


def job_of_row(row: tuple[Any, ...], finished: set[Any], notes: str | None) -> Job:
    """The job of a row.

    Raises:
        ValueError: the row is damaged or of a later version; the message says how.
    """
    id, kind, settings, items, numbers, state, message, palette, created, ended = row
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise ValueError(f"{str(id)[:80]!r} is no id")
    if state not in (UPLOADING, WAITING, RUNNING, PAUSED, *ENDED) or (state == PAUSED and kind != TUNE):
        raise ValueError(f"its state is {str(state)[:40]!r}")
    for moment in (created, ended):
        if not isinstance(moment, float | int) or not math.isfinite(moment):
            raise ValueError(f"{moment!r} is no time")
    job = Job(
        id,
        _kept(kind, str),
        _kept(_read(settings), dict),
        _kept(_read(items), list),
        _kept(_read(numbers), list),
        state=WAITING if state == RUNNING else state,  # its engine is gone
        message=_kept(message, str)[:MOST_WORDS],
        palette=_palette(_read(palette)) if palette else None,
        created=created,
        ended=ended,
        notes=_notes(_read(notes)) if notes else [],
    )
    _check(job)
    job.finished = finished & set(job.numbers)
    return job


def _check(job: Job) -> None:
    """Check that a job can be worked on by this engine, or was; keep of it only what was checked."""
    if len(job.numbers) > MAX_FRAMES or not all(_is_number(number) for number in job.numbers):
        raise ValueError("its frames are no numbers, or too many")
    if job.state == DONE:
        # Nothing reads its items any more: what was let through before it was checked stays.
        if job.kind not in KINDS:
            raise ValueError(f"its kind is {job.kind[:40]!r}")
        return
    kept = job.settings
    try:
        shot = check_submission(
            job.kind,
            kept,
            job.items,
            _kept(kept.get("corrections", []), list),
            kept.get("priority"),
            kept.get("palette"),
        )
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"its settings or items are strange: {error!r}") from None
    if shot.numbers != job.numbers:
        raise ValueError("its frames are not those of its items")
    job.settings, job.items = shot.settings, shot.items


def _is_number(number: Any) -> bool:
    """Whether it can be sent as a frame number."""
    return type(number) is int and -(1 << 63) <= number < 1 << 63


def _read(text: object) -> Any:
    """The content of a JSON text."""
    try:
        return json.loads(_kept(text, str))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its JSON is torn: {str(error)[:80]}") from None


def _kept(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"a {type(value).__name__} stands where a {kind.__name__} belongs")
    return value


def _palette(palette: Any) -> dict[str, Any]:
    colours, names = (_kept(_kept(palette, dict).get(part), list) for part in ("colours", "names"))
    if len(colours) != len(names) or not all(isinstance(name, str) for name in names):
        raise ValueError("its palette has no names")
    for colour in colours:
        if not is_rgba(colour):
            raise ValueError(f"{str(colour)[:40]} is no colour")
    return {"colours": colours, "names": names}


def _notes(notes: Any) -> list[dict[str, Any]]:
    kept = []
    for note in _kept(notes, list):
        frame, text = _kept(note, dict).get("frame"), _kept(note.get("text"), str)
        if frame is not None and type(frame) is not int:
            raise ValueError("a note is about no frame")
        kept.append({"frame": frame, "text": text})
    return kept
