# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tune is doing and what came of it, in words."""

from __future__ import annotations

from ..job.engine_words import plainly
from ..language.engine_texts import said_by_engine
from ..language.translations import said
from ..wire.tune_thread import TuneState
from ..wire.versions import SHIPPED

STAGES = {
    "": said("starting the engine"),
    "send": said("sending"),
    "cut": said("adding the shot"),
    "waiting": said("waiting"),
    "wait": said("waiting for another tune"),
    "colouring": said("waiting while a shot is colored"),
    "describe": said("looking at the production’s cuts"),
    "look": said("looking at the production’s cuts"),
    "judge": said("coloring what was held out"),
    "sample": said("coloring what was held out"),
    "learn": said("learning"),
    "paused": said("paused"),
}


def stage_words(now: TuneState) -> str:
    """What a tune is doing."""
    stage = "paused" if now.state == "paused" else now.stage
    return STAGES.get(stage, STAGES["learn"])


def figure_words(now: TuneState) -> str:
    """The losses of a tune; "" before it has learned."""
    if not now.figures:
        return ""
    losses = (now.figures.get(name, 0.0) for name in ("loss", "held_out", "before"))
    return said("Loss {:.3f}, held out {:.3f}, before {:.3f}", *losses)


def version_name(name: str) -> str:
    """What a version is called."""
    return said("as it came with Shiage") if name == SHIPPED else name


def end_words(now: TuneState) -> list[str]:
    """What came of it, a line each."""
    if now.state == "failed":
        return [plainly(now.words)]
    if now.state == "cancelled":
        return [said("The tune was stopped; the version that was used stays.")]
    lines = []
    if now.tuned is not None:
        tuned = now.tuned
        if tuned.version is None:
            before = version_name(tuned.before)
            lines.append(said("No better than the version before, which stays: {}.", before))
        else:
            lines.append(said("Version {} is used from now on.", tuned.version))
        figures = (*tuned.wrong, *tuned.loss)
        lines.append(said("Held out: wrong regions {} → {}, loss {:.3f} → {:.3f}.", *figures))
    return lines + [said_by_engine(note) for note in now.notes]
