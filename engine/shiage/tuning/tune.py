# SPDX-License-Identifier: Apache-2.0
"""A tune of a production's matcher: one at a time, and done once whenever its process is killed."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from shiage.production.folder import Production
from shiage.production.settings import ProductionError
from shiage.production.versions import choose_version, chosen_version, name_of, versions
from shiage.tuning.gate import Gate
from shiage.tuning.one_tune import CHECKPOINT, WORK, OneTune
from shiage.tuning.request import Tuned, TuneRequest, read_outcome, write_outcome
from shiage.wire.lock import take

LOCK = "lock"


def tune(production: Production, asked: TuneRequest, gate: Gate) -> Tuned:
    """Tune the matcher of a production; one that was stopped before goes on.

    Args:
        production: whose.
        asked: how long, and on what.
        gate: hears of each step, and may stop it.

    Raises:
        Stopped: the gate stopped it; it left a checkpoint.
        ProductionError: there is too little to learn from, or another tune of the production runs.
        ShotError, ImageError, OSError, WeightsError: a file of it cannot be used.
    """
    work = production.models / WORK
    work.mkdir(parents=True, exist_ok=True)
    lock = os.open(work / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait_for(lock, production, asked.patience, gate)
        tuned = _ended_before(production, asked)
        if tuned is None:
            tuned = OneTune(production, asked, gate, work).run()
            if asked.out is not None:
                write_outcome(asked.out, tuned)
            (work / CHECKPOINT).unlink(missing_ok=True)
        return tuned
    finally:
        os.close(lock)


def _wait_for(lock: int, production: Production, patience: float, gate: Gate) -> None:
    """Lock a production's tunes.

    Raises:
        ProductionError: another tune of it goes on.
    """
    begin = time.monotonic()
    while not take(lock):
        if time.monotonic() - begin >= patience:
            raise ProductionError(
                f"{production.folder}: this production is being tuned already: wait for that"
            )
        gate.step(stage="wait", done=0, total=0)
        time.sleep(0.2)


def _ended_before(production: Production, asked: TuneRequest) -> Tuned | None:
    """What came of this very tune, where its process was killed when all was done but to tell of it."""
    if asked.out is not None and (tuned := read_outcome(asked.out)) is not None:
        return tuned
    for version in versions(production):
        if asked.job and version.about.get("job") == asked.job:
            tuned = Tuned.of(version.about["tuned"])
            if name_of(chosen_version(production)) == tuned.before:  # killed before it was chosen
                choose_version(production, version.name)
            tuned = replace(tuned, version=version.name)
            if asked.out is not None:
                write_outcome(asked.out, tuned)
            return tuned
    return None
