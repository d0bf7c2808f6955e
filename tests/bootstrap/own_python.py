# SPDX-License-Identifier: Apache-2.0
"""This Python packed as uv takes one, for where the place it fetches them from is not reached."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import sysconfig
import tarfile
from pathlib import Path

LEFT_OUT = ("test", "tests", "site-packages", "dist-packages", "__pycache__", "idlelib", "tkinter")


def packed_python(folder: Path) -> str:
    """Pack it into a folder; the address of the list that tells uv of it."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    archive = folder / f"cpython-{platform.python_version()}.tar.gz"
    program = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
        packed.add(program, f"python/bin/python{version}")
        for name in ("python", "python3"):
            link = tarfile.TarInfo(f"python/bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, f"python{version}"
            packed.addfile(link)
        packed.add(sysconfig.get_path("stdlib"), f"python/lib/python{version}", filter=_wanted)
        for library in Path(sys.base_prefix, "lib").glob(f"libpython{version}*.so*"):
            packed.add(library, f"python/lib/{library.name}")
    machine, (major, minor, patch) = platform.machine(), sys.version_info[:3]
    told = {
        "name": "cpython",
        "arch": {"family": machine, "variant": None},
        "os": "linux",
        "libc": "gnu",
        "major": major,
        "minor": minor,
        "patch": patch,
        "prerelease": "",
        "url": archive.as_uri(),
        "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "variant": None,
    }
    listed = folder / "pythons.json"
    key = f"cpython-{major}.{minor}.{patch}-linux-{machine}-gnu"
    listed.write_text(json.dumps({key: told}))
    return listed.as_uri()


def _wanted(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    inside = entry.name.split("/")
    left_out = set(LEFT_OUT) & set(inside) or inside[-1].startswith("config-") or inside[-1].endswith(".a")
    return None if left_out else entry
