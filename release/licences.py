# SPDX-License-Identifier: Apache-2.0
"""Licences of what is carried, as each wheel says them itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path


def licences_of(wheels: Iterable[Path]) -> str:
    """A line for each package: name, version, licence; then where its text is."""
    lines = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            said = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
            texts = [n for n in archive.namelist() if ".dist-info/" in n and "licen" in n.lower()]
        licence = (
            said.get("License-Expression") or said.get("License") or _classified(said.get_all("Classifier"))
        )
        first = licence.strip().splitlines()[0] if licence.strip() else "?"
        lines[f"{said['Name']} {said['Version']}: {first}"] = len(texts)
    text = "".join(f"{line}; {count} licence texts in the wheel\n" for line, count in sorted(lines.items()))
    return "Packages that are carried as wheels. Each wheel has the text of its licence in it.\n\n" + text


def _classified(classifiers: list[str] | None) -> str:
    """A licence as the index's own words say it."""
    found = [one.rpartition(" :: ")[2] for one in classifiers or [] if one.startswith("License ::")]
    return " AND ".join(found)
