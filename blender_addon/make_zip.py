# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the add-on's zip: `python make_zip.py OUT`, with any Python that has bpy, for Blender's own script.

Not part of the zip. Wheels are downloaded, their hashes compared with wheels.txt, and kept for the next time.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WIRE = HERE.parent / "engine" / "shiage" / "wire"
NOT_SHIPPED = ("make_zip.py", "wheels.txt", "__pycache__")

PYTHONS = ("3.11", "3.13")
"""Blender 4.5 and 5.0 run the first, 5.1 and later the second."""

PLATFORMS = (
    ("win_amd64",),
    ("win_arm64",),
    ("macosx_10_15_universal2", "macosx_10_13_x86_64", "macosx_10_9_x86_64"),
    ("macosx_11_0_arm64", "macosx_10_15_universal2"),
    ("manylinux_2_28_x86_64", "manylinux_2_26_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
)


def fetch_wheels(folder: Path) -> list[Path]:
    """Download what is not there yet; all wheels of wheels.txt.

    Raises:
        SystemExit: no index can be reached, or a file is not the one that was pinned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "wheels.txt").read_text("utf-8")
    stamp = folder / "complete.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        for old in folder.glob("*.whl"):
            old.unlink()
        for python in PYTHONS:
            for platform in PLATFORMS:
                _download(folder, python, platform)
        stamp.write_text(wanted, "utf-8")
    return sorted(folder.glob("*.whl"))


def _download(folder: Path, python: str, platforms: tuple[str, ...]) -> None:
    abi = "cp" + python.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", python, "--implementation", "cp", "--abi", abi, "--abi", "abi3"]
    command += [word for platform in platforms for word in ("--platform", platform)]
    command += ["--require-hashes", "-r", str(HERE / "wheels.txt"), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise SystemExit(
            f"The wheels for Python {python} on {platforms[0]} could not be downloaded: the build needs a "
            "package index that can be reached (pip's own settings apply), and the files of wheels.txt on it"
        )


def stage(folder: Path, wheels: list[Path]) -> None:
    """Lay out the extension as it will be in the zip."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns(*NOT_SHIPPED))
    shutil.copytree(WIRE, folder / "wire", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(HERE.parent / "LICENSE", folder / "wire" / "LICENSE")
    (folder / "wheels").mkdir()
    for wheel in wheels:
        shutil.copyfile(wheel, folder / "wheels" / wheel.name)
    manifest = folder / "blender_manifest.toml"
    listed = "".join(f'  "./wheels/{wheel.name}",\n' for wheel in wheels)
    text = manifest.read_text("utf-8").replace("[permissions]", f"wheels = [\n{listed}]\n\n[permissions]")
    manifest.write_text(text, "utf-8")


def blender_script() -> Path:
    """Blender's own script for extensions.

    Raises:
        SystemExit: this Python has no bpy.
    """
    found = importlib.util.find_spec("bpy")
    if found is None or found.origin is None:
        raise SystemExit("this Python has no bpy: run `make blender-zip`")
    scripts = sorted(Path(found.origin).parent.glob("*/scripts/addons_core/bl_pkg/cli/blender_ext.py"))
    if not scripts:
        raise SystemExit(f"there is no blender_ext.py in {Path(found.origin).parent}")
    return scripts[-1]


def main(out: Path) -> None:
    """Build and validate."""
    out.mkdir(parents=True, exist_ok=True)
    staged = out / "shiage"
    stage(staged, fetch_wheels(out / "wheels"))
    script = blender_script()
    for old in out.glob("shiage-*.zip"):
        old.unlink()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*command: str) -> None:
        done = subprocess.run([sys.executable, str(script), *command], env=environment)
        if done.returncode:
            raise SystemExit(f"Blender's script refused to {command[0]} the add-on")

    run("build", "--source-dir", str(staged), "--output-dir", str(out))
    run("validate", *(str(path) for path in out.glob("shiage-*.zip")))


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
