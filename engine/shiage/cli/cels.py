# SPDX-License-Identifier: Apache-2.0
"""`shiage bench cels`: how quick the sources of training cels are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.say import console, figures_table, show, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shiage.training.data.clip import ClipSource


def cels(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with noto/ (Lottie), quaternius/ (GLB) and saha/ (Synfig) to measure too."),
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Processor time for each source.")] = 5.0,
    size: Annotated[int, typer.Option(min=32, help="Side of a sample in pixels.")] = 256,
    as_json: Annotated[bool, typer.Option("--json", help="Print for a script.")] = False,
) -> None:
    """Measure how many samples a second each source of training cels draws on one core of this machine.

    Lottie, GLB and Synfig sources render each file once into the user's cache; that is not counted.
    """
    with told(as_json):
        from shiage.training.data.source_speed import WANTED, samples_per_second

        found: dict[str, float] = {}
        for name, source in _sources(data):
            found[name] = samples_per_second(source, seconds, size)
        if as_json:
            show({"samples_per_core_second": found, "wanted": WANTED, "size": size})
            return
        title = f"samples of {size} x {size} a second of one core; {WANTED:.0f} keep a GPU busy"
        rows = [[name, f"{speed:.1f}"] for name, speed in found.items()]
        console().print(figures_table(title, ["source", "samples"], rows))


def _sources(data: Path | None) -> Iterator[tuple[str, ClipSource]]:
    """The procedural source, and those whose folders are there."""
    from shiage.training.data.gltf.source import GltfSource
    from shiage.training.data.lottie.source import LottieSource
    from shiage.training.data.procedural import ProceduralSource
    from shiage.training.data.source_error import SourceError
    from shiage.training.data.synfig.source import SynfigSource

    yield "procedural", ProceduralSource()
    if data is None:
        return
    for name, kind in (("noto", LottieSource), ("quaternius", GltfSource), ("saha", SynfigSource)):
        try:
            yield name, kind.open(data / name)
        except SourceError as error:
            print(f"shiage: {error}", file=sys.stderr)
