# SPDX-License-Identifier: Apache-2.0
"""Checksums of what was built, and the licences of all that is in it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path


def write_listing(out: Path, built: Sequence[Path]) -> list[Path]:
    """Write SHA256SUMS, as `sha256sum -c` reads it, and LICENSES.txt; their paths."""
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in built)
    parts = [
        "The engine and its client are Apache-2.0; the add-ons for Blender and Krita GPL-3.0-or-later.\n"
    ]
    for file in built:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                listed = sorted(name for name in archive.namelist() if name.endswith("/LICENSES.txt"))
                parts += [f"\n{file.name}, {name}:\n{archive.read(name).decode()}" for name in listed]
    texts = {"SHA256SUMS": sums, "LICENSES.txt": "".join(parts)}
    for name, text in texts.items():
        (out / name).write_text(text, "utf-8", newline="\n")
    return [out / name for name in texts]
