# SPDX-License-Identifier: Apache-2.0
"""The engine's wheel, the same bytes from the same sources."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path

from release.zip_files import write_zip

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "engine")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.pyc")


def version() -> str:
    """Shiage's version."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "engine/shiage/version.py").read_text("utf-8"))
    assert found is not None
    return found[1]


def engine_wheel(out: Path) -> Path:
    """Build the wheel into a folder, unless one of these very sources was built before."""
    kept = ROOT / "build" / "engine-wheel" / _digest()
    if not list(kept.glob("*.whl")):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as work:
            built = Path(work) / "built"
            wheel = _build(Path(work) / "sources", built)
            _same_bytes(wheel)
            if not kept.exists():
                built.rename(kept)
    (wheel,) = kept.glob("*.whl")
    return Path(shutil.copyfile(wheel, out / wheel.name))


def _build(sources: Path, built: Path) -> Path:
    """Build from a clean copy: a folder that was built in before hands on what is no more."""
    sources.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, sources / name, ignore=_LEFT_OUT)
        else:
            shutil.copyfile(ROOT / name, sources / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if _has_setuptools():  # the proven one
        command.append("--no-build-isolation")
    done = subprocess.run([*command, "-w", str(built), str(sources)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the wheel could not be built:\n{done.stdout}{done.stderr}")
    (wheel,) = built.glob("*.whl")
    return wheel


def _same_bytes(wheel: Path) -> None:
    """Write the wheel again with what depends on the machine taken out: dates, modes, order."""
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    write_zip(wheel, files)


def _has_setuptools() -> bool:
    try:
        return int(version_of("setuptools").split(".")[0]) >= 77
    except PackageNotFoundError:
        return False


def _digest() -> str:
    said = hashlib.sha256(sys.version.encode())
    for name in SOURCES:
        place = ROOT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and file.suffix != ".pyc" and "egg-info" not in str(file):
                said.update(os.fsencode(file.relative_to(ROOT)) + b"\0" + file.read_bytes())
    return said.hexdigest()[:20]
