# SPDX-License-Identifier: Apache-2.0
"""What `shiage evaluate` found, as tables and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.cli.say import figures_table

if TYPE_CHECKING:
    from rich.table import Table

    from shiage.shot.evaluate.evaluate import ShotScore
    from shiage.shot.evaluate.metrics import Score
    from shiage.shot.evaluate.network_picture import RawScore

_SHARES = {"acc": "Acc", "acc_thres": "Acc-Thres", "pix_acc": "Pix-Acc", "pix_f_acc": "Pix-F-Acc"}


def means(scores: list[ShotScore]) -> dict[str, Score]:
    """Mean over shots of each method's figures."""
    from shiage.shot.evaluate.metrics import Score

    return {method: Score.mean([s.methods[method] for s in scores]) for method in scores[0].methods}


def as_dict(scores: list[ShotScore], keys: str, gaps: int) -> dict[str, Any]:
    """All figures, for --json."""
    return {
        "keys": keys,
        "gaps": gaps,
        "mean": {method: asdict(score) for method, score in means(scores).items()},
        "shots": [
            {
                "shot": s.shot,
                "frames": s.frames,
                **{m: asdict(score) for m, score in s.methods.items()},
                **({"flicker": s.flickers} if s.flickers else {}),
                **({"notes": list(s.notes)} if s.notes else {}),
            }
            for s in scores
        ],
    }


def by_shot(scores: list[ShotScore]) -> Table:
    """How many regions of each shot are right, by each method."""
    rows = []
    for shot in scores:
        best = max(s.acc_thres for s in shot.methods.values())
        cells = [
            f"[bold]{100 * s.acc_thres:.2f}[/bold]" if s.acc_thres == best else f"{100 * s.acc_thres:.2f}"
            for s in shot.methods.values()
        ]
        rows.append([shot.shot, str(shot.frames), *cells])
    return figures_table("Acc-Thres by shot", ["shot", "frames", *scores[0].methods], rows)


def by_method(scores: list[ShotScore]) -> Table:
    """Means over shots of all that is measured, by each method."""
    columns = ["method", *_SHARES.values(), "MSE", "PSNR", "SSIM"]
    caption = "Acc and Pix in %; PSNR in dB is the mean over frames, an exact one counts as 99"
    if scores[0].flickers:
        columns.append("flicker")
        caption += "; flicker in 1/1000: change from frame to frame beside the truth's"
    rows = []
    for method, score in means(scores).items():
        shares = (f"{100 * getattr(score, name):.2f}" for name in _SHARES)
        cells = [*shares, f"{score.mse:.4f}", f"{score.psnr:.1f}", f"{score.ssim:.4f}"]
        if scores[0].flickers:
            cells.append(f"{1000 * sum(s.flickers[method] for s in scores) / len(scores):.1f}")
        rows.append([method, *cells])
    return figures_table(f"Mean of {len(scores)} shot{'s' * (len(scores) != 1)}", columns, rows, caption)


def raw_as_dict(scores: list[RawScore], keys: str) -> dict[str, Any]:
    """Figures of the networks' own pictures, for --json."""
    from shiage.shot.evaluate.network_picture import mean_figures

    return {
        "keys": keys,
        "mean": {method: asdict(figures) for method, figures in mean_figures(scores).items()},
        "shots": [asdict(score) for score in scores],
    }


def raw_table(scores: list[RawScore]) -> Table:
    """The networks' own pictures of each shot, and their means."""
    from shiage.shot.evaluate.network_picture import RawScore, mean_figures

    rows = [
        [score.shot, *(f"{f.psnr:.2f}\n{1000 * f.flicker:.1f}" for f in score.methods.values())]
        for score in [*scores, RawScore("mean", 0, mean_figures(scores))]
    ]
    return figures_table(
        "The networks' own picture: PSNR in dB, and flicker",
        ["shot", *scores[0].methods],
        rows,
        "mean over frames; flicker: change from frame to frame beside the truth's, in 1/1000",
    )


def write_figures(file: Path, content: dict[str, Any]) -> None:
    """Write figures as JSON, whole or not at all."""
    from shiage.cel.beside import write_beside

    write_beside(file, (json.dumps(content, indent=1) + "\n").encode())
