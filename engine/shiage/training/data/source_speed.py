# SPDX-License-Identifier: Apache-2.0
"""How quick a source of cels is: samples, which are frames, for each second of one core."""

from __future__ import annotations

import time

import cv2
import numpy as np

from shiage.training.data.clip import ClipSource

WANTED = 25.0
"""Samples a second of each of 8 cores that keep a GPU busy, 200 in all, at 256 x 256."""

_CLIPS = 12
"""Different clips that are drawn in a measurement."""


def samples_per_second(
    source: ClipSource, seconds: float, size: int = 256, frames: int = 8, seed: int = 0
) -> float:
    """Draw clips for about so many seconds of processor time on one core.

    The same few clips are drawn again and again, and once before the clock starts, so that what a source
    renders only once is not counted.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for clip in range(_CLIPS):
            source.clip(np.random.default_rng((seed, clip)), frames, size)
        drawn, start = 0, time.process_time()
        while (spent := time.process_time() - start) < seconds or drawn < _CLIPS:
            source.clip(np.random.default_rng((seed, drawn % _CLIPS)), frames, size)
            drawn += 1
    finally:
        cv2.setNumThreads(threads)
    return drawn * frames / spent
