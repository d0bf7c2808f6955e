# SPDX-License-Identifier: Apache-2.0
"""Reading a shot from disk: everything is checked here, once, and trusted from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shiage.cel.images import doubts, read_cel, read_line_art
from shiage.cel.psd_layer import read_line_layer
from shiage.shot.background import ground
from shiage.shot.io.line_film import drawings_of
from shiage.shot.io.sheet_picture import sheet_of
from shiage.shot.io.shot_folder import SheetFiles, ShotFiles, choose_keys, find_shot
from shiage.shot.notes import Note
from shiage.shot.types import MOST_FRAMES, Frame, Key, ModelSheet, Scribbles, Settings, Shot, ShotError


def read_shot(
    path: Path,
    keys: str | Sequence[int] | None = None,
    settings: Settings | None = None,
    keys_folder: Path | None = None,
    read: Callable[[int, int], None] = lambda done, total: None,
    keyless: bool = False,
    line_layer: str = "",
) -> Shot:
    """Read a shot's line art, keys, scribbles and model sheets.

    Args:
        path: folder of the shot, or a .mp4 or .gif of its line art.
        keys: which keys count: "1,12", "first,last", numbers, or None for all in the folder of keys.
        settings: how it shall be coloured.
        keys_folder: where the keys are; default: keys/ in the shot's folder or beside its film.
        read: called after each frame; of a film the total is 0, for it is not known.
        keyless: whether it may be without key and model sheet, for its colours come from elsewhere.
        line_layer: the layer of PSD drawings that holds their lines; "": the whole picture does.

    Raises:
        ShotError: frames or keys are missing, twice there or of different sizes.
        ImageError: a picture cannot be used; both name the file.
    """
    files = replace(find_shot(path, keys_folder), line_layer=line_layer)
    return shot_of(path, files, keys, settings, read, keyless)


def shot_of(
    path: Path,
    files: ShotFiles,
    keys: str | Sequence[int] | None = None,
    settings: Settings | None = None,
    read: Callable[[int, int], None] = lambda done, total: None,
    keyless: bool = False,
) -> Shot:
    """Read the files of a shot; path is what its errors name, the rest is as for `read_shot`."""
    keyless = keyless or bool(files.scribbles)
    if not (files.keys or files.sheets or keyless) and keys is None:
        raise ShotError(_no_key(files))
    if len(files.lines) > MOST_FRAMES:
        raise ShotError(
            f"{path}: the shot has {len(files.lines)} drawings, at most {MOST_FRAMES} fit: split it"
        )
    if files.film is None:
        # what is wrong with the keys is said before all is read
        _choose(files, keys, list(files.lines), keyless)
    frames = read_frames(files, read)
    chosen = _choose(files, keys, [f.number for f in frames], keyless)
    coloured = read_keys(chosen, frames[0].line.size)
    strokes = read_scribbles(files, {f.number: f for f in frames})
    return Shot(
        frames=frames,
        keys=coloured,
        sheets=[read_sheet(sheet, coloured) for sheet in files.sheets],
        settings=settings or Settings(),
        notes=_notes(files, chosen),
        scribbles=strokes,
    )


def _choose(
    files: ShotFiles, keys: str | Sequence[int] | None, numbers: list[int], keyless: bool
) -> dict[int, Path]:
    """Files of the keys that count."""
    chosen = choose_keys(keys, list(files.keys), numbers, files.called)
    for number in chosen:
        if number not in numbers:
            name = files.called.get(number, str(number))
            raise ShotError(f"{files.keys[number]}: there is no line art of frame {name}")
    if not (chosen or files.sheets or keyless):
        raise ShotError(_no_key(files))
    return {number: files.keys[number] for number in chosen}


def _no_key(files: ShotFiles) -> str:
    return f"{files.keys_folder}: no key; colour at least one frame and put it there as NNNN.png"


def _notes(files: ShotFiles, keys: dict[int, Path]) -> tuple[Note, ...]:
    """What an artist should know of how names, keys and model sheets were read."""
    of_keys = [
        Note(number, f"{file.name}: {words}") for number, file in keys.items() for words in doubts(file)
    ]
    of_sheets = [Note(None, f"{s.cel.name}: {words}") for s in files.sheets for words in doubts(s.cel)]
    return (*(Note(None, words) for words in files.notes), *of_sheets, *of_keys)


def read_frames(files: ShotFiles, read: Callable[[int, int], None] = lambda done, total: None) -> list[Frame]:
    """Read the line art of all frames, all of one size.

    Raises:
        ShotError: a frame is of another size than the first.
        ImageError: a picture cannot be used.
    """
    frames: list[Frame] = []
    for name, frame in _drawings(files):
        line = frame.line
        if frames and line.size != frames[0].line.size:
            raise ShotError(
                f"{name}: {_size(line.size)} pixels, but the first frame has {_size(frames[0].line.size)}"
            )
        frames.append(frame)
        read(len(frames), len(files.lines))
    return frames


def read_frame(files: ShotFiles, number: int) -> Frame:
    """Read the line art of one frame.

    Raises:
        ShotError: there is no such frame.
        ImageError: its picture cannot be used.
    """
    if files.film is None and number in files.lines:
        return _frame(files, number)
    for _, frame in _drawings(files) if files.film else ():
        if frame.number == number:
            return frame
    raise ShotError(f"{files.film or files.keys_folder.parent}: there is no frame {number}")


def read_keys(files: dict[int, Path], size: tuple[int, int]) -> list[Key]:
    """Read coloured frames of a size (width, height).

    Raises:
        ShotError: a key is of another size.
        ImageError: a picture cannot be used.
    """
    keys = []
    for number, file in files.items():
        cel = read_cel(file)
        given = (cel.shape[1], cel.shape[0])
        if given != size:
            raise ShotError(f"{file}: the key has {_size(given)} pixels, but its line art has {_size(size)}")
        keys.append(Key(number, cel))
    return keys


def read_scribbles(files: ShotFiles, frames: Mapping[int, Frame]) -> list[Scribbles]:
    """Read the strokes on a shot's frames.

    Raises:
        ShotError: there is no such frame, or see `read_scribble`.
        ImageError: a picture cannot be used.
    """
    found = []
    for number, file in files.scribbles.items():
        if number not in frames:
            name = files.called.get(number, str(number))
            raise ShotError(f"{file}: there is no line art of frame {name}")
        found.append(read_scribble(file, frames[number]))
    return found


def read_scribble(file: Path, frame: Frame) -> Scribbles:
    """Read the strokes on one frame.

    Raises:
        ShotError: they are of another size.
        ImageError: the picture cannot be used.
    """
    cel = read_cel(file)
    given = (cel.shape[1], cel.shape[0])
    if given != frame.size:
        raise ShotError(
            f"{file}: {_size(given)} pixels of scribbles, but its line art has {_size(frame.size)}"
        )
    return Scribbles(frame.number, cel)


def _drawings(files: ShotFiles) -> Iterator[tuple[str, Frame]]:
    """Each frame with what it is called in errors."""
    if files.film is None:
        for number, file in files.lines.items():
            yield str(file), _frame(files, number)
        return
    if files.line_layer:
        raise ShotError(f"{files.film}: a film has no layers: leave --line-layer out")
    for number, line in enumerate(drawings_of(files.film), 1):
        yield f"{files.film} (frame {number})", Frame(number, line)


def _frame(files: ShotFiles, number: int) -> Frame:
    file = files.lines[number]
    line = read_line_layer(file, files.line_layer) if files.line_layer else read_line_art(file)
    return Frame(number, line, file.stem, files.called.get(number, ""), file)


def read_sheet(files: SheetFiles, keys: list[Key]) -> ModelSheet:
    """Read a model sheet; its paper becomes what lies around the figures of keys.

    Raises:
        ShotError: lines and colours differ in size, or no line is seen.
        ImageError: a picture cannot be used.
    """
    cel = read_cel(files.cel)
    if not files.line:
        sheet = sheet_of(files.name, cel, ground(keys))
        if not sheet.line.barrier().any() and (cel != cel[0, 0]).any():
            words = "no line is seen in this model sheet; put its line art beside it as"
            raise ShotError(f"{files.cel}: {words} {files.name}.line.png")
        return sheet
    line = read_line_art(files.line)
    if line.size != (cel.shape[1], cel.shape[0]):
        given = _size((cel.shape[1], cel.shape[0]))
        raise ShotError(f"{files.line}: {_size(line.size)} pixels, but its coloured drawing has {given}")
    return ModelSheet(files.name, line, cel)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
