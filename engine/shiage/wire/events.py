# SPDX-License-Identifier: Apache-2.0
"""What a client hears about its jobs, and the errors it may meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .regular_files import printable
from .tuned import Tuned

Form = Literal["frames", "regions", "fills", "curves"]
"""How a coloured frame is wanted: RGBA pixels, a label map with swatches, polygons with holes along the
edges of pixels, or the same with smooth borders of few points."""


class EngineError(Exception):
    """The engine cannot be reached, started or understood; the message says what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(printable(words))


class EngineDied(EngineError):
    """The engine process went away; its started jobs go on when an engine runs again."""


class Refused(EngineError):
    """The engine answered a request with an error; the message is its own."""


@dataclass(frozen=True)
class Uploaded:
    """One more item of a shot is stored at the engine; after the last one the job is started."""

    job: str
    done: int
    total: int


@dataclass(frozen=True)
class Progress:
    """A step of a stage is finished; of a tune's step, figures name its loss and that on what is held out."""

    job: str
    stage: str
    done: int
    total: int
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Swatches:
    """The palette of a result: one straight-alpha RGBA colour (0..255 each) and one name a swatch."""

    colours: tuple[tuple[int, int, int, int], ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class CelFrame:
    """One frame in form "frames".

    Attributes:
        pixels: width * height * 4 bytes, straight-alpha RGBA, row after row, without ink.
        confidence: the smallest confidence of any region, 0..1.
    """

    job: str
    number: int
    width: int
    height: int
    pixels: memoryview
    confidence: float


@dataclass(frozen=True)
class RegionFrame:
    """One frame in form "regions".

    Attributes:
        labels: width * height region numbers 1..count, row after row, filled under the ink.
        dtype: "u2" or "i4", type of a label (little-endian).
        count: number of regions.
        palette: the exact colours.
        swatches: count int32, palette index of region i + 1.
        confidence: count float32 in 0..1, probability that the swatch is right.
        cel: in mode soft, width * height * 4 bytes of straight-alpha RGBA, row after row, without ink; None
            where swatches say all.
        others: the swatches of each further candidate, as in swatches, where candidates were asked for.
    """

    job: str
    number: int
    width: int
    height: int
    labels: memoryview
    dtype: str
    count: int
    palette: Swatches
    swatches: memoryview
    confidence: memoryview
    cel: memoryview | None = None
    others: tuple[memoryview, ...] = ()


@dataclass(frozen=True)
class Fill:
    """One polygon of a region.

    Attributes:
        region: region number 1..count.
        swatch: palette index.
        confidence: 0..1.
        rings: the outer ring, then its holes; each is x, y float32 pairs in pixels, corner origin top left.
    """

    region: int
    swatch: int
    confidence: float
    rings: tuple[memoryview, ...]


@dataclass(frozen=True)
class FillFrame:
    """One frame in form "fills" or "curves".

    Attributes:
        digest: what identifies its fills, confidence aside; "" where not requested.
    """

    job: str
    number: int
    width: int
    height: int
    palette: Swatches
    fills: tuple[Fill, ...]
    digest: str = ""


@dataclass(frozen=True)
class SameFrame:
    """A frame whose fills the client said it has: nothing is new but how sure they are.

    Attributes:
        digest: what its fills are known by.
        confidence: a float32 in 0..1 for each region, from region 1 on.
    """

    job: str
    number: int
    width: int
    height: int
    digest: str
    confidence: memoryview


@dataclass(frozen=True)
class Note:
    """What could not be followed in a shot, or was decided without being asked.

    Attributes:
        frame: number of the frame it is about; None for the whole shot.
        text: a sentence for the artist.
    """

    frame: int | None
    text: str

    @property
    def words(self) -> str:
        """The text, with the frame it is about."""
        return self.text if self.frame is None else f"frame {self.frame}: {self.text}"


@dataclass(frozen=True)
class Done:
    """Every asked frame of a job has arrived; notes say what the artist should know, and what a tune gave."""

    job: str
    notes: tuple[Note, ...] = ()
    tuned: Tuned | None = None


@dataclass(frozen=True)
class Failed:
    """A job stopped on an error (or a request about it was refused); the message says what to do."""

    job: str
    message: str


@dataclass(frozen=True)
class Cancelled:
    """A job was cancelled."""

    job: str


Event = Uploaded | Progress | CelFrame | RegionFrame | FillFrame | SameFrame | Done | Failed | Cancelled
FrameEvent = CelFrame | RegionFrame | FillFrame | SameFrame
End = Done | Failed | Cancelled


@dataclass(frozen=True)
class JobInfo:
    """A job as the engine lists it.

    Attributes:
        state: "uploading", "waiting", "running", "paused", "done", "failed" or "cancelled".
        finished: numbers of the frames whose result is stored.
        numbers: numbers of all frames.
        stage: what runs now, with done of total steps.
        message: what went wrong, when failed.
        created: seconds since the epoch.
        production: folder of the production that is tuned or gets a cut; "" for other jobs.
    """

    job: str
    kind: str
    state: str
    numbers: tuple[int, ...]
    finished: tuple[int, ...]
    stage: str
    done: int
    total: int
    message: str
    created: float
    production: str = ""
