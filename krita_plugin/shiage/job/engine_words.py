# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of the engine: stages, and its errors in plain words."""

from __future__ import annotations

from ..language.engine_texts import said_by_engine
from ..language.translations import said

MISSING = said("No engine was found: install it, or choose one.")

STAGES = {
    "describe": said("finding regions"),
    "cuts": said("looking at the production’s cuts"),
    "match": said("comparing drawings"),
    "solve": said("deciding"),
    "candidates": said("looking for candidates"),
    "align": said("aligning"),
    "refine": said("refining"),
    "draw": said("drawing"),
}


_RAW = " while it started:"
"""What follows in an error is what a program wrote, which may be anything."""


def plainly(words: str) -> str:
    """An error without what programs wrote themselves."""
    before, raw, _ = words.partition(_RAW)
    if raw:
        return said("The engine ended while it started. `shiage doctor` says what is wrong with it.")
    lines = said_by_engine(before.strip()).splitlines()
    return lines[0] if lines else said("The engine did not answer.")
