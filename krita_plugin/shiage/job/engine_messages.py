# SPDX-License-Identifier: GPL-3.0-or-later
"""What the interface asks of the engine's thread, and what it hears back. Plain data: no Krita in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..document.kra_file import LayerForm
from ..document.pixels import Colour
from .scribbles import Correction
from .uncertain_regions import UncertainRegion


@dataclass(frozen=True)
class Native:
    """The colours' own space, when it is not 8-bit RGBA.

    Attributes:
        form: the layer to be written in it.
        samples: of each key the 8-bit BGRA pixels that the engine gets, and those they were converted from.
    """

    form: LayerForm
    samples: list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class ModelSheet:
    """A model sheet as it is sent.

    Attributes:
        name: what the engine calls it; no two have one name.
        width: pixels across.
        height: pixels down.
        pixels: 8-bit BGRA, rows from the top.
    """

    name: str
    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True)
class Choice:
    """One candidate for a frame.

    Attributes:
        pixels: as those of a frame that is wanted alone.
        shown: 8-bit BGRA pixels of the same.
        unlike: pixels (x, y) in the middle of the regions that it has otherwise than the first candidate.
    """

    pixels: bytes
    shown: bytes
    unlike: list[tuple[int, int]]


@dataclass(frozen=True)
class Order:
    """A shot to be coloured.

    Attributes:
        width: of all pictures in pixels.
        height: of all pictures in pixels.
        mode: how the engine colours.
        gap: gaps in lines of up to so many pixels are closed.
        frames: numbers of its frames; their pixels are asked for with `Want` when their turn has come.
        keys: number -> 8-bit BGRA pixels of its colours.
        corrections: number -> corrections.
        scribbles: number -> 8-bit BGRA strokes on nothing; the shot is coloured from them without a key.
        form: the layer to be written, or None when only one frame is wanted.
        wanted: numbers of the frames that are wanted.
        single: only one frame is wanted, as pixels; no layer is written.
        blanks: times at which the layer shall show nothing.
        kept: number -> pixels, in the layer's own space, of frames that the layer has beside the wanted ones;
            given when all frames of the shot are in it.
        whole: all frames of the shot are wanted or kept.
        native: the colours' own space, when results shall be in it and not in 8-bit RGBA.
        sheets: model sheets.
        swatches: the palette that the shot was given.
        names: number -> what the engine knows the line art by, where that was read.
        production: folder of the production that the shot is one of; "" for none.
        candidates: so many ways at most in which the one frame is wanted.
    """

    width: int
    height: int
    mode: str
    gap: int
    frames: list[int]
    keys: Mapping[int, bytes]
    corrections: Mapping[int, list[Correction]] = field(default_factory=dict)
    form: LayerForm | None = None
    wanted: tuple[int, ...] = ()
    single: bool = False
    blanks: tuple[int, ...] = ()
    kept: Mapping[int, bytes] = field(default_factory=dict)
    whole: bool = True
    native: Native | None = None
    sheets: Sequence[ModelSheet] = ()
    swatches: Sequence[tuple[Colour, str]] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    production: str = ""
    scribbles: Mapping[int, bytes] = field(default_factory=dict)
    candidates: int = 1


@dataclass(frozen=True)
class EngineState:
    """How the engine is: "off", "starting", "ready" or "missing", with words for the artist."""

    state: str
    words: str


@dataclass(frozen=True)
class Want:
    """The pixels of a frame's line art are needed now."""

    number: int


@dataclass(frozen=True)
class Step:
    """A step is done: the stage in words, and how far it has come."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True)
class Finished:
    """The shot is coloured.

    Attributes:
        layer: a .kra file with the new layer, when the whole shot was wanted.
        pixels: 8-bit BGRA pixels, or the colours' own, when one frame was wanted.
        palette: swatches with their names.
        unsure: the least sure regions, the least sure first.
        notes: what the engine has to say of the shot, a line each.
        digests: number -> digest of the pixels of that frame.
        painted: how many frames have any paint.
        whole: the layer has all drawings of the shot.
        native: it is in the colours' own space.
        choices: candidates for the one frame, the first as `pixels`, where they were asked for.
    """

    layer: Path | None
    pixels: bytes
    palette: list[tuple[Colour, str]]
    unsure: list[UncertainRegion]
    notes: list[str] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    painted: int = 0
    whole: bool = True
    native: bool = False
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class Stopped:
    """There will be no result: words for the artist, "" when it was cancelled."""

    words: str


Report = EngineState | Want | Step | Finished | Stopped
