# SPDX-License-Identifier: Apache-2.0
"""`python -m shiage.service`: the engine in the foreground, without the command line's imports."""

from __future__ import annotations

import argparse
import sys

from shiage.service.run_engine import run
from shiage.service.socket_endpoints import DEFAULT, TRANSPORTS

options = argparse.ArgumentParser(prog="python -m shiage.service", description=__doc__)
options.add_argument("--stay", action="store_true", help="keep running when the last owner is gone")
options.add_argument("--transport", choices=TRANSPORTS, default=DEFAULT, help="how clients connect")
options.add_argument("--device", help="where networks run: auto, cpu, cuda or cuda:1")
chosen = options.parse_args()
sys.exit(run(chosen.stay, chosen.transport, chosen.device))
