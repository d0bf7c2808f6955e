# SPDX-License-Identifier: Apache-2.0
"""A shot of a production is solved with its model and its memory."""

from __future__ import annotations

from dataclasses import replace

from shiage.production.folder import Production
from shiage.production.memory.index import MemoryIndex
from shiage.production.memory.recall import solve_with_memory
from shiage.production.versions import chosen_version, runtime_of
from shiage.shot.color import solve_shot
from shiage.shot.notes import Note, collected
from shiage.shot.runtime import Runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Checkpoint, Shot, Watch


def solve_of_production(
    shot: Shot,
    index: MemoryIndex,
    watch: Watch | None = None,
    runtime: Runtime | None = None,
    checkpoint: Checkpoint | None = None,
) -> SolvedShot:
    """Decide every region of a shot with the chosen model of its production, and with what that remembers.

    Args:
        shot: with the production's palette.
        index: what the production remembers.
        watch: hears progress.
        runtime: weights and device; None takes the production's.
        checkpoint: keeps finished steps; None keeps nothing.

    Raises:
        ProductionError: the chosen version of the model is torn.
        ShotError, ImageError, OSError, Cancelled: as for `solve_with_memory`.
    """
    runtime = runtime or runtime_of(index.production)
    if not index.sources:
        solved = solve_shot(shot, checkpoint, watch, runtime)
    else:
        solved = solve_with_memory(shot, index, watch, runtime=runtime, checkpoint=checkpoint)
    return replace(solved, notes=collected([*solved.notes, _with(index.production)]))


def _with(production: Production) -> Note:
    version = chosen_version(production)
    model = "the model that came with Shiage" if version is None else f"version {version.name} of its model"
    return Note(None, f"coloured with the production {production.settings.name}, {model}")
