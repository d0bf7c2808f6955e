# SPDX-License-Identifier: Apache-2.0
"""`shiage finetune --engine`: a tune as a job of the engine, followed to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shiage.production.settings import ProductionError
from shiage.wire.client import Client
from shiage.wire.events import Cancelled, Done, Failed, Progress
from shiage.wire.job_run import JobRun
from shiage.wire.tune import TuneUpload


def finetune_in_engine(
    folder: Path, minutes: float, steps: int, shots: tuple[str, ...], told: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Tune a production's model; when we are interrupted the engine, or the next one, goes on.

    Args:
        folder: of the production.
        minutes: see `TuneUpload`.
        steps: the same.
        shots: the same.
        told: called with the stage, its finished steps and all of them.

    Returns:
        what came of it, as the tune's own process says it.

    Raises:
        ProductionError: it cannot be done, or was cancelled by another client.
        EngineError: the engine cannot be reached.
    """
    asked = TuneUpload(str(folder.resolve()), minutes, steps, shots)
    run = JobRun(lambda: Client.connect(name="shiage finetune"), lambda: asked, "regions", [])
    try:
        for event in run.events(0.25):
            if isinstance(event, Progress):
                told(event.stage, event.done, event.total)
            elif isinstance(event, Done) and event.tuned is not None:
                said = asdict(event.tuned)
                del said["sheet"]
                return {**said, "notes": [note.text for note in event.notes]}
            elif isinstance(event, Failed):
                raise ProductionError(event.message)
            elif isinstance(event, Cancelled):
                break
    finally:
        run.close()
    raise ProductionError("the tune was cancelled by another client of the engine; run it again: it goes on")
