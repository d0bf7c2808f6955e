# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for swatches, out of Krita's palettes or a .gpl file."""

from __future__ import annotations

import re
from pathlib import Path

from krita import Krita, Palette, Resource, Swatch

from ..qt import QComboBox, QDockWidget
from .pixels import Colour

Names = dict[tuple[int, int, int], str]
"""Names by red, green and blue, 0..255."""

_LINE = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+(\S.*)")


def names_in_file(path: Path) -> Names:
    """The names in a palette of GIMP's.

    Raises:
        OSError: it cannot be read.
    """
    names: Names = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        match = _LINE.fullmatch(line)
        if match:
            red, green, blue = (int(value) for value in match.groups()[:3])
            names.setdefault((red, green, blue), match[4].strip())
    return names


def docked_palette() -> str:
    """The palette that Krita's palette docker shows; "" when that cannot be told.

    No script can ask for it, but the docker lists its swatches' names, long ones with dots in them.
    """
    window = Krita.instance().activeWindow()
    docker = window.qwindow().findChild(QDockWidget, "PaletteDocker") if window is not None else None
    box = docker.findChild(QComboBox, "cmbNameList") if docker is not None else None
    shown = [box.itemText(row) for row in range(box.count())] if box is not None else []
    whole = {name for name in shown if name and "..." not in name}
    palettes = Krita.instance().resources("palette") if whole else {}
    for name in sorted(palettes):
        entries = _entries(palettes[name])
        if len(entries) == len(shown) and whole <= {entry.name() for entry in entries}:
            return str(name)
    return ""


def distinct(palette: list[tuple[Colour, str]]) -> list[tuple[Colour, str]]:
    """A palette in which no two swatches have one name: the later ones are counted."""
    named: list[tuple[Colour, str]] = []
    for colour, name in palette:
        named.append((colour, _unlike(name, {other for _, other in named})))
    return named


def renamed(palette: list[tuple[Colour, str]], colour: Colour, name: str) -> list[tuple[Colour, str]]:
    """A palette in which a swatch has a name, with a number where another swatch has that name."""
    others = {other for swatch, other in palette if swatch != colour}
    chosen = _unlike(name.strip() or dict(palette).get(colour, ""), others)
    return [(swatch, chosen if swatch == colour else other) for swatch, other in palette]


def _unlike(name: str, used: set[str]) -> str:
    chosen, count = name, 1
    while chosen in used:
        count += 1
        chosen = f"{name} {count}"
    return chosen


def names_in_palette(name: str) -> Names:
    """The names in one of Krita's palettes; colours of other models than RGB have none here."""
    names: Names = {}
    for entry in _entries(Krita.instance().resources("palette")[name]):
        if entry.color().colorModel() != "RGBA":
            continue
        red, green, blue = (round(255 * value) for value in entry.color().componentsOrdered()[:3])
        names.setdefault((red, green, blue), str(entry.name()))
    return names


def _entries(resource: Resource) -> list[Swatch]:
    """The swatches of one of Krita's palettes that have names."""
    palette = Palette(resource)
    # Krita 5.1 calls it by another name than later ones
    entry_at = getattr(palette, "entryByIndex", None) or palette.colorSetEntryByIndex
    entries = [entry_at(index) for index in range(palette.numberOfEntries())]
    return [entry for entry in entries if entry is not None and entry.isValid() and entry.name()]
