# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tune is doing and what came of it, in words."""

from __future__ import annotations

from ..language.messages import said_by_engine, translated
from ..wire.tune_thread import TuneState
from ..wire.versions import SHIPPED

STAGES = {
    "": "Starting the engine",
    "send": "Sending the drawings",
    "cut": "Adding the shot",
    "waiting": "Waiting",
    "wait": "Waiting for another tune",
    "colouring": "Waiting while a shot is colored",
    "describe": "Looking at the production's cuts",
    "look": "Looking at the production's cuts",
    "judge": "Coloring what was held out",
    "learn": "Learning",
    "sample": "Coloring what was held out",
    "paused": "Paused",
}


def stage_words(now: TuneState) -> str:
    """What a tune is doing."""
    words = translated(STAGES.get("paused" if now.state == "paused" else now.stage, "Learning"))
    return words + (f" {now.done}/{now.total}" if now.total else "")


def figure_words(now: TuneState) -> str:
    """The losses of a tune; "" before it has learned."""
    if not now.figures:
        return ""
    words = translated("Loss {:.3f}, held out {:.3f}, before {:.3f}")
    return words.format(*(now.figures.get(name, 0.0) for name in ("loss", "held_out", "before")))


def version_name(name: str) -> str:
    """What a version is called."""
    if not name:
        return translated("Unknown")
    return translated("As it came with Shiage") if name == SHIPPED else name


def end_words(now: TuneState) -> list[str]:
    """What came of it, a line each."""
    if now.state == "failed":
        return [said_by_engine(now.words)]
    if now.state == "cancelled":
        return [translated("The tune was cancelled; the version that was used stays")]
    lines = []
    if now.tuned is not None:
        tuned = now.tuned
        if tuned.version is None:
            words = translated("No better than the version before, which stays: {}")
            lines.append(words.format(version_name(tuned.before)))
        else:
            lines.append(translated("Version {} is used from now on").format(tuned.version))
        figures = translated("Held out: wrong regions {} to {}, loss {:.3f} to {:.3f}")
        lines.append(figures.format(*tuned.wrong, *tuned.loss))
    return lines + [said_by_engine(note) for note in now.notes]
