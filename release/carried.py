# SPDX-License-Identifier: Apache-2.0
"""What both add-ons carry beside their own code: the wire, the bootstrap, and the engine that it installs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from release.engine_wheel import ROOT, engine_wheel
from release.licences import licences_of
from release.wheels import pinned_wheels
from release.zip_files import sources

ENGINE = ROOT / "engine" / "shiage"


def carried_files(place: str) -> dict[str, bytes]:
    """Files by where they lie in the zip.

    Args:
        place: the add-on's folder in the zip, "" for the top.
    """
    found: dict[str, bytes] = {}
    for room in ("wire", "bootstrap"):
        found |= sources(ENGINE / room, f"{place}{room}/", ("carried",))
        found[f"{place}{room}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    with tempfile.TemporaryDirectory() as work:
        wheels = [
            engine_wheel(Path(work)),
            *pinned_wheels(Path(__file__).with_name("pip.txt"), ["3.10"], [("any",)]),
        ]
        for wheel in wheels:
            found[f"{place}bootstrap/carried/{wheel.name}"] = wheel.read_bytes()
        found[f"{place}bootstrap/carried/LICENSES.txt"] = licences_of(wheels).encode()
    found[f"{place}bootstrap/carried/constraints.txt"] = (ROOT / "constraints.txt").read_bytes()
    return found
