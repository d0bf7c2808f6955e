# SPDX-License-Identifier: Apache-2.0
"""What is given: the palette, and regions whose swatch keys, sheets, scribbles and corrections fix."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from shiage.cel.arrays import RGBA
from shiage.cel.census import pack, unpack
from shiage.cel.fills import find_fills
from shiage.cel.noise import NOISE
from shiage.cel.palette import Palette, named, snap_regions
from shiage.cel.runs import Runs
from shiage.cel.swatches import moved_paint, settle_swatches
from shiage.shot.describe.regions import Finder
from shiage.shot.notes import Note
from shiage.shot.run.progress import QUIET, Arrays, Progress, said_of, words_of
from shiage.shot.solve.scribbled_regions import scribbled_regions
from shiage.shot.types import Frame, ModelSheet, Shot, ShotError

_CLEAR: RGBA = (0, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Given:
    """Fixed swatches.

    Attributes:
        palette: all swatches of the shot.
        coloured: drawing -> (n,) int32 swatch of each of its regions.
        corrected: drawing -> {region (0-based): swatch}, by corrections.
        scribbled: the same by scribbles, where they lie in regions.
        moved: drawing -> packed colours of its paint that stand for others, and these (see `swatches`).
        noisy: drawings whose colours are but near their swatches.
        notes: what of it was decided without being asked.
    """

    palette: Palette
    coloured: dict[int, NDArray[np.int32]]
    corrected: dict[int, dict[int, int]]
    moved: dict[int, dict[int, int]]
    noisy: set[int]
    notes: tuple[Note, ...] = ()
    scribbled: dict[int, dict[int, int]] = field(default_factory=dict)

    def labels(self, drawing: int, count: int) -> NDArray[np.int32]:
        """(count,) swatch of each region of a drawing, -1 where nothing is given."""
        labels = self.coloured.get(drawing)
        labels = np.full(count, -1, np.int32) if labels is None else labels.copy()
        for region, swatch in self.said(drawing).items():
            labels[region] = swatch
        return labels

    def said(self, drawing: int) -> dict[int, int]:
        """What artists said of single regions of a drawing: corrections have the last word."""
        return self.scribbled.get(drawing, {}) | self.corrected.get(drawing, {})

    def arrays(self) -> Arrays:
        """All but what artists said of single regions by name, for a checkpoint."""
        words = {
            "names": self.palette.names,
            "moved": [[t, list(moved.items())] for t, moved in self.moved.items()],
            "noisy": sorted(self.noisy),
            "notes": [[note.frame, note.text] for note in self.notes],
        }
        swatches = {f"coloured-{t}": swatches for t, swatches in self.coloured.items()}
        return {"colours": self.palette.colours, "words": said_of(words), **swatches}

    @staticmethod
    def of_arrays(arrays: Arrays) -> Given:
        """What `arrays` came from."""
        words = words_of(arrays["words"])
        coloured = {
            int(name.partition("-")[2]): swatches.astype(np.int32)
            for name, swatches in arrays.items()
            if name.startswith("coloured-")
        }
        return Given(
            Palette(arrays["colours"].astype(np.uint8), tuple(words["names"])),
            coloured,
            {},
            {t: {int(old): int(new) for old, new in moved} for t, moved in words["moved"]},
            set(words["noisy"]),
            tuple(Note(frame, text) for frame, text in words["notes"]),
        )


def read_given(shot: Shot, frames: list[Frame], painted: bool = True, progress: Progress = QUIET) -> Given:
    """Collect what is given in a shot that `check_shot` has passed.

    Args:
        shot: the shot.
        frames: its frames in time order; drawings are counted through them and then the model sheets.
        painted: whether colours are paints; the tones of shaded keys differ as noise does.
        progress: keeps what keys and sheets say.

    Raises:
        ShotError: nothing is coloured in any of them, and nothing scribbled.
    """

    def read(step: str, new: list[RGBA]) -> Given:
        kept = progress.once(step, lambda: _read(shot, frames, painted, new, progress).arrays())
        return Given.of_arrays(kept)

    scribbled, notes = _scribbled(shot, frames, progress)
    said = [colour for found in scribbled.values() for colour in found.values()]
    if not (shot.keys or shot.sheets):
        said.append(_CLEAR)  # what no scribble speaks of may be unpainted
    said += [_visible(c.colour) for c in shot.corrections]
    given = read("given", [])
    known = _swatches(given.palette)
    new = [c for c in dict.fromkeys(said) if c not in known]
    if new:
        given = read(f"given-{hashlib.sha256(repr(new).encode()).hexdigest()[:16]}", new)
    if not (given.coloured or any(scribbled.values())):
        raise ShotError("no scribble lies in a region: draw them inside the lines, each in its colour")
    index = _swatches(given.palette)
    return replace(
        given,
        corrected=_corrected(shot, frames, given.palette, progress),
        notes=(*given.notes, *notes),
        scribbled={t: {r: index[c] for r, c in found.items()} for t, found in scribbled.items() if found},
    )


def _scribbled(
    shot: Shot, frames: list[Frame], progress: Progress
) -> tuple[dict[int, dict[int, RGBA]], list[Note]]:
    """Drawing -> {region (0-based): colour} by its scribbles, and what could not be followed."""
    place, finder = {f.number: t for t, f in enumerate(frames)}, Finder(shot.settings, progress)
    found: dict[int, dict[int, RGBA]] = {}
    notes: list[Note] = []
    for scribbles in shot.scribbles:
        t = place[scribbles.number]
        found[t], said = scribbled_regions(scribbles, finder.regions(frames[t]))
        notes += said
    return found, notes


def _read(shot: Shot, frames: list[Frame], painted: bool, new: list[RGBA], progress: Progress) -> Given:
    """What keys and sheets say, in a palette with new colours that corrections brought."""
    drawn: list[Frame | ModelSheet] = [*frames, *shot.sheets]
    place = {f.number: t for t, f in enumerate(frames)}
    cels = {place[k.number]: k.cel for k in shot.keys}
    cels |= {len(frames) + i: s.cel for i, s in enumerate(shot.sheets)}
    finder = Finder(shot.settings, progress)
    found = {t: finder.regions(drawn[t]) for t in cels}
    fills = [find_fills(cel, found[t], None if painted else True) for t, cel in cels.items()]
    fixed = None if shot.palette is None else np.unique(pack(shot.palette.colours[:, None]))
    swatches = settle_swatches(fills, fixed)
    palette = named(unpack(swatches.colours), shot.palette)
    if cels and not len(palette.colours):
        raise ShotError("no key or model sheet has a region that is coloured: is its line art all ink?")
    palette = _with_more(palette, new, shot)
    moved = dict(zip(cels, swatches.moved, strict=True))
    coloured = {t: snap_regions(moved_paint(cel, moved[t]), found[t], palette)[0] for t, cel in cels.items()}
    noisy = {t for t, f in zip(cels, fills, strict=True) if f.noisy}
    notes = _say(shot, frames, moved, noisy) if painted else ()
    return Given(palette, coloured, {}, moved, noisy, notes)


def _corrected(
    shot: Shot, frames: list[Frame], palette: Palette, progress: Progress
) -> dict[int, dict[int, int]]:
    """What artists said of single regions, see `Given.corrected`."""
    place, index = {f.number: t for t, f in enumerate(frames)}, _swatches(palette)
    finder, filled = Finder(shot.settings, progress), dict[int, Runs]()
    corrected: dict[int, dict[int, int]] = {}
    for c in shot.corrections:
        t = place[c.number]
        if t not in filled:
            filled[t] = finder.under_ink(frames[t])
        region = filled[t].at(c.x, c.y)
        if region:
            corrected.setdefault(t, {})[region - 1] = index[_visible(c.colour)]
    return corrected


def _say(
    shot: Shot, frames: list[Frame], moved: dict[int, dict[int, int]], noisy: set[int]
) -> tuple[Note, ...]:
    """What was decided about the colours of coloured drawings."""
    notes = []
    whose = "the other keys" if shot.palette is None else "the palette"
    for t, stand in moved.items():
        said = []
        if stand:
            old, new = (
                unpack(np.array(c, np.uint32)).astype(int) for c in (list(stand), list(stand.values()))
            )
            said.append(
                f"its colours lie beside those of {whose}, {len(stand)} of them and by up to "
                f"{np.abs(old - new).max()} levels: these were taken"
            )
        if t in noisy:
            said.append(
                f"its colours are noisy (grain, JPEG): up to {NOISE} levels off a swatch they count as it"
            )
        frame = frames[t].number if t < len(frames) else None
        sheet = "" if frame is not None else f"model sheet {shot.sheets[t - len(frames)].name}: "
        notes += [Note(frame, sheet + words) for words in said]
    return tuple(notes)


def _with_more(palette: Palette, new: list[RGBA], shot: Shot) -> Palette:
    """The palette, with the colours of scribbles and corrections that it lacks."""
    if not new:
        return palette
    colours = np.concatenate([palette.colours, np.array(new, np.uint8)])
    if shot.scribbles:
        return named(colours, palette if shot.palette is None else shot.palette)
    return Palette(colours, (*palette.names, *(f"correction {i + 1}" for i in range(len(new)))))


def _swatches(palette: Palette) -> dict[RGBA, int]:
    return {(int(r), int(g), int(b), int(a)): i for i, (r, g, b, a) in enumerate(palette.colours)}


def _visible(colour: RGBA) -> RGBA:
    """Every fully transparent colour is the same one."""
    return colour if colour[3] else _CLEAR
