# SPDX-License-Identifier: Apache-2.0
"""A tune of a production's model as a host asks for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .events import Refused
from .limits import DEFAULT_MINUTES, DEFAULT_STEPS, MAX_NAME, TUNE
from .shot import Item

_STRANGE = re.compile(r'[/\\:*?"<>|\ufffd\x00-\x1f\x7f-\x9f]')
"""Letters that a folder's name cannot have everywhere."""


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


def plain_name(words: str) -> str:
    """What a shot can be called as a cut, made of what it is called elsewhere: for a folder anywhere."""
    plain = _STRANGE.sub("_", words).strip(" .")
    return plain.encode("utf-8", "replace")[:MAX_NAME].decode("utf-8", "ignore").strip(" .") or "shot"
