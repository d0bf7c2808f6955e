# SPDX-License-Identifier: Apache-2.0
"""`shiage bench production`, `corrections` and `next`: what memory and corrections are worth."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.finetune import STEPS, print_tuned
from shiage.cli.options import AsJson
from shiage.cli.say import bars, console, figures_table, show, told

if TYPE_CHECKING:
    from shiage.production.measure_corrections import CorrectionScore
    from shiage.production.measure_memory import MemoryScore
    from shiage.tuning.bench.next_shots import NextScore


def production(
    shots: Annotated[Path, typer.Argument(help="Folder of shots, or one shot, with lines/ and truth/.")],
    cuts: Annotated[
        int, typer.Option(min=0, help="So many cuts in the production; copies fill it up.", metavar="N")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Measure a production's memory: first halves of shots are its cuts, second halves are coloured.

    Each second half is coloured from its first frame alone, from that and the production, and from the
    production without any key. Acc-Thres of the frames after the first, and seconds.
    """
    with told(as_json), tempfile.TemporaryDirectory(prefix="shiage-bench-") as folder:
        from shiage.production.measure_memory import measure_memory

        with bars(quiet=as_json) as progress:
            task = progress.add_task("shots", total=None)
            scores = measure_memory(
                shots,
                Path(folder),
                cuts,
                lambda what, done, total: progress.update(
                    task, description=what or "shots", completed=done, total=total
                ),
            )
        if as_json:
            rows = [{"shot": s.shot, "acc_thres": s.acc_thres, "seconds": s.seconds} for s in scores]
            show({"cuts": max(cuts, len(scores)), "shots": rows})
        else:
            _print(scores)


def corrections(
    shots: Annotated[Path, typer.Argument(help="Folder of shots, or one shot, with lines/ and truth/.")],
    keys: Annotated[str, typer.Option(help="Frames that are keys, such as first,last.")] = "first,last",
    as_json: AsJson = False,
) -> None:
    """Count the corrections that shots need: the least sure wrong region is corrected until none is wrong.

    Counted beside the regions that were wrong at first: corrected regions that were overwritten, regions
    that were right and surer than 90 % and became wrong, and wrong ones that no correction could reach.
    """
    with told(as_json):
        from dataclasses import asdict

        from shiage.production.measure_corrections import measure_corrections

        with bars(quiet=as_json) as progress:
            task = progress.add_task("shots", total=None)
            scores = measure_corrections(
                shots,
                keys,
                lambda what, done, total: progress.update(
                    task, description=what or "shots", completed=done, total=total
                ),
            )
        if as_json:
            show({"keys": keys, "shots": [asdict(score) for score in scores]})
        else:
            _print_corrections(scores)


def next_shots(
    shots: Annotated[Path, typer.Argument(help="Folder of shots with lines/ and truth/.")],
    minutes: Annotated[float, typer.Option(min=0.1, help="Of the tune.")] = 1.0,
    steps: Annotated[int, typer.Option(min=1, help="Of the tune, at most.")] = STEPS,
    as_json: AsJson = False,
) -> None:
    """Count what corrected shots save the next ones: first halves are corrected, second halves come next.

    Each is coloured from its first frame alone. First halves are corrected until they are right, become the
    cuts of a production, and its model is tuned on them and on what was corrected. Second halves are coloured
    and corrected without the production, with its memory, and with the tuned model, too.
    """
    with told(as_json), tempfile.TemporaryDirectory(prefix="shiage-bench-") as folder:
        from dataclasses import asdict

        from shiage.tuning.bench.next_shots import measure_next
        from shiage.tuning.request import TuneRequest

        with bars(quiet=as_json) as progress:
            task = progress.add_task("shots", total=None)
            scores, tuned = measure_next(
                shots,
                Path(folder),
                TuneRequest(minutes, steps),
                lambda what, done, total: progress.update(
                    task, description=what or "shots", completed=done, total=total
                ),
            )
        if as_json:
            show({"tuned": asdict(tuned), "shots": [asdict(score) for score in scores]})
        else:
            print_tuned(asdict(tuned))
            _print_next(scores)


def _print_next(scores: list[NextScore]) -> None:
    ways = list(scores[0].ways)
    rows = [[s.shot, *(f"{one.needed} of {one.wrong}" for one in s.ways.values())] for s in scores]
    each = [[score.ways[way] for score in scores] for way in ways]
    rows.append(["all", *(f"{sum(s.needed for s in w)} of {sum(s.wrong for s in w)}" for w in each)])
    console().print(figures_table("Corrections needed, of wrong regions", ["shot", *ways], rows))


def _print_corrections(scores: list[CorrectionScore]) -> None:
    counts = ("wrong", "needed", "overwritten", "broken", "left")
    rows = [[score.shot, *(str(getattr(score, name)) for name in counts)] for score in scores]
    rows.append(["all", *(str(sum(getattr(score, name) for score in scores)) for name in counts)])
    console().print(figures_table("Corrections until a shot is right", ["shot", *counts], rows))


def _print(scores: list[MemoryScore]) -> None:
    ways = list(scores[0].acc_thres)
    rows = [
        [s.shot, *(f"{100 * s.acc_thres[way]:.2f}  {s.seconds[way]:5.1f}" for way in ways)] for s in scores
    ]
    mean = (
        f"{100 * sum(s.acc_thres[way] for s in scores) / len(scores):.2f}  "
        f"{sum(s.seconds[way] for s in scores) / len(scores):5.1f}"
        for way in ways
    )
    rows.append(["mean", *mean])
    console().print(figures_table("Acc-Thres in %, and seconds", ["shot", *ways], rows))
