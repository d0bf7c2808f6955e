# SPDX-License-Identifier: Apache-2.0
"""The tables themselves: films are drawn, models tuned, shots scored; and the section of docs/RESULTS.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shiage.training.paper.scored_shots import TestShot, dev_shots
from shiage.tuning.bench.film import CUT, WHOLE, Film, draw_cuts, draw_scored
from shiage.tuning.bench.rows import Figures, Row, figures_of, rows_of
from shiage.tuning.bench.tuned import Budget, Networks, Say, as_shipped, tuned_networks

BEGIN, END = "## A film's own model", "<!-- end of a film's own model -->"


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        films: the first has its hues turned too, the second begins with the first one's tuned model too.
        sequences: cuts tuned on, ascending; 0: as it came.
        hues: degrees.
        shots: scored of each film.
        budget: of each tune.
        out: folder of all that is made; a later call with the same plan goes on there.
    """

    films: tuple[Film, ...]
    sequences: tuple[int, ...]
    hues: tuple[int, ...]
    shots: int
    budget: Budget
    out: Path


@dataclass(frozen=True)
class Measured:
    """What came of a row."""

    figures: Figures
    networks: Networks


def measure(plan: Plan, say: Say) -> dict[Row, Measured]:
    """Draw, tune and score what is not done yet.

    Raises:
        TrainingError, ProductionError, ShotError, WeightsError, OSError: something cannot be used.
        KeyboardInterrupt: a signal asked to stop; the next call goes on.
    """
    films = {film.name: film for film in plan.films}
    found: dict[Row, Measured] = {}
    shipped = as_shipped()
    shots: dict[str, list[TestShot]] = {}
    for row in rows_of(list(films), plan.sequences, plan.hues):
        place = plan.out / row.film
        networks = shipped
        if row.begin in films:
            networks = found[Row(row.begin, "shiage", plan.sequences[-1])].networks
        if row.sequences:
            cuts = draw_cuts(films[row.film], place, row.sequences)
            into = place / f"{row.begin}-{row.sequences}"
            networks = tuned_networks(cuts, into, networks, plan.budget, say)
        say(f"{row.film}, begun with {row.begin}, {row.sequences} cuts, {row.shots}")
        if row.film not in shots:
            draw_scored(films[row.film], place, plan.shots)
            shots[row.film] = dev_shots(place / "shots", 0)
        found[row] = Measured(figures_of(row, shots[row.film], networks, plan.out / "figures"), networks)
    return found


def section(plan: Plan, found: dict[Row, Measured], command: str) -> str:
    """The tables in Markdown."""
    films = [film.name for film in plan.films]
    last = plan.sequences[-1]
    parts = [
        f"{BEGIN}\n\n{_intro(plan)}\n\n    {command}",
        "Table 3. Each film as it came and tuned on its cuts.\n\n"
        + _table("film", [(film, Row(film, "shiage", n)) for film in films for n in (0, last)], found),
        f"Table 4. Shots of {CUT} drawings (-) and whole ones (+).\n\n"
        + _table(
            "film",
            [
                (f"{film}{'-' if short else '+'}", Row(film, "shiage", n, short))
                for film in films
                for short in (True, False)
                for n in (0, last)
            ],
            found,
        ),
        f"Table 6. Hues of {films[0]} turned, by number of cuts.\n\n"
        + _table(
            "hue",
            [
                (f"{hue}°", Row(films[0], "shiage", n, hue=hue))
                for hue in (0, *(h for h in plan.hues if h))
                for n in plan.sequences
            ],
            found,
        ),
    ]
    if len(films) > 1:
        rows = [(begin, Row(films[1], begin, n)) for begin in ("shiage", films[0]) for n in plan.sequences]
        parts.append(
            f"Table 7. {films[1]}, begun with what came with Shiage and with the model of {films[0]}.\n\n"
            + _table("begun with", rows, found)
        )
    return "\n\n".join([*parts, END])


def _intro(plan: Plan) -> str:
    budget = plan.budget
    lines = (
        "Tables 3, 4, 6 and 7 of the paper on films drawn here: a few characters each, finished cuts of",
        f"{CUT} drawings, and {plan.shots} other shots of {WHOLE} drawings of them in other motion, places",
        "and pens, of which the first and the last drawing are given. PSNR and SSIM are of the colour",
        "transform's picture at 256 pixels, the last column is the share of regions that mode flat colours",
        f"exactly right. The colour transform takes {budget.steps} steps at {budget.side} pixels; the",
        "matcher is tuned as `shiage finetune` does it: where it does not win on what was held out, the one",
        "before stays.",
    )
    return "\n".join(lines)


def _table(first: str, rows: Sequence[tuple[str, Row]], found: dict[Row, Measured]) -> str:
    lines = [
        f"| {first} | cuts | PSNR | SSIM | regions right % | minutes: matcher, colour transform |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for words, row in rows:
        got, networks = found[row].figures, found[row].networks
        took = "" if not row.sequences else "{:.1f}, {:.1f}".format(*networks.minutes)
        if row.sequences and not networks.adopted:
            took += "; the matcher before stays"
        right = f"{100 * got.acc_thres:.2f}"
        lines.append(f"| {words} | {row.sequences} | {got.psnr:.2f} | {got.ssim:.3f} | {right} | {took} |")
    return "\n".join(lines)
