# SPDX-License-Identifier: Apache-2.0
"""All that one tune learns from, and what it is judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from shiage.production.corrected_shots import CorrectedShot, corrected_shots
from shiage.production.folder import Production
from shiage.production.settings import ProductionError
from shiage.shot.io.shot_folder import ShotFiles
from shiage.training.matcher.drawing_groups import Group
from shiage.tuning.gate import Gate
from shiage.tuning.known_pairs import Drawn, pairs_of
from shiage.tuning.parts import FEW_CUTS, Part, part_cuts
from shiage.tuning.read_parts import corrected_drawings, cut_files, drawn_of, numbers_of

_VERSION = 1


@dataclass(frozen=True, eq=False)
class Material:
    """What was read of a production.

    Attributes:
        parts: of its cuts.
        learned: pairs of the parts that are learned from, then of corrected shots.
        held: pairs of those that are held out.
        judged: the held-out parts with their drawings.
        corrections: how many are learned from.
        reached: how many parts and corrected shots were read; the others were left for another time.
        digests: of all drawings.
        notes: what could not be learned from, in words.
    """

    parts: list[Part]
    learned: list[Group]
    held: list[Group]
    judged: dict[Part, list[Drawn]]
    corrections: int
    reached: int
    digests: tuple[str, ...]
    notes: tuple[str, ...]

    def inputs(self, start: str) -> str:
        """Digest of it all, and of the weights that a tune begins with."""
        said = "\n".join([str(_VERSION), start, *map(str, self.parts), *self.digests])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def held_cuts(self) -> list[str]:
        """The cuts that are held out as a whole."""
        learned = {part.cut for part in self.parts if not part.held}
        return sorted({part.cut for part in self.parts if part.held} - learned)

    def about(self) -> dict[str, Any]:
        """For the record of a version."""
        return {
            "learned": {part.cut: list(part.frames) for part in self.parts if not part.held},
            "held_out": {part.cut: list(part.frames) for part in self.parts if part.held},
            "held_cuts": self.held_cuts,
            "corrections": self.corrections,
        }

    @property
    def words(self) -> str:
        """What was learned from and what was held out."""
        counts = [sum(len(p.frames) for p in self.parts if p.held == held) for held in (False, True)]
        learned = {p.cut for p in self.parts if not p.held}
        held = [f"cut {', '.join(self.held_cuts)}"] if self.held_cuts else []
        parted = sorted(learned & {p.cut for p in self.parts if p.held})
        if parted:
            held.append(
                f"the last third of {parted[0]}" if len(parted) == 1 else "the last third of each cut"
            )
        more = f" and {self.corrections} corrections" if self.corrections else ""
        return (
            f"{counts[0]} drawings of {len(learned)} cuts{more}; held out: {' and '.join(held)}, "
            f"{counts[1]} drawings"
        )


def read_material(
    production: Production,
    held_before: Collection[str],
    gate: Gate,
    seconds: float = inf,
    reached: int | None = None,
    chosen: Collection[str] = (),
) -> Material:
    """Read, describe and compare the drawings of a production; what was compared before is kept.

    What is held out comes first, then what was corrected, then the cuts.

    Args:
        production: whose.
        held_before: cuts that an earlier tune held out.
        gate: hears of it.
        seconds: after so many of the tune's no more is read, but for what is held out and one more.
        reached: read so much, see `Material`, however long it takes; None: as much as the time allows.
        chosen: names of the shots that are learned from, as cuts or by their corrections; empty: all.

    Raises:
        ProductionError: there is too little to learn from and to judge by.
        ShotError, ImageError, OSError: a drawing cannot be read.
        Stopped: the gate stopped it.
    """
    files = cut_files(production)
    corrected = corrected_shots(production)
    _check_chosen(production, chosen, {*files, *(one.shot.name for one in corrected)})
    parts = part_cuts({name: numbers_of(each) for name, each in files.items()}, held_before, chosen)
    if not parts:
        raise ProductionError(
            f"{production.folder}: too little to learn from: add finished cuts with `shiage production add`; "
            f"{FEW_CUTS} of two drawings, or one of three, are the least"
        )
    wanted: list[Part | CorrectedShot] = [part for part in parts if part.held]
    least = len(wanted) + 1
    wanted += [one for one in corrected if not chosen or one.shot.name in chosen]
    wanted += [part for part in parts if not part.held]
    read = _Read(production, files, {part.cut for part in parts if part.held})
    done = 0
    for one in wanted:
        late = gate.spent > seconds if reached is None else done >= reached
        if late and done >= least and read.learned:
            break
        read.take_in(one)
        done += 1
        gate.step(stage="describe", done=done, total=len(wanted))
    if done < len(wanted):
        read.notes.append(f"{len(wanted) - done} of {len(wanted)} cuts and shots: not reached in the time")
    if not read.learned or not read.held:
        raise ProductionError(
            f"{production.folder}: no two drawings of a cut can be compared: add other cuts"
        )
    taken = [part for part in wanted[:done] if isinstance(part, Part)]
    return Material(
        taken, read.learned, read.held, read.judged, read.corrections, done, tuple(read.digests),
        tuple(read.notes),
    )  # fmt: skip


def _check_chosen(production: Production, chosen: Collection[str], there: Collection[str]) -> None:
    """See that the chosen shots are known.

    Raises:
        ProductionError: one is not.
    """
    for name in sorted(set(chosen) - set(there)):
        have = ", ".join(sorted(there)) or "none"
        raise ProductionError(
            f"{production.folder}: no cut and no corrected shot is called {name!r}; there are {have}"
        )


class _Read:
    """What was read until now."""

    def __init__(self, production: Production, files: Mapping[str, ShotFiles], apart: set[str]) -> None:
        self._production, self._files, self._apart = production, files, apart
        self.learned: list[Group] = []
        self.held: list[Group] = []
        self.judged: dict[Part, list[Drawn]] = {}
        self.corrections = 0
        self.digests: list[str] = []
        self.notes: list[str] = []

    def take_in(self, one: Part | CorrectedShot) -> None:
        if isinstance(one, Part):
            self._part(one)
        else:
            self._shot(one)

    def _part(self, part: Part) -> None:
        drawn = drawn_of(part, self._files[part.cut])
        self.digests += [d.digest for d in drawn]
        pairs = pairs_of(drawn, part.key, self._production)
        if pairs is None:
            self.notes.append(f"cut {part.cut}: no two drawings whose regions can be compared")
        else:
            (self.held if part.held else self.learned).append(pairs)
        if part.held:
            self.judged[part] = drawn

    def _shot(self, shot: CorrectedShot) -> None:
        held = shot.shot.name in self._apart
        found = None if held else corrected_drawings(shot, self._production)
        pairs = None if found is None else pairs_of(*found, self._production)
        if found is None or pairs is None:
            why = "its cut is held out" if held else "the shot, its keys or the regions are no longer there"
            self.notes.append(f"corrections of {shot.shot}: not learned from ({why})")
            return
        self.learned.append(pairs)
        self.corrections += sum(len(d.spots or ()) for d in found[0])
        self.digests.append(shot.state)
