# SPDX-License-Identifier: GPL-3.0-or-later
"""The tune that Blender follows, one for each production, on a thread that colours go past."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..language.messages import ShiageError
from ..wire.shot import ShotUpload
from ..wire.tune import TuneUpload
from ..wire.tune_thread import TuneThread
from .process import connect_as_preferred

_tunes: dict[str, TuneThread] = {}


def tune_of(folder: str) -> TuneThread | None:
    """The tune of a production that was begun or found here last, under way or over."""
    return _tunes.get(folder)


def begin_tune(folder: str, uploads: Sequence[Callable[[], ShotUpload | TuneUpload]]) -> TuneThread:
    """Send a finished shot, or a tune, or both, one after the other.

    Raises:
        ShiageError: one of this production is under way.
    """
    if _goes_on(folder):
        raise ShiageError("The production is busy: wait for that, or cancel it")
    _tunes[folder] = TuneThread(connect_as_preferred(), folder, uploads)
    _tunes[folder].start()
    return _tunes[folder]


def look_for_tune(folder: str) -> None:
    """Follow a tune of a production that an earlier Blender began; once, and only where an engine runs."""
    if folder not in _tunes:
        _tunes[folder] = TuneThread(connect_as_preferred(), folder)
        _tunes[folder].start()


def forget_tunes() -> None:
    """The add-on is switched off; what is under way goes on in the engine."""
    _tunes.clear()


def _goes_on(folder: str) -> bool:
    tune = _tunes.get(folder)
    return tune is not None and not tune.over
