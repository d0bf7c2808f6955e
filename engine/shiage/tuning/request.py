# SPDX-License-Identifier: Apache-2.0
"""What is asked of a tune, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.wire.versions import SHEET

__all__ = ["OUTCOME", "SHEET", "TuneRequest", "Tuned", "read_outcome", "write_outcome"]

OUTCOME = "outcome.json"
"""File in which a tune leaves what came of it; beside it is SHEET, before and after on a held-out drawing."""

_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class TuneRequest:
    """What is asked of a tune.

    Attributes:
        minutes: that it may work in all, those before it was stopped among them.
        steps: how many there are at most.
        shots: names of the shots that are learned from, as cuts or by their corrections; empty: all.
        job: names it, so that its version is known as its own when its process was killed; "" for none.
        out: folder for OUTCOME and SHEET; None: they are kept nowhere.
        patience: seconds to wait for another tune of the same production, whose process may just end.
    """

    minutes: float
    steps: int
    shots: tuple[str, ...] = ()
    job: str = ""
    out: Path | None = None
    patience: float = 0.0


@dataclass(frozen=True)
class Tuned:
    """What came of a tune.

    Attributes:
        version: the version that was adopted; None: the one before is kept.
        before: which one that was.
        loss: on what is held out, before and after.
        wrong: regions there that came out wrong, before and after.
        steps: the step whose weights were judged, and how many were done.
        seconds: that it worked.
        words: what was learned from and what was held out.
        notes: what could not be learned from.
    """

    version: str | None
    before: str
    loss: tuple[float, float]
    wrong: tuple[int, int]
    steps: tuple[int, int]
    seconds: float
    words: str
    notes: tuple[str, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Tuned:
        """From what `asdict` gave, lists for tuples.

        Raises:
            KeyError, TypeError, ValueError: it is no such thing.
        """
        first, second = said["loss"]
        wrong, right = said["wrong"]
        best, done = said["steps"]
        version = said["version"]
        return cls(
            None if version is None else str(version),
            str(said["before"]),
            (float(first), float(second)),
            (int(wrong), int(right)),
            (int(best), int(done)),
            float(said["seconds"]),
            str(said["words"]),
            tuple(map(str, said["notes"])),
        )


def write_outcome(folder: Path, tuned: Tuned) -> None:
    """Keep what came of a tune.

    Raises:
        OSError: the folder cannot be written.
    """
    write_beside(folder / OUTCOME, json.dumps(asdict(tuned)).encode())


def read_outcome(folder: Path) -> Tuned | None:
    """What came of a tune; None where it has not ended, or its file is torn."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        return Tuned.of(json.loads(read_bounded(folder / OUTCOME, _MOST_BYTES)))
    return None
