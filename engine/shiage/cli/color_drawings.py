# SPDX-License-Identifier: Apache-2.0
"""Finished frames as files of the kind and the name that their drawings have, made from what was written."""

from __future__ import annotations

from pathlib import Path

from shiage.cel.beside import write_beside
from shiage.cel.images import read_cel
from shiage.cel.palette import read_palette
from shiage.cel.picture_kind import kind_of
from shiage.cel.write_like import encoded_like
from shiage.cli.color_layers import check_layers
from shiage.cli.options import LayersName
from shiage.cli.output import DRAWINGS
from shiage.errors import some_of
from shiage.shot.types import Frame, Shot

_MOST_NAMED = 3
"""Frames that a note names."""


def check_drawings(shot: Shot) -> None:
    """See that frames can be written as the drawings are, before anything is coloured.

    Raises:
        LayersError: one is a PSD, and a library is missing.
    """
    if any(_is_psd(frame) for frame in shot.frames):
        check_layers(LayersName.psd, "flat")


def write_drawings(shot: Shot, files: dict[str, Path]) -> list[str]:
    """Write each finished frame as its drawing is; a PSD has a layer a swatch and the lines on top.

    A file that is there with the same content stays. What has no file of its own, as frames of a film and
    drawings of a level, is passed over.

    Args:
        shot: the shot, whose frames know their drawings.
        files: what was written of it; the folder of the new files comes to them.

    Returns:
        Notes on what could not be as in the drawing, and why.

    Raises:
        ImageError: a drawing or a frame cannot be read.
        LayersError: a frame is too large for a PSD.
        OSError: a file cannot be written.
    """
    folder = files["frames"].with_name(DRAWINGS)
    said: dict[str, list[str]] = {}
    written: dict[str, Path] = {}
    for frame in shot.frames:
        if frame.file is None:
            continue
        folder.mkdir(exist_ok=True)
        path, data, words = _drawing(folder, frame, frame.file, files)
        # who sees a file's time knows whether it is another
        if not (path.is_file() and path.read_bytes() == data):
            write_beside(path, data)
        written[path.stem] = path
        if words:
            said.setdefault(words, []).append(frame.file.name)
    if not written:
        return ["--like-input: these frames have no files of their own; they are in frames/ as PNG"]
    for other in folder.iterdir():  # what an earlier run wrote of them as another kind
        if written.get(other.stem, other) != other:
            other.unlink()
    files[DRAWINGS] = folder
    return [f"{some_of(names, _MOST_NAMED)}: {words}" for words, names in said.items()]


def _drawing(folder: Path, frame: Frame, file: Path, files: dict[str, Path]) -> tuple[Path, bytes, str]:
    """Where a frame goes, the content of its file, and what is not as in its drawing."""
    finished = read_cel(files["frames"] / f"{frame.file_name}.png")
    if not _is_psd(frame):
        made = encoded_like(kind_of(file), finished)
        return folder / f"{file.stem}{made.ending}", made.data, made.words
    from shiage.pipeline.layered.layers import in_layers
    from shiage.pipeline.layered.write_psd import psd_bytes

    cel = read_cel(files["cels"] / f"{frame.file_name}.png")
    layered = in_layers(cel, frame.line, read_palette(files["colours"]), finished)
    return folder / file.name, psd_bytes(folder / file.name, layered), ""


def _is_psd(frame: Frame) -> bool:
    return frame.file is not None and frame.file.suffix.lower() == ".psd"
