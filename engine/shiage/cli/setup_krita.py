# SPDX-License-Identifier: Apache-2.0
"""Kritas of this machine by their folders, and putting the plug-in into one."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from shiage.errors import ShiageError

NAMES = ("krita", "krita.exe", "krita.com")
"""Of Krita's process, in small letters."""


@dataclass(frozen=True)
class Krita:
    """Where a Krita keeps what is its user's.

    Attributes:
        resources: plug-ins, palettes, brushes.
        settings: kritarc.
    """

    resources: Path
    settings: Path


def choose_krita(resources: Path | None, settings: Path | None) -> tuple[Krita, list[Krita]]:
    """The Krita to put the plug-in into, and others that were found.

    Args:
        resources: its folder of resources, None for the one found.
        settings: its kritarc, None for the one found.

    Raises:
        ShiageError: there is none.
    """
    found = list(_found())
    if resources is not None and settings is not None:
        return Krita(resources, settings), []
    if not found:
        raise ShiageError(
            "no Krita was found: start it once, or name its folders with --resources and --settings"
        )
    return Krita(resources or found[0].resources, settings or found[0].settings), found[1:]


def _found() -> Iterator[Krita]:
    """Kritas that this user has, the system's own first."""
    own = _native(os.environ)
    has_program = shutil.which("krita") is not None
    if has_program:
        yield own
    flatpak = Path.home() / ".var/app/org.kde.krita"
    if sys.platform == "linux" and flatpak.is_dir():
        yield Krita(flatpak / "data/krita", flatpak / "config/kritarc")
    if not has_program and (own.resources.is_dir() or own.settings.is_file() or _installed()):
        yield own


def _native(environment: Mapping[str, str]) -> Krita:
    """The folders of a Krita that is started with this environment."""
    home = Path(environment.get("USERPROFILE" if sys.platform == "win32" else "HOME") or Path.home())
    if sys.platform == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return Krita(roaming / "krita", local / "kritarc")
    if sys.platform == "darwin":
        return Krita(home / "Library/Application Support/krita", home / "Library/Preferences/kritarc")
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    return Krita(data / "krita", Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "kritarc")


def _installed() -> bool:
    """Whether Krita's installer was here, though nobody has started it yet."""
    if sys.platform == "win32":
        return any(Path(os.environ.get("PROGRAMFILES", "C:/Program Files")).glob("Krita*/bin/krita.exe"))
    return sys.platform == "darwin" and Path("/Applications/krita.app").exists()


def put_into(krita: Krita, file: Path, python: str) -> str:
    """Unpack the plug-in, switch it on, and name its engine; the version that was there before, "" for none.

    Raises:
        ShiageError: Krita runs, or the zip is not its plug-in.
        OSError: a folder cannot be written.
    """
    if _runs(krita):
        raise ShiageError("Krita is running and would write its settings over: quit it, then try again")
    carried = sorted((krita.resources / "pykrita/shiage/bootstrap/carried").glob("shiage-*.whl"))
    _unpack(file, krita.resources)
    _enable(krita.settings.resolve(), python)  # some keep their settings elsewhere, and a link here
    return carried[-1].name.split("-")[1] if carried else ""


def _runs(krita: Krita) -> bool:
    """Whether a Krita runs that has these settings."""
    for process in psutil.process_iter(["name"]):
        if (process.info["name"] or "").lower() in NAMES:
            try:
                environment = process.environ()
            except (psutil.Error, OSError):  # another user's
                continue
            if _native(environment).settings.resolve() == krita.settings.resolve():
                return True
    return False


def _unpack(file: Path, resources: Path) -> None:
    """Lay the plug-in where Krita's importer would, beside and renamed."""
    plugins, actions = resources / "pykrita", resources / "actions"
    beside, old = plugins / f"shiage.{os.getpid()}.part", plugins / "shiage"
    with zipfile.ZipFile(file) as archive:
        if not {"shiage.desktop", "shiage.action", "shiage/__init__.py"} <= set(archive.namelist()):
            raise ShiageError(f"{file}: not Krita's plug-in; name shiage-krita-….zip")
        for folder in (plugins, actions):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            archive.extractall(beside)
            if old.exists():
                old.rename(beside / "old")
            (beside / "shiage").rename(old)
            (beside / "shiage.desktop").replace(plugins / "shiage.desktop")
            (beside / "shiage.action").replace(actions / "shiage.action")
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _enable(kritarc: Path, python: str) -> None:
    """Switch the plug-in on, and name its engine; other settings stay as they are."""
    text = kritarc.read_text("utf-8", "surrogateescape") if kritarc.is_file() else ""
    lines = text.splitlines()
    engine = python.replace("\\", "\\\\")  # as KDE's settings have it
    for section, name, value in (("python", "enable_shiage", "true"), ("shiage", "engine", engine)):
        lines = _with_setting(lines, section, name, value)
    kritarc.parent.mkdir(parents=True, exist_ok=True)
    beside = kritarc.with_name(f"{kritarc.name}.{os.getpid()}.part")
    try:
        beside.write_text("\n".join(lines) + "\n", "utf-8", "surrogateescape")
        if kritarc.is_file():
            shutil.copymode(kritarc, beside)
        beside.replace(kritarc)
    finally:
        beside.unlink(missing_ok=True)


def _with_setting(lines: list[str], section: str, name: str, value: str) -> list[str]:
    """Lines of settings with one set; KDE's files have more in them than Python's reader knows."""
    head = f"[{section}]"
    if head not in lines:
        return [*lines, *([""] if lines else []), head, f"{name}={value}"]
    start = lines.index(head) + 1
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("[")), len(lines))
    kept = [line for line in lines[start:end] if not line.startswith(f"{name}=")]
    return [*lines[:start], f"{name}={value}", *kept, *lines[end:]]
