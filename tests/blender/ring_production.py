# SPDX-License-Identifier: GPL-3.0-or-later
"""A production whose finished cut shows the rings."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.blender.engine_python import ENGINE_PYTHON
from tests.blender.scenes import Rings

MAKE = Path(__file__).parent / "make_production.py"


def film_of(rings: Rings, folder: Path) -> Path:
    """Make one beside its drawings' shapes, with the rings' first frames as its cut."""
    width, height = rings.SIZE
    frames = [[(curve.tolist(), colour) for curve, colour in rings.shapes(n)] for n in (1, 2, 3)]
    shapes = folder / "shapes.json"
    shapes.write_text(json.dumps({"width": width, "height": height, "frames": frames}))
    film = folder / "作品 film"
    subprocess.run([ENGINE_PYTHON, MAKE, film, shapes], check=True)
    return film
