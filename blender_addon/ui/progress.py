# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run is doing, in words."""

from ..job.run import Run
from ..job.shot_queue import ShotQueue
from ..language.messages import translated

STAGES = {
    "look": "Looking at the drawings",
    "start": "Starting the engine",
    "send": "Sending the drawings",
    "cuts": "Looking at the production's cuts",
    "draw": "Coloring",
}


def progress_words(run: Run | ShotQueue) -> str:
    """What a run is doing."""
    words = translated(STAGES.get(run.stage, "Comparing the drawings"))
    share = f" {run.done}/{run.total}" if run.total else ""
    return f"Shiage: {words}{share}    ESC: {translated('Cancel')}"
