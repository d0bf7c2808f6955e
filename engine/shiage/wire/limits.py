# SPDX-License-Identifier: Apache-2.0
"""Settings of a shot and limits of a submission, said once for hosts and engine alike."""

from __future__ import annotations

MODES = ("flat", "soft")
"""What can be painted: flat colours, or colours with soft shading."""

PRIORITIES = ("interactive", "batch")

PRODUCTION = "production"
"""The engine's capability to colour a shot of a production, and the setting that names its folder."""

SCRIBBLES = "scribbles"
"""The engine's capability to colour from strokes of colour, without a key."""

CANDIDATES, MAX_CANDIDATES = "candidates", 64
"""The engine's capability to colour one drawing in several ways, the setting that says in how many at most,
and most of them."""

TUNE, CUT = "tune", "cut"
"""Kinds of jobs: a production's model is tuned, a finished shot taken in. The engine's capabilities, too."""

MAX_PATH = 4096
"""Letters of a production's path."""

DEFAULT_MINUTES, MAX_MINUTES = 10.0, 10_000.0
"""How long a tune may work."""

DEFAULT_STEPS, MAX_STEPS = 400, 1_000_000
"""Steps of a tune."""

MAX_SHOTS = 4096
"""Shots that a tune is told to learn from."""

DEFAULT_MODE = "flat"

DEFAULT_GAP, MAX_GAP = 8, 256
"""Widest gap in a line that is closed, in pixels."""

DEFAULT_MIN_AREA, MAX_MIN_AREA = 4, 1 << 20
"""Pixels below which a region takes its neighbour's swatch."""

MIN_SIDE, MAX_SIDE = 64, 8192
"""Sides of a picture, in pixels."""

MAX_FRAMES, MAX_ITEMS, MAX_CORRECTIONS = 4000, 8192, 10_000

FRAME_NUMBERS = range(-1_000_000, 10_000_000)

MAX_STROKE_BYTES = 256 << 20
"""Bytes of the strokes of one frame."""

MAX_SWATCHES = 4096
"""Swatches of a palette that is sent with a shot."""

MAX_NAME = 200
"""Letters of a swatch's or a model sheet's name."""
