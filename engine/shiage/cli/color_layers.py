# SPDX-License-Identifier: Apache-2.0
"""Coloured frames as files of layers, made from what `shiage color` wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shiage.cel.images import read_cel
from shiage.cel.palette import read_palette
from shiage.cli.options import LayersName
from shiage.cli.output import LAYERS
from shiage.shot.types import Shot


def check_layers(kind: LayersName | None) -> None:
    """See that such files can be written, before anything is coloured.

    Raises:
        LayersError: a library is missing.
    """
    if kind is LayersName.psd:
        from shiage.pipeline.layered.write_psd import check_psd

        check_psd()


def write_layers(shot: Shot, files: dict[str, Path], kind: LayersName) -> Path:
    """Write each frame with a layer a swatch and its lines on top.

    Args:
        shot: the shot, for its line art.
        files: what was written of it.
        kind: of the files.

    Returns:
        Their folder.

    Raises:
        LayersError: a frame is too large.
        OSError: a file cannot be read or written.
    """
    from shiage.pipeline.layered.layers import LayeredFrame, in_layers
    from shiage.pipeline.layered.write_ora import write_ora
    from shiage.pipeline.layered.write_psd import write_psd

    write: Callable[[Path, LayeredFrame], None] = write_psd if kind is LayersName.psd else write_ora
    folder = files["cels"].with_name(LAYERS)
    folder.mkdir(exist_ok=True)
    palette = read_palette(files["colours"])
    for frame in shot.frames:
        cel, merged = (read_cel(files[part] / f"{frame.file_name}.png") for part in ("cels", "frames"))
        write(folder / f"{frame.file_name}.{kind.value}", in_layers(cel, frame.line, palette, merged))
    return folder
