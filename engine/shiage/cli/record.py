# SPDX-License-Identifier: Apache-2.0
"""From which input results were made, kept beside them so that a later run knows."""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import numpy as np

from shiage.cel.beside import write_beside
from shiage.cel.lineart import LineArt
from shiage.shot.color import made_by
from shiage.shot.types import Shot
from shiage.wire.regular_files import open_regular

_MOST = 1 << 24
"""Bytes a record may have."""

RECORD = "job.json"
"""Says from which input the results are, and which frames are written."""


_LONGEST_NAME = 250
"""Bytes of a name before .png; no file system takes more."""


def shot_digest(shot: Shot, fps: int) -> str:
    """Fingerprint of all that the results depend on."""
    seen = hashlib.blake2b(digest_size=16)
    seen.update(
        repr(
            (made_by(shot.settings.mode), shot.settings, fps, shot.frames[0].line.size, shot.corrections)
        ).encode()
    )
    for frame in shot.frames:
        seen.update(f"frame {frame.number} {frame.name} {frame.label}".encode("utf-8", "surrogatepass"))
        _add_line(seen, frame.line)
    for key in shot.keys:
        seen.update(b"key %d" % key.number)
        seen.update(np.ascontiguousarray(key.cel).data)
    for scribbles in shot.scribbles:
        seen.update(b"scribbles %d" % scribbles.number)
        seen.update(np.ascontiguousarray(scribbles.cel).data)
    for sheet in shot.sheets:
        seen.update(f"sheet {sheet.name} {sheet.line.size}".encode())
        _add_line(seen, sheet.line)
        seen.update(np.ascontiguousarray(sheet.cel).data)
    if shot.palette is not None:
        seen.update(np.ascontiguousarray(shot.palette.colours).data)
        seen.update(repr(shot.palette.names).encode())
    return seen.hexdigest()


def _add_line(seen: hashlib.blake2b, line: LineArt) -> None:
    for name in ("ink", "trace", "colour"):
        part = getattr(line, name)
        if part is not None:
            seen.update(name.encode())
            seen.update(np.ascontiguousarray(part).data)


def read_record(path: Path) -> dict[str, Any] | None:
    """The record of an earlier run, or None when there is none; a strange one is set aside with a word.

    Raises:
        OSError: it cannot be set aside.
    """
    if not os.path.lexists(path):
        return None
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            record = json.loads(file.read(_MOST))
        if _is_record(record):
            return dict(record)
    except NotADirectoryError:
        return None
    except (OSError, ValueError, TypeError, RecursionError):
        pass
    aside = path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}")
    path.rename(aside)
    print(f"shiage: {path} is none that Shiage wrote: it is kept as {aside.name}", file=sys.stderr)
    return None


def _is_record(record: Any) -> bool:
    """Whether it is what `Output` writes."""
    if not isinstance(record, dict) or not isinstance(record.get("written"), list):
        return False
    # Names that are none of a file alone are left out by `written_names`.
    return isinstance(record.get("input"), str) and isinstance(record.get("job"), str | None)


def written_names(record: dict[str, Any]) -> list[str]:
    """What the frames that a record speaks of are called; whatever is no name of a file alone is left out."""
    names = record.get("names")
    if not isinstance(names, list):  # records of earlier versions have numbers alone
        written = record.get("written")
        numbers = written if isinstance(written, list) else []
        names = [f"{number:04d}" for number in numbers if type(number) is int and 0 <= number <= 10**9]
    return [name for name in names if isinstance(name, str) and _is_file_name(name)]


def seconds_of(record: dict[str, Any]) -> float:
    """Seconds of the runs that a record speaks of; 0 where it says none, as those of earlier versions."""
    seconds = record.get("seconds")
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return 0.0
    return max(0.0, float(seconds))


def _is_file_name(name: str) -> bool:
    plain = bool(name) and not name.startswith(".") and not set(name) & set("/\\:\0")
    return plain and len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON whole or not at all; names of files that are no UTF-8 as escapes."""
    text = json.dumps(content, ensure_ascii=False)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = json.dumps(content).encode()
    write_beside(path, data + b"\n")
