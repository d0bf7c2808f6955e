# SPDX-License-Identifier: Apache-2.0
"""`python -m shiage.tuning DIR`: a tune in a process of its own, see `gate`."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from shiage.errors import ShiageError
from shiage.tuning.gate import Gate, Stopped

STOPPED, BAD_INPUT = 3, 2
"""Exit codes: stopped with a checkpoint, and something outside is wrong."""

NICER = 5
"""Colouring goes first."""


def main() -> int:
    """Tune; the last line says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--shot", action="append", default=[], dest="shots")
    parser.add_argument("--job", default="")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--patience", type=float, default=0.0)
    asked = vars(parser.parse_args())
    folder = asked.pop("folder")
    gate = Gate(sys.stdout, sys.stdin)
    with suppress(OSError, AttributeError):
        os.nice(NICER)
    try:
        import torch

        from shiage.production.folder import open_production
        from shiage.tuning.request import TuneRequest
        from shiage.tuning.tune import tune

        # a step is many small sums: several threads wait for each other, and the other core colours
        torch.set_num_threads(1)
        request = TuneRequest(**{**asked, "shots": tuple(asked["shots"])})
        done = tune(open_production(folder), request, gate)
        gate.tell(tuned=asdict(done))
    except Stopped:
        return STOPPED
    except (ShiageError, OSError) as error:
        with suppress(Stopped):
            gate.tell(error=str(error))
        return BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
