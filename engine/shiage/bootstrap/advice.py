# SPDX-License-Identifier: Apache-2.0
"""What the panel of a host offers: installing, going on, mending, updating, or nothing."""

from __future__ import annotations

from .carried import carried, newer
from .folder import engine_folder
from .installed import BROKEN, NONE, READY, UNFINISHED_STATE, Installed, installed
from .problem import Problem

INSTALL, GO_ON, MEND, UPDATE, OLD_ADDON, NOTHING = (
    "install",
    "go on",
    "mend",
    "update",
    "old add-on",
    "nothing",
)


def advice(found_elsewhere: bool, running: str = "") -> tuple[str, str, str]:
    """What is to be offered; with it the engine's version and the add-on's.

    Args:
        found_elsewhere: an engine was chosen, or is on the search path.
        running: version of the engine that runs; "" when none does.
    """
    there = installed(engine_folder())
    try:
        own = carried().version
    except Problem:
        own = ""
    engine = running or there.version
    return _offer(there, found_elsewhere, own, engine), engine, own


def _offer(there: Installed, found_elsewhere: bool, own: str, engine: str) -> str:
    if there.state == UNFINISHED_STATE:
        return GO_ON
    if there.state == BROKEN and not found_elsewhere:
        return MEND
    if there.state == NONE and not found_elsewhere and not engine:
        return INSTALL
    if own and engine and newer(own, engine):
        return UPDATE if there.state == READY else NOTHING
    if own and engine and newer(engine, own):
        return OLD_ADDON
    return NOTHING
