# SPDX-License-Identifier: Apache-2.0
"""How the names of a shot's drawings are read: said before it is coloured, or listed in place of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shiage.cli.options import LEVEL, SHEETS
from shiage.shot.io.shot_folder import ShotFiles, find_shot
from shiage.shot.types import ShotError


def names_in_words(shot: Path, keys_folder: Path | None) -> str:
    """Which frame some drawings are, such as c012_0001_v2 is frame 1; "" where names are numbers alone.

    What is wrong with them is said by whoever reads them.

    Args:
        shot: whatever `shiage color` is given.
        keys_folder: of its keys where it is another one.
    """
    if not shot.is_dir():
        return ""
    try:
        files = find_shot(shot, keys_folder)
    except ShotError:
        return ""
    if all(file.stem.isdecimal() for file in files.lines.values()):
        return ""
    numbers = list(files.lines)
    added = next((n for n in numbers if not files.called[n].lstrip("-").isdecimal()), numbers[0])
    shown = sorted({numbers[0], added, numbers[-1]})
    read = ", ".join(f"{files.lines[n].stem} is frame {files.called[n]}" for n in shown)
    return f"{len(numbers)} drawings: {read}"


def listed(shot: Path, keys_folder: Path | None) -> Iterator[str]:
    """A line for each drawing: its frame or its cel, its file, its key; then what was decided.

    Raises:
        ShotError: the names cannot be read, or the frames have no files.
        SheetError: a sheet cannot be used.
    """
    ending = shot.suffix.lower()
    if ending in SHEETS and shot.is_file():
        from shiage.pipeline.find_shots import READERS

        for named in READERS[ending](shot, True).shots:
            yield f"{SHEETS[ending]} {named.name}"
            yield from _lines("cel" if ending != ".otio" else "frame", named.files)
        return
    if ending == LEVEL:
        raise ShotError(f"{shot}: a level's drawings have no files of their own: leave --list out")
    yield from _lines("frame", find_shot(shot, keys_folder))


def _lines(what: str, files: ShotFiles) -> Iterator[str]:
    if files.film is not None:
        raise ShotError(f"{files.film}: a film's frames have no files of their own: leave --list out")
    width = max(len(name) for name in files.called.values())
    longest = max(len(file.name) for file in files.lines.values())
    for number, file in files.lines.items():
        key = files.keys.get(number)
        row = f"{what} {files.called[number]:<{width}}  {file.name:<{longest}}"
        yield f"{row}  key {key.name}" if key is not None else row.rstrip()
    for number in sorted(set(files.keys) - set(files.lines)):
        yield f"note: {files.keys[number].name} is the key of no drawing"
    yield from (f"note: {note}" for note in files.notes)
