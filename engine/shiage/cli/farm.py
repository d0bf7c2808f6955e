# SPDX-License-Identifier: Apache-2.0
"""`shiage farm`: the shots of an episode on more than one machine, or a part of them for a farm's task."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.finetune import MINUTES, STEPS
from shiage.cli.options import AsJson, Gap, Inline, LikeInput, LineLayer, MinArea, ModeName, ProductionFolder
from shiage.cli.say import BAD_INPUT, fail, readable, show, told

if TYPE_CHECKING:
    from shiage.farm.ray_pool import Cluster


def farm(
    shots: Annotated[
        list[Path] | None,
        typer.Argument(help="Shots, exposure sheets, folders of them at any depth, .txt lists of them."),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="local|ADDRESS",
            help="A Ray cluster such as 10.0.0.5:6379, or one on this machine for this run; "
            "left out, shots go one after the other to this machine's engine.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Workers at most, a core each; default: all of the cluster's.")
    ] = None,
    retries: Annotated[
        int, typer.Option(min=0, help="How often a shot is given out again when its worker died.")
    ] = 2,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A folder for all results; default: in or beside each shot."),
    ] = None,
    only: Annotated[str | None, typer.Option(help="Shots by their places in --list, such as 1-4,7.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the shots, one a line, and stop.")] = False,
    mode: Annotated[
        ModeName, typer.Option(help="flat: the exact palette. soft: the keys' shading too.")
    ] = ModeName.flat,
    gap: Gap = None,
    min_area: MinArea = None,
    production: ProductionFolder = None,
    like_input: LikeInput = False,
    line_layer: LineLayer = "",
    tune: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Tune this production's model there, in place of colouring."),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.1, max=10_000, help="How long a tune may work.")] = MINUTES,
    steps: Annotated[int, typer.Option(min=1, help="Steps of a tune at most.")] = STEPS,
    inline: Inline = False,
    openjd: Annotated[
        bool, typer.Option("--openjd", help="Print openjd_progress and openjd_status for a farm.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Colour the shots of an episode, as `shiage color` does each, and say at the end which failed.

    What is there already from the same input and version is passed over: after an interruption the same
    command does the rest. Exit status 2 when a shot failed.
    """
    with told(as_json):
        cluster = _cluster(ray, workers, retries)
        if tune is not None:
            if shots:
                fail("--tune takes no shots: colour them afterwards", as_json)
            from shiage.cli.farm_run import tune_on_farm
            from shiage.cli.farm_work import FarmTune

            tune_on_farm(FarmTune(tune.absolute(), minutes, steps), cluster, openjd, as_json)
            return
        from shiage.cli.farm_run import FarmRun
        from shiage.cli.farm_work import FarmShot
        from shiage.cli.find_episode import choose, find_episode, result_folders
        from shiage.production.folder import open_production
        from shiage.production.use import shot_settings

        episode = find_episode(shots or [])
        for words in episode.told():
            print(f"shiage: {readable(words)}", file=sys.stderr)
        # a part of the shots does not miss the others
        missed = bool(episode.unread) and only is None
        if listed:
            for shot in choose(episode.shots, only):
                typer.echo(readable(str(shot)))
            if missed:
                raise typer.Exit(BAD_INPUT)
            return
        film = None if production is None else open_production(production)
        settings = shot_settings(film, mode.value, gap, min_area)
        folder = None if production is None else production.absolute()
        places = dict(zip(episode.shots, result_folders(episode.shots, out), strict=True))
        here = inline or cluster is not None
        asked = [
            FarmShot(shot, places[shot], settings, folder, here, like_input, line_layer)
            for shot in choose(episode.shots, only)
        ]
        run = FarmRun(len(asked), openjd, as_json)
        try:
            run.follow(asked, cluster)
        finally:
            # also after Ctrl-C: what is done is done
            run.close()
        if as_json:
            show({**run.as_dict(), "unread": {str(f): words for f, words in episode.unread.items()}})
        if run.failed or missed:
            raise typer.Exit(BAD_INPUT)


def _cluster(address: str | None, workers: int | None, retries: int) -> Cluster | None:
    if address is None:
        return None
    from shiage.farm.ray_pool import Cluster

    return Cluster(address, workers, retries)
