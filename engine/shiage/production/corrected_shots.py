# SPDX-License-Identifier: Apache-2.0
"""What artists said of a production's shots: a copy of each shot's corrections, and where the shot is."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shiage.cel.outside import read_bounded
from shiage.production.folder import Production
from shiage.shot.review.corrections_file import SavedCorrection, read_corrections, write_corrections
from shiage.shot.types import ShotError

_MOST_BYTES = 1 << 28


@dataclass(frozen=True)
class CorrectedShot:
    """A shot that artists corrected.

    Attributes:
        shot: where it was.
        corrections: what was said of it.
        state: of the copy's content.
    """

    shot: Path
    corrections: tuple[SavedCorrection, ...]
    state: str


def keep_corrections(production: Production, shot: Path, held: Iterable[SavedCorrection]) -> Path:
    """Keep a copy of a shot's corrections, called after its whole path: two shots may have one name.

    Raises:
        OSError: the folder cannot be written.
    """
    place = shot.resolve()
    said = hashlib.sha256(str(place).encode("utf-8", "surrogatepass")).hexdigest()
    stem = (
        place.stem.encode("utf-8", "surrogateescape")[:100].decode("utf-8", "replace").replace("\ufffd", "_")
    )
    path = production.corrections / f"{stem}-{said[:8]}.json"
    production.corrections.mkdir(exist_ok=True)
    write_corrections(path, held, place)
    return path


def corrected_shots(production: Production) -> list[CorrectedShot]:
    """The shots that have corrections; left out: copies that are torn, or do not say where the shot is."""
    found = []
    for path in sorted(production.corrections.glob("*.json")):
        with contextlib.suppress(OSError, ValueError, ShotError, RecursionError):
            data = read_bounded(path, _MOST_BYTES)
            shot = json.loads(data).get("shot")
            corrections = read_corrections(path)
            if isinstance(shot, str) and corrections:
                state = hashlib.sha256(data).hexdigest()
                found.append(CorrectedShot(Path(shot), tuple(corrections), state))
    return found
