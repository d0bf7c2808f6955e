# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes build/shiage-krita.zip, which Krita's own importer takes: the plug-in, the wire, and wheels."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build"
WHEELS = HERE / "wheels.txt"

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""Pythons of Krita 5.1 to 6: 3.10 on Windows, 3.13 in the AppImage, the system's own elsewhere."""

PLATFORMS = (
    ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    ("macosx_11_0_arm64", "macosx_10_15_universal2"),
    ("macosx_10_13_x86_64", "macosx_10_9_x86_64", "macosx_10_15_universal2"),
    ("win_amd64",),
)


def download(folder: Path) -> None:
    """Fetch the pinned wheels of every Python and platform into a folder, unless they are all there."""
    ready = folder / "ready.txt"
    if ready.exists() and ready.read_bytes() == WHEELS.read_bytes():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.whl"):
        stale.unlink()
    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(_download, folder, python, tags) for python in PYTHONS for tags in PLATFORMS]
        for task in tasks:
            task.result()
    ready.write_bytes(WHEELS.read_bytes())


def _download(folder: Path, python: str, tags: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--implementation", "cp"]
    command += ["--python-version", python, "--dest", str(folder), "-r", str(WHEELS)]
    for tag in tags:
        command += ["--platform", tag]
    subprocess.run(command, check=True)


def pack(target: Path, wheels: Path) -> None:
    """Write the zip. Krita's importer wants an entry for each folder too."""
    files = {PurePosixPath(name): HERE / name for name in ("shiage.desktop", "shiage.action")}
    files |= _sources(HERE / "shiage", PurePosixPath("shiage"))
    files |= _sources(ROOT / "engine" / "shiage" / "wire", PurePosixPath("shiage/wire"))
    files |= {PurePosixPath("shiage/wheels") / path.name: path for path in sorted(wheels.glob("*.whl"))}
    files[PurePosixPath("shiage/LICENSE")] = HERE / "LICENSE"
    files[PurePosixPath("shiage/wire/LICENSE")] = ROOT / "LICENSE"
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in sorted({name.parent for name in files} - {PurePosixPath(".")}):
            archive.writestr(zipfile.ZipInfo(f"{folder}/"), b"")
        for name, path in files.items():
            # a fixed date: the same sources give the same zip
            archive.writestr(zipfile.ZipInfo(str(name)), path.read_bytes(), zipfile.ZIP_DEFLATED)
    beside.replace(target)


def _sources(folder: Path, place: PurePosixPath) -> dict[PurePosixPath, Path]:
    """What of a package is shipped, its rooms with it, by where it lies in the zip."""
    found = (p for p in sorted(folder.rglob("*")) if p.suffix in (".py", ".html", ".md"))
    return {place / path.relative_to(folder).as_posix(): path for path in found}


def main() -> None:
    """Make the zip and say where it lies."""
    wheels = BUILD / "wheels"
    download(wheels)
    target = BUILD / "shiage-krita.zip"
    pack(target, wheels)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
