# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from shiage.wire.limits import MAX_GAP, MAX_MIN_AREA

SHEETS = {".xdts": "column", ".json": "layer", ".otio": "shot"}
"""Files that name shots, see `shiage.pipeline.find_shots`, and what each names."""

LEVEL = ".tlv"
"""A palette-indexed level."""


class ModeName(str, Enum):
    """How a shot is coloured."""

    flat = "flat"
    soft = "soft"


class LayersName(str, Enum):
    """Files that hold frames with their swatches apart: in layers, or as a level's indices."""

    psd = "psd"
    ora = "ora"
    tlv = "tlv"


ShotPath = Annotated[
    Path,
    typer.Argument(help="Folder with lines/NNNN.png and keys/NNNN.png, or a .mp4 or .gif of the line art."),
]
Keys = Annotated[
    str | None,
    typer.Option(help="Which keys count, such as 1,12 or first,last; all that are there if left out."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for a script.")]
Inline = Annotated[bool, typer.Option("--inline", help="Work in this process, not in the engine.")]
Gap = Annotated[
    int | None,
    typer.Option(min=0, max=MAX_GAP, help="Close gaps in lines up to this many pixels; 0 closes none."),
]
MinArea = Annotated[
    int | None,
    typer.Option(min=1, max=MAX_MIN_AREA, help="Regions of fewer pixels are specks and dissolve."),
]
ProductionFolder = Annotated[
    Path | None,
    typer.Option(
        "--production",
        metavar="DIR",
        help="A production: its palette has the last word, its finished cuts and sheets "
        "are asked where keys leave regions unsure, and its own model matches.",
        # a farm's template always gives it, and nothing where there is none
        parser=lambda text: Path(text) if text else None,
    ),
]
Layers = Annotated[
    LayersName | None,
    typer.Option(
        "--layers",
        help="Write each frame in layers too: one a swatch, the lines on top. tlv: one level of OpenToonz.",
    ),
]
LikeInput = Annotated[
    bool,
    typer.Option(
        "--like-input/--no-like-input",
        help="Write finished frames in drawings/ too, each in its drawing's format and under its very name.",
    ),
]
LineLayer = Annotated[
    str,
    typer.Option(
        "--line-layer",
        metavar="NAME",
        help="Layer of PSD drawings that holds their lines, such as ink or Line/ink in a group; "
        "left out, the whole picture does.",
    ),
]
