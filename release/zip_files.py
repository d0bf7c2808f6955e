# SPDX-License-Identifier: Apache-2.0
"""Zips that are the same bytes whenever and wherever they are written."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

PACKED = (".whl", ".png", ".kra", ".blend", ".safetensors", ".gz")
"""Names of files that packing makes no smaller."""

TEXT = (".py", ".toml", ".md", ".html", ".js", ".txt", ".desktop", ".action", "LICENSE")
"""Names of files that have lines."""

UNIX = 3
"""The system that wrote the zip, as far as the zip says."""


def write_zip(target: Path, files: Mapping[str, bytes], folders: bool = False) -> Path:
    """Write a zip beside and rename it.

    Args:
        target: its path.
        files: content by name.
        folders: an entry for each folder too, which Krita's importer wants.
    """
    entries = dict(files)
    if folders:
        parents = {parent for name in files for parent in PurePosixPath(name).parents}
        entries |= {f"{parent}/": b"" for parent in parents if parent != PurePosixPath(".")}
    beside = target.with_suffix(".part")
    with zipfile.ZipFile(beside, "w") as archive:
        for name in sorted(entries, key=_order):
            info = zipfile.ZipInfo(name)  # its date is the first that a zip can say
            info.create_system = UNIX
            info.external_attr = (0o40755 << 16 | 0x10) if name.endswith("/") else 0o100644 << 16
            packed = name.endswith((*PACKED, "/"))
            kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name], kind, None if packed else 9)
    beside.replace(target)
    return target


def _order(name: str) -> tuple[bool, str]:
    """A wheel's own list of files stands at its end, as its standard recommends."""
    return ".dist-info/" in name, name


def sources(folder: Path, place: str, left_out: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Files of a package by where they lie in the zip, with the ends of lines that Unix has.

    Args:
        folder: the package.
        place: its folder in the zip, "" for the top.
        left_out: names of files and folders that stay at home.
    """
    found = {}
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if file.is_file() and not {*left_out, "__pycache__"} & set(inside.parts) and file.suffix != ".pyc":
            content = file.read_bytes()
            text = file.name.endswith(TEXT)
            found[f"{place}{inside.as_posix()}"] = content.replace(b"\r\n", b"\n") if text else content
    return found
