# SPDX-License-Identifier: Apache-2.0
"""What came of a tune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tuned:
    """What came of a tune.

    Attributes:
        version: the version of the production's model that is used from now on; None: the one before is kept.
        before: that one.
        loss: on the drawings that were held out, before and after.
        wrong: regions there that came out wrong, before and after.
        steps: the step whose weights were judged, and how many were done.
        seconds: that it worked.
        words: what was learned from and what was held out.
        sheet: a PNG of one of these drawings, as it is finished, before and after; empty for none.
    """

    version: str | None
    before: str
    loss: tuple[float, float]
    wrong: tuple[int, int]
    steps: tuple[int, int]
    seconds: float
    words: str
    sheet: bytes = field(default=b"", repr=False)


def tuned_of(said: Mapping[str, Any] | None, sheet: bytes) -> Tuned | None:
    """What came of a tune, out of the engine's `done`; None for other jobs."""
    if said is None:
        return None
    (loss, later), (wrong, left), (best, done) = (said[name] for name in ("loss", "wrong", "steps"))
    return Tuned(
        said["version"], said["before"], (loss, later), (wrong, left), (best, done), said["seconds"],
        said["words"], sheet,
    )  # fmt: skip
