# SPDX-License-Identifier: Apache-2.0
"""From which input results were made, kept beside them so that a later run knows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from shiage.cel.beside import write_beside
from shiage.cel.palette import Palette
from shiage.shot.color import made_by
from shiage.shot.shot import Shot

RECORD = "job.json"
"""Says from which input the results are, and which frames are written."""


def shot_digest(shot: Shot, names: Palette | None, fps: int) -> str:
    """Fingerprint of all that the results depend on."""
    seen = hashlib.blake2b(digest_size=16)
    seen.update(
        repr(
            (made_by(shot.settings.mode), shot.settings, fps, shot.frames[0].line.size, shot.corrections)
        ).encode()
    )
    for frame in shot.frames:
        seen.update(b"frame %d" % frame.number)
        seen.update(np.ascontiguousarray(frame.line.ink).data)
        if frame.line.trace is not None:
            seen.update(np.ascontiguousarray(frame.line.trace).data)
    for key in shot.keys:
        seen.update(b"key %d" % key.number)
        seen.update(np.ascontiguousarray(key.cel).data)
    for sheet in shot.sheets:
        seen.update(f"sheet {sheet.name} {sheet.line.size}".encode())
        seen.update(np.ascontiguousarray(sheet.line.ink).data)
        seen.update(np.ascontiguousarray(sheet.cel).data)
    if names is not None:
        seen.update(np.ascontiguousarray(names.colours).data)
        seen.update(repr(names.names).encode())
    return seen.hexdigest()


def read_record(path: Path) -> dict[str, Any] | None:
    """The record of an earlier run, or None when there is none that can be read."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, NotADirectoryError):
        return None
    return record if isinstance(record, dict) else None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON whole or not at all."""
    write_beside(path, (json.dumps(content, ensure_ascii=False) + "\n").encode())
