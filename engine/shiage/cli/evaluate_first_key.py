# SPDX-License-Identifier: Apache-2.0
"""`shiage evaluate --first-key`: how right single drawings are, coloured from scribbles alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.cli.say import console

if TYPE_CHECKING:
    from rich.table import Table

    from shiage.shot.evaluate.first_key import FirstKeyScore


def score_first_key(
    shots: Path,
    first_key: str,
    gap: int | None,
    json_file: Path | None,
    follow: Callable[[str, int, int], None],
) -> None:
    """Score single drawings coloured from scribbles, print a table and write the figures."""
    from shiage.cel.beside import write_beside
    from shiage.production.use import shot_settings
    from shiage.shot.evaluate.first_key import evaluate_first_key, scribbles_of

    settings = shot_settings(None, "flat", gap, None)
    scores = evaluate_first_key(shots, scribbles_of(first_key), settings, follow)
    if json_file is not None:
        content = {"first_key": first_key, "shots": [asdict(score) for score in scores]}
        write_beside(json_file, (json.dumps(content, indent=1) + "\n").encode())
    console().print(_table(scores, first_key))


def _table(scores: list[FirstKeyScore], first_key: str) -> Table:
    from rich.table import Table

    table = Table(title=f"The first key from {first_key}", title_justify="left")
    table.caption = "regions above 10 pixels without a scribble; first, middle and last drawing of each shot"
    for title in ("shot", "regions", "right", "nearest scribble", "colours given"):
        table.add_column(title, justify="left" if title == "shot" else "right")
    for score in scores:
        shares = (score.right, score.nearest, score.ceiling)
        table.add_row(score.shot, str(score.regions), *(f"{100 * share:.2f}" for share in shares))
    means = [
        sum(getattr(score, name) for score in scores) / len(scores)
        for name in ("right", "nearest", "ceiling")
    ]
    table.add_row("mean", str(sum(s.regions for s in scores)), *(f"{100 * m:.2f}" for m in means))
    return table
