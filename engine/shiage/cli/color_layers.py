# SPDX-License-Identifier: Apache-2.0
"""Coloured frames as files of layers, made from what `shiage color` wrote."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from shiage.cel.images import read_cel
from shiage.cel.palette import read_palette
from shiage.cli.options import LayersName
from shiage.cli.output import LAYERS
from shiage.shot.types import Mode, Shot


def check_layers(kind: LayersName | None, mode: Mode) -> None:
    """See that such files can be written, before anything is coloured.

    Raises:
        LayersError: a library is missing.
        LevelError: a library is missing, or shading is asked for in a level.
    """
    if kind is LayersName.psd:
        from shiage.pipeline.layered.write_psd import check_psd

        check_psd()
    if kind is LayersName.tlv:
        from shiage.pipeline.toonz.lzo import check_lzo

        check_flat(mode)
        check_lzo()


def check_flat(mode: Mode) -> None:
    """See that a level is coloured flat.

    Raises:
        LevelError: shading is asked for.
    """
    from shiage.pipeline.toonz.level import LevelError

    if mode != "flat":
        raise LevelError("a level is painted in indices, and has no shading: leave --mode soft out")


def write_layers(shot: Shot, files: dict[str, Path], kind: LayersName, name: str) -> Path:
    """Write each frame with a layer a swatch and its lines on top, or all frames as a level.

    Args:
        shot: the shot, for its line art.
        files: what was written of it.
        kind: of the files.
        name: of the shot; its level is called so.

    Returns:
        Their folder.

    Raises:
        LayersError: a frame is too large.
        LevelError: there are too many swatches, or the level is too long.
        OSError: a file cannot be read or written.
    """
    folder = files["cels"].with_name(LAYERS)
    folder.mkdir(exist_ok=True)
    if kind is LayersName.tlv:
        _write_level(shot, files, folder / f"{name}.tlv")
        return folder
    from shiage.pipeline.layered.layers import LayeredFrame, in_layers
    from shiage.pipeline.layered.write_ora import write_ora
    from shiage.pipeline.layered.write_psd import write_psd

    write: Callable[[Path, LayeredFrame], None] = write_psd if kind is LayersName.psd else write_ora
    palette = read_palette(files["colours"])
    for frame in shot.frames:
        cel, merged = (read_cel(files[part] / f"{frame.file_name}.png") for part in ("cels", "frames"))
        write(folder / f"{frame.file_name}.{kind.value}", in_layers(cel, frame.line, palette, merged))
    return folder


def _write_level(shot: Shot, files: dict[str, Path], path: Path) -> None:
    from shiage.pipeline.toonz.new_level import ColouredFrame, new_level
    from shiage.pipeline.toonz.write_tlv import write_tlv
    from shiage.pipeline.toonz.write_tpl import write_tpl

    frames = [
        ColouredFrame(
            frame.number, frame.title, frame.line, partial(read_cel, files["cels"] / f"{frame.file_name}.png")
        )
        for frame in shot.frames
    ]
    level, palette = new_level(path, frames, read_palette(files["colours"]))
    write_tpl(path.with_suffix(".tpl"), palette)
    write_tlv(path, level)
