# SPDX-License-Identifier: Apache-2.0
"""`shiage report`: one page for an episode."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import BAD_INPUT, bars, readable, show, told


def report(
    shots: Annotated[
        list[Path],
        typer.Argument(help="Shots, exposure sheets, folders of them at any depth, .txt lists of them."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The page.")] = Path("report.html"),
    results: Annotated[
        Path | None, typer.Option(help="Folder of all results, where `shiage farm -o` was given one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a page on an episode: its shots' least sure regions, time, version, keys, what needs a person.

    It is one HTML file that needs nothing else, and links to the review pages that are there.
    """
    with told(as_json):
        import os
        import sys

        from shiage.cel.beside import write_beside
        from shiage.cli.find_episode import find_episode, result_folders
        from shiage.cli.report_shot import report_shot
        from shiage.shot.review.episode_page import EpisodeShot, episode_page

        episode = find_episode(shots)
        found = episode.shots
        common = Path(os.path.commonpath([shot.parent for shot in found]))
        page, rows = out.absolute(), []
        with bars(quiet=as_json) as progress:
            for shot, folder in progress.track(
                list(zip(found, result_folders(found, results), strict=True)), description="reading"
            ):
                rows += report_shot(shot, folder, str(shot.relative_to(common)), page)
        rows += [EpisodeShot(str(f), person=(words,)) for f, words in episode.unread.items()]
        write_beside(page, episode_page(rows, common.name or "episode").encode("utf-8", "replace"))
        waiting = [row.name for row in rows if row.person]
        coloured = sum(bool(row.version) for row in rows)
        if as_json:
            show({"page": str(out), "shots": len(rows), "coloured": coloured, "need a person": waiting})
        else:
            typer.echo(
                readable(f"{out}: {coloured} of {len(rows)} shots coloured, {len(waiting)} need a person")
            )
        for words in episode.told():
            print(f"shiage: {readable(words)}", file=sys.stderr)
        if episode.unread:
            raise typer.Exit(BAD_INPUT)
