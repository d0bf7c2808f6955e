# SPDX-License-Identifier: Apache-2.0
"""Wheels that travel in the zips: downloaded with pip, their hashes compared, kept for the next time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from release.engine_wheel import ROOT

Platform = tuple[str, ...]
"""Names by which pip knows a platform, the best first."""


def pinned_wheels(list_: Path, pythons: Sequence[str], platforms: Sequence[Platform]) -> list[Path]:
    """All wheels of a list, for each Python on each platform.

    Args:
        list_: in pip's own form, with hashes.
        pythons: such as "3.11".
        platforms: see `Platform`.

    Raises:
        SystemExit: the index cannot be reached, or a file is not the one that was pinned.
    """
    wanted = list_.read_text("utf-8")
    folder = ROOT / "build" / "wheels" / list_.stem / list_.parent.name
    stamp = folder / "complete.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.whl"):
            old.unlink()
        with ThreadPoolExecutor(4) as pool:
            for task in [pool.submit(_download, folder, list_, *one) for one in product(pythons, platforms)]:
                task.result()
        stamp.write_text(wanted, "utf-8")
    return sorted(folder.glob("*.whl"))


def _download(folder: Path, list_: Path, python: str, platform: Platform) -> None:
    abi = "cp" + python.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += [
        "--require-hashes",
        "--only-binary=:all:",
        "--implementation",
        "cp",
        "--python-version",
        python,
    ]
    command += ["--abi", abi, "--abi", "abi3", "--abi", "none", "-r", str(list_), "-d", str(folder)]
    command += [word for name in platform for word in ("--platform", name)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(
            f"{done.stderr}\nThe wheels for Python {python} on {platform[0]} could not be downloaded: the "
            "build needs a package index that can be reached (pip's own settings apply), and the files of "
            f"{list_}"
        )
