# SPDX-License-Identifier: Apache-2.0
"""What is known of a cut's drawings, kept in memory/: described once, and anew where one has changed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import Floats, Ints
from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.production.folder import Production
from shiage.production.memory.seen import PART, WHOLE, look_at, maker
from shiage.production.memory.sources import Drawn, Source
from shiage.shot.run.progress import said_of, words_of
from shiage.shot.types import Settings

_MOST_BYTES = 1 << 28


@dataclass(frozen=True, eq=False)
class KnownDrawings:
    """What is known of a cut's drawings, or of a model sheet.

    Attributes:
        maker: what described them, and how regions were found.
        state: of the files that they were read from, see `Source.state`.
        digests: of each drawing, see `Drawn.digest`.
        whole: (k, WHOLE) float32, see `SeenDrawing`.
        starts: (k + 1,) int64, where the parts of each begin, and the end.
        parts: (n, PART) float32, see `SeenDrawing`.
    """

    maker: str
    state: str
    digests: tuple[str, ...]
    whole: Floats
    starts: Ints
    parts: Floats

    def parts_of(self, drawing: int) -> Floats:
        """(n, PART) the parts of one drawing."""
        return self.parts[self.starts[drawing] : self.starts[drawing + 1]]


def known_drawings(production: Production, source: Source, state: str) -> KnownDrawings:
    """What is known of a source's drawings; those that are new or have changed are described now.

    Raises:
        ShotError, ImageError: a drawing of it can no longer be read; the message names it.
        OSError: the same.
    """
    settings, path = production.shot_settings(), _path(production, source)
    before = read_known(path)
    made_by = maker(settings)
    if before is not None and (before.maker, before.state) == (made_by, state):
        return before
    old = {}
    if before is not None and before.maker == made_by:
        old = {d: (before.whole[i], before.parts_of(i)) for i, d in enumerate(before.digests)}
    drawings = source.drawings()
    digests = tuple(drawing.digest() for drawing in drawings)
    rows = [old.get(d) or _look(one, settings) for d, one in zip(digests, drawings, strict=True)]
    known = KnownDrawings(
        made_by,
        state,
        digests,
        np.array([whole for whole, _ in rows], np.float32).reshape(-1, WHOLE),
        np.cumsum([0, *(len(parts) for _, parts in rows)]),
        np.concatenate([np.zeros((0, PART), np.float32), *(parts for _, parts in rows)]),
    )
    keep(production, source, known)
    return known


def keep(production: Production, source: Source, known: KnownDrawings) -> None:
    """Keep what is known of a source's drawings."""
    write_arrays(
        _path(production, source),
        {
            "words": said_of([known.maker, known.state, known.digests]),
            "whole": known.whole,
            "starts": known.starts,
            "parts": known.parts.astype(np.float16),
        },
    )


def read_known(path: Path) -> KnownDrawings | None:
    """What a file of memory/ keeps; None where there is none, or it is none of ours."""
    arrays = read_arrays(path)
    try:
        assert arrays is not None
        made_by, state, digests = words_of(arrays["words"])
        whole, starts = arrays["whole"].astype(np.float32), arrays["starts"].astype(np.int64)
        parts = arrays["parts"].astype(np.float32)
        fits = whole.shape == (len(digests), WHOLE) and parts.shape == (starts[-1], PART)
        fits = fits and len(starts) == len(digests) + 1 and bool((np.diff(starts) >= 0).all())
        return KnownDrawings(made_by, state, tuple(digests), whole, starts, parts) if fits else None
    except (AssertionError, KeyError, ValueError, TypeError, IndexError):
        return None


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Keep arrays, where the folder can be written: what is not kept is found again."""
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    with contextlib.suppress(OSError):
        shared = path.parent.parent.stat().st_mode & 0o777  # as the production is, whatever the umask
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            path.parent.chmod(shared)
        write_beside(path, packed.getvalue())
        path.chmod(shared & 0o666)


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """Arrays that `write_arrays` kept; None where there are none, or the file is torn."""
    try:
        with np.load(io.BytesIO(read_bounded(path, _MOST_BYTES)), allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def _path(production: Production, source: Source) -> Path:
    """Where what is known of a source is kept; a name need not be one that a longer file's can be."""
    said = hashlib.sha256(source.name.encode("utf-8", "surrogatepass")).hexdigest()
    return production.memory / f"{said[:32]}.npz"


def _look(drawing: Drawn, settings: Settings) -> tuple[Floats, Floats]:
    seen = look_at(drawing.read(), settings)
    return seen.whole, seen.parts
