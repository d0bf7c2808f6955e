# SPDX-License-Identifier: Apache-2.0
"""Which number of a drawing's name counts the frames: the one that varies from drawing to drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shiage.shot.io.file_names import MARK, DrawingName, FrameName, NameNumber
from shiage.shot.types import ShotError

Named = tuple[Path, DrawingName]
Row = tuple[Path, DrawingName, NameNumber]
"""A file, its name, and the number in it that is the frame's."""


@dataclass(frozen=True)
class Numbered:
    """Pictures of a folder by frame.

    Attributes:
        files: in the frames' order.
        forms: how names begin up to their frame's number, each with the form of the whole name.
        cels: letters of the cel in the names.
        older: for a frame that is there in several versions, the files that were left for the newest.
    """

    files: dict[FrameName, Path]
    forms: frozenset[tuple[str, str]]
    cels: frozenset[str]
    older: dict[FrameName, tuple[Path, ...]]


def choose_number(group: list[Named], alone: bool, like: Numbered | None) -> list[Row]:
    """The frame's number in names of one form."""
    columns = list(zip(*(name.numbers for _, name in group), strict=True))
    if not columns:
        raise ShotError(_no_number(*group[0]))
    place = 0 if len(columns) == 1 else _place(group, columns, alone, like)
    return [(file, name, name.numbers[place]) for file, name in group]


def _place(
    group: list[Named], columns: Sequence[Sequence[NameNumber]], alone: bool, like: Numbered | None
) -> int:
    """Which of several numbers is the frame's."""
    form = group[0][1].form
    if like is not None:
        places = [i for i, column in enumerate(columns) if (column[0].form, form) in like.forms]
        if len(places) == 1:
            return places[0]
    rows = len({tuple(n.frame for n in name.numbers) for _, name in group})
    found = _counter(columns, rows) if rows > 1 else _by_form([column[0] for column in columns])
    if like is not None:
        found = _fitting(columns, like, found)
    if found is not None:
        return found
    if rows == 1 and alone and like is None:
        return len(columns) - 1  # one drawing: whichever number it is, nothing depends on it
    file, name = max(group, key=lambda each: len({n.frame for n in each[1].numbers}))
    readings = " or ".join(str(frame) for frame in dict.fromkeys(n.frame for n in name.numbers))
    raise ShotError(
        f"{file}: which number is the frame's? It may be frame {readings}; rename the files of {file.parent} "
        "so that one number counts the frames (such as A0012_v2.png)"
    )


def _fitting(columns: Sequence[Sequence[NameNumber]], like: Numbered, found: int | None) -> int | None:
    """A key's number, where its name has other parts than its line art's: the one that is a frame."""
    begins = {begin for begin, _ in like.forms}
    likely = {i for i, column in enumerate(columns) if column[0].form in begins}
    likely |= set() if found is None else {found}
    if len(likely) == 1:
        return likely.pop()
    places = likely or range(len(columns))
    there = {i for i in places if all(n.frame in like.files for n in columns[i])}
    return there.pop() if len(there) == 1 else None


def _counter(columns: Sequence[Sequence[NameNumber]], rows: int) -> int | None:
    """The column that differs in every row; None when there are several, or when others speak against it."""
    seen = [[n.frame for n in column] for column in columns]
    varying = [i for i, frames in enumerate(seen) if len(set(frames)) > 1]
    widths = [min(n.width for n in column) for column in columns]
    cuts = {i for i, column in enumerate(columns) if column[0].is_cut}
    stamps = {i for i, column in enumerate(columns) if all(n.is_stamp for n in column)}
    distinct = [i for i in varying if len(set(seen[i])) == rows]
    for weak in (cuts, stamps):
        if set(distinct) - weak:
            distinct = [i for i in distinct if i not in weak]
    if not distinct:
        return _by_form([column[0] for column in columns])
    orders = {tuple(sorted(range(len(seen[i])), key=seen[i].__getitem__)) for i in distinct}
    if len(orders) > 1:
        return None
    best = max(distinct, key=lambda i: widths[i])
    if any(widths[i] == widths[best] and seen[i] != seen[best] for i in distinct):
        return None
    if best in cuts and len(columns) > len(cuts):
        return None
    against = [
        i for i in varying if i not in distinct and i not in cuts | stamps and widths[i] >= widths[best]
    ]
    return None if against else best


def _by_form(numbers: Sequence[NameNumber]) -> int | None:
    """Which of a single name's numbers looks like a frame's: no cut's, and written with the most digits."""
    places = [i for i, n in enumerate(numbers) if not n.is_cut] or list(range(len(numbers)))
    places = [i for i in places if not numbers[i].is_stamp] or places
    widest = max(numbers[i].width for i in places)
    wide = [i for i in places if numbers[i].width == widest]
    return wide[0] if len(wide) == 1 else None


def _no_number(file: Path, name: DrawingName) -> str:
    if name.versions:
        tag, number = name.versions[-1]
        return (
            f"{file}: {tag}{number} is read as a version, and no frame number is beside it "
            "(such as A0012_v2.png)"
        )
    if name.copy is not None:
        return f"{file}: ({name.copy}) is read as the number of a copy, and no frame number is beside it"
    return f"{file}: the name has no frame number (such as 0012.png)"


def are_copies(names: Sequence[DrawingName]) -> bool:
    """Whether `walk (1)`, `walk (2)` count frames: nothing else does."""
    if any(name.copy is None for name in names):
        return False
    if not any(name.numbers for name in names):
        return True
    return len(names) > 1 and len({name.core for name in names}) == 1


def is_copy(name: DrawingName, like: Numbered | None) -> bool:
    """Whether the line art's frames are counted as copies are."""
    return like is not None and name.copy is not None and (copy_number(name).form, name.form) in like.forms


def copy_number(name: DrawingName) -> NameNumber:
    """The number of a copy as that of a frame."""
    assert name.copy is not None
    return NameNumber(FrameName(name.copy), len(str(name.copy)), f"{name.form}({MARK}", "(")
