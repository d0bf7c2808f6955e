# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python that has the engine; Blender's own has not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ENGINE_PYTHON = Path(os.environ.get("SHIAGE_ENGINE_PYTHON", ROOT / ".venv" / "bin" / "python"))
TRUTH = Path(__file__).parent / "truth.py"


def ask_engine_python(*words: str) -> str:
    """Run truth.py in the engine's Python; what it prints."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([ENGINE_PYTHON, TRUTH, *words], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout
