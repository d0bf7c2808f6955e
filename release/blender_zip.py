# SPDX-License-Identifier: Apache-2.0
"""Blender's extension, without Blender: tests have Blender's own script look at it."""

from __future__ import annotations

from pathlib import Path

from release.carried import carried_files
from release.engine_wheel import ROOT, version
from release.licences import licences_of
from release.wheels import pinned_wheels
from release.zip_files import sources, write_zip

ADDON = ROOT / "blender_addon"

PYTHONS = ("3.11", "3.13")
"""Blender 4.5 and 5.0 run the first, 5.1 and later the second."""

PLATFORMS = (
    ("win_amd64",),
    ("win_arm64",),
    ("macosx_10_15_universal2", "macosx_10_13_x86_64", "macosx_10_9_x86_64"),
    ("macosx_11_0_arm64", "macosx_10_15_universal2"),
    ("manylinux_2_28_x86_64", "manylinux_2_26_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
)


def blender_zip(out: Path) -> Path:
    """Write the zip into a folder."""
    wheels = pinned_wheels(ADDON / "wheels.txt", PYTHONS, PLATFORMS)
    files = sources(ADDON, "", ("wheels.txt",)) | carried_files("")
    files |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    files["wheels/LICENSES.txt"] = licences_of(wheels).encode()
    listed = "".join(f'  "./wheels/{wheel.name}",\n' for wheel in wheels)
    manifest = files["blender_manifest.toml"].decode()
    if f'\nversion = "{version()}"\n' not in manifest:
        raise SystemExit(f"blender_manifest.toml is not of version {version()}")
    manifest = manifest.replace("[permissions]", f"wheels = [\n{listed}]\n\n[permissions]")
    files["blender_manifest.toml"] = manifest.encode()
    return write_zip(out / f"shiage-blender-{version()}.zip", files)
