# SPDX-License-Identifier: Apache-2.0
"""A finished shot becomes a cut of a production: checked, copied beside, renamed into its place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.census import pack, unpack
from shiage.cel.images import read_cel
from shiage.cel.noise import NOISE
from shiage.cel.outside import read_bounded
from shiage.cel.palette import Palette
from shiage.cel.palette_text import hex_colour
from shiage.production.folder import Production, copy_file, text_of
from shiage.production.settings import ProductionError
from shiage.shot.io.read_shot import read_frames
from shiage.shot.io.shot_folder import ShotFiles, find_shot
from shiage.shot.types import Frame

RECORD = "cut.json"
"""Says of a cut what it was made of."""

_HALF, _REPLACED = ".adding-", ".replaced-"
_STALE = 24 * 3600.0
"""Seconds after which what an `add` left half done is nobody's."""

_FEW = 50
"""Pixels of a colour below which it is an edge or a speck."""


@dataclass(frozen=True)
class AddedCut:
    """A cut that is new in a production.

    Attributes:
        name: of its folder.
        frames: drawings in it.
        strange: colours, as #rrggbb, that the production's palette lacks.
    """

    name: str
    frames: int
    strange: tuple[str, ...]


def add_cut(production: Production, shot: Path, sent: bool = False) -> AddedCut:
    """Take a finished shot in as a cut; it has the name of the shot's folder.

    Args:
        production: that it is a part of.
        shot: folder with lines/ (or a film of them) and truth/, the finished cel of every frame.
        sent: a host sent it, which may do so again when something was repainted: what was sent under its
            name before is replaced.

    Raises:
        ProductionError: it is there already, by its name or by its drawings, or lacks a frame's truth.
        ShotError, ImageError: the shot or a picture of it cannot be used.
        OSError: a file cannot be read or written.
    """
    name = cut_name(shot)
    digests = _digests(production)
    before = _sent_before(production, name) if sent else None
    if before is None:
        _check_new(production, shot, name)
    files = _finished(shot)
    frames = read_frames(files)
    strange = _strange(files, frames, production.palette)
    production.cuts.mkdir(parents=True, exist_ok=True)
    with _beside(production.cuts) as half:
        digest = _copy(files, half)
        if before is not None and digests.get(digest) == before.name:
            return AddedCut(before.name, len(frames), strange)
        if digest in digests:
            _refuse_same(shot, digests[digest])
        record = {"drawings": digest, "frames": len(frames), **({"sent": True} if sent else {})}
        (half / RECORD).write_text(json.dumps(record), "utf-8")
        try:
            if before is not None:
                _set_aside(before)
            half.rename(production.cuts / name)
        except OSError:
            _check_new(production, shot, name)  # another `add` was quicker
            raise
    return AddedCut(name, len(frames), strange)


def cut_name(shot: Path) -> str:
    """What a shot is called as a cut.

    Raises:
        ProductionError: its folder has no name that a cut can have.
    """
    name = text_of((shot.resolve() if shot.name in ("", ".", "..") else shot).name)
    if not name or name.startswith(".") or "\ufffd" in name:
        raise ProductionError(f"{shot}: a cut is called like its folder; give that a plain name")
    return name


def _check_new(production: Production, shot: Path, name: str) -> None:
    there = {text_of(cut).casefold(): cut for cut in production.cut_names()}
    if name.casefold() in there:
        raise ProductionError(
            f"{production.cuts / there[name.casefold()]}: this cut is there already; to replace it take it "
            f"out, or rename {shot}"
        )


def _refuse_same(shot: Path, cut: str) -> None:
    raise ProductionError(f"{shot}: the same drawings are there already as cut {cut}")


def _sent_before(production: Production, name: str) -> Path | None:
    """The cut of a name that a host sent; None where there is none."""
    for cut in production.cut_names():
        if text_of(cut).casefold() == name.casefold() and _record(production.cuts / cut).get("sent") is True:
            return production.cuts / cut
    return None


def _set_aside(cut: Path) -> None:
    """Give a cut that is replaced a hidden name; whoever reads its files meanwhile still can."""
    for stale in cut.parent.glob(f"{_REPLACED}*"):
        shutil.rmtree(stale, ignore_errors=True)
    cut.rename(cut.parent / f"{_REPLACED}{os.getpid()}-{secrets.token_hex(4)}")


def _finished(shot: Path) -> ShotFiles:
    """Files of a shot whose frames all have a truth."""
    if not shot.is_dir():
        raise ProductionError(f"{shot}: there is no such folder; a cut is a folder with lines/ and truth/")
    if not (shot / "truth").is_dir():
        raise ProductionError(f"{shot}: no folder truth/ with its finished cels; only finished cuts teach")
    return find_shot(shot)


def _strange(files: ShotFiles, frames: list[Frame], palette: Palette | None) -> tuple[str, ...]:
    """Check that each frame has a truth of its size; colours of them that a palette lacks."""
    found: set[str] = set()
    for frame in frames:
        truth = files.truth.get(frame.number)
        if truth is None:
            name = files.called.get(frame.number, str(frame.number))
            where = next(iter(files.truth.values())).parent if files.truth else f"the truth/ of {frame.name}"
            raise ProductionError(f"{where}: no truth of frame {name}; only finished cuts teach")
        cel = read_cel(truth)
        if (cel.shape[1], cel.shape[0]) != frame.size:
            raise ProductionError(
                f"{truth}: {cel.shape[1]} x {cel.shape[0]} pixels, but its line art has {frame.size[0]} x "
                f"{frame.size[1]}"
            )
        if palette is not None:
            found |= {hex_colour(colour) for colour in lacking(cel, palette).tolist()}
    return tuple(sorted(found))


def lacking(cel: NDArray[np.uint8], palette: Palette) -> NDArray[np.uint8]:
    """(n, 4) paints of a cel (H, W, 4) that a palette lacks, by more than noise; specks are none."""
    values, counts = np.unique(pack(cel), return_counts=True)
    paints = unpack(values[counts >= _FEW])
    paints = paints[paints[:, 3] > 0]
    apart = np.abs(paints[:, None].astype(np.int16) - palette.colours[None]).max(2).min(1)
    return np.asarray(paints[apart > NOISE], np.uint8)


def _copy(files: ShotFiles, folder: Path) -> str:
    """Copy a shot's drawings and truth; their digest is that of all contents."""
    said = hashlib.sha256()
    (folder / "truth").mkdir()
    if files.film is not None:
        said.update(hashlib.sha256(copy_file(files.film, folder / f"lines{files.film.suffix}")).digest())
    else:
        (folder / "lines").mkdir()
    for number in sorted(set(files.lines) | set(files.truth)):
        for part, there in (("lines", files.lines), ("truth", files.truth)):
            if number in there:
                data = copy_file(there[number], folder / part / there[number].name)
                said.update(hashlib.sha256(data).digest())
    return said.hexdigest()


def _digests(production: Production) -> dict[str, str]:
    """By digest of their drawings, the cuts that say theirs."""
    found = {}
    for name in production.cut_names():
        with contextlib.suppress(KeyError):
            found[str(_record(production.cuts / name)["drawings"])] = name
    return found


def _record(cut: Path) -> dict[str, Any]:
    """What a cut says of itself; nothing where that is torn."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        said = json.loads(read_bounded(cut / RECORD, 1 << 16))
        return said if isinstance(said, dict) else {}
    return {}


@contextlib.contextmanager
def _beside(cuts: Path) -> Iterator[Path]:
    """A hidden folder beside the cuts, taken away again unless it got a name."""
    for stale in cuts.glob(f"{_HALF}*"):
        with contextlib.suppress(OSError):
            if not stale.is_symlink() and time.time() - stale.stat().st_mtime > _STALE:
                shutil.rmtree(stale)
    half = cuts / f"{_HALF}{os.getpid()}-{secrets.token_hex(4)}"
    half.mkdir()
    try:
        yield half
    finally:
        if half.exists():
            shutil.rmtree(half, ignore_errors=True)
