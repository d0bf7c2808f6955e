# SPDX-License-Identifier: Apache-2.0
"""Krita's plug-in, as Krita's own importer takes it."""

from __future__ import annotations

from pathlib import Path

from release.carried import carried_files
from release.engine_wheel import ROOT, version
from release.licences import licences_of
from release.wheels import pinned_wheels
from release.zip_files import sources, write_zip

PLUGIN = ROOT / "krita_plugin"

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""Pythons of Krita 5.1 to 6: 3.10 on Windows, 3.13 in the AppImage, the system's own elsewhere."""

PLATFORMS = (
    ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    ("macosx_11_0_arm64", "macosx_10_15_universal2"),
    ("macosx_10_13_x86_64", "macosx_10_9_x86_64", "macosx_10_15_universal2"),
    ("win_amd64",),
)


def krita_zip(out: Path) -> Path:
    """Write the zip into a folder."""
    wheels = pinned_wheels(PLUGIN / "wheels.txt", PYTHONS, PLATFORMS)
    files = {name: (PLUGIN / name).read_bytes() for name in ("shiage.desktop", "shiage.action")}
    files |= sources(PLUGIN / "shiage", "shiage/") | carried_files("shiage/")
    files |= {f"shiage/wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    files["shiage/wheels/LICENSES.txt"] = licences_of(wheels).encode()
    files["shiage/LICENSE"] = (PLUGIN / "LICENSE").read_bytes()
    return write_zip(out / f"shiage-krita-{version()}.zip", files, folders=True)
