# SPDX-License-Identifier: Apache-2.0
"""A tune of a production's model as a host asks for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .events import Refused
from .limits import DEFAULT_MINUTES, DEFAULT_STEPS, TUNE
from .shot import Item


@dataclass
class TuneUpload:
    """What a production's model is tuned on, and for how long; submitted like a shot, with nothing to send.

    Attributes:
        production: absolute path of its folder.
        minutes: that it may work in all; what it waits for other jobs does not count.
        steps: how many there are at most.
        shots: names of the cuts or corrected shots that are learned from; empty: all.
    """

    production: str
    minutes: float = DEFAULT_MINUTES
    steps: int = DEFAULT_STEPS
    shots: tuple[str, ...] = ()
    kind: str = "tune"
    priority: None = None
    palette: None = None
    items: list[Item] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)

    def settings(self, capabilities: Collection[str], engine: str) -> dict[str, Any]:
        """What `submit` says of it; see `ShotUpload.settings`.

        Raises:
            Refused: the engine tunes nothing.
        """
        if TUNE not in capabilities:
            raise Refused(f"the engine {engine} tunes no models: update it (pip install --upgrade shiage)")
        said = {"production": self.production, "minutes": self.minutes, "steps": self.steps}
        return {**said, "shots": list(self.shots)}
