# SPDX-License-Identifier: GPL-3.0-or-later
"""The production of a shot, as far as the plug-in knows it."""

from __future__ import annotations

from ..language.translations import said
from ..wire.production import FILE, has_drawings, is_production


def production_problem(folder: str) -> str:
    """Why a folder cannot be the production of a shot, in words; "" where it can, or none is chosen."""
    return "" if not folder or is_production(folder) else not_one(folder)


def not_one(folder: str) -> str:
    """What is said of a folder that is none."""
    return said("“{}” is no production: choose a folder that has a {} in it.", folder, FILE)


def needs_no_key(folder: str) -> bool:
    """Whether shots are coloured without a key, from what the production has finished."""
    return bool(folder) and has_drawings(folder)
