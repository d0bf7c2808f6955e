# SPDX-License-Identifier: Apache-2.0
"""docs/RESULTS.md: the tables in words and figures, with the budget and the machine that they cost."""

from __future__ import annotations

import platform
import textwrap
from collections.abc import Sequence

import numpy as np
import torch

from shiage.training.paper.measure_tables import Measured, Plan
from shiage.training.paper.scores import Figures
from shiage.training.paper.table_rows import COPY, FULL, SHIPPED, Table

PAPER = {
    1: {
        "No Sim": (0.0220, 17.27, 0.77),
        "No Emb": (0.0149, 19.92, 0.86),
        "No Line Art": (0.0198, 18.71, 0.77),
        "No Distance": (0.0126, 20.46, 0.84),
        "No Perc. Loss": (0.0122, 20.57, 0.83),
        "No Latent Loss": (0.0125, 20.51, 0.84),
        "No Style Loss": (0.0123, 20.56, 0.84),
        "No Temporal": (0.0111, 21.60, 0.86),
        "Full": (0.0101, 22.81, 0.87),
    },
    2: {
        "Image-to-image cGAN": (0.0366, 15.07, 0.72),
        "Previous frame (as TCVC)": (0.0426, 14.95, 0.73),
        "Shi et al., full": (0.0101, 22.81, 0.87),
    },
    5: {
        "1 · Full": (0.0170, 19.87, 0.83),
        "2 · Full": (0.0111, 21.59, 0.86),
        "3 · Full": (0.0084, 22.76, 0.88),
        "4 · Full": (0.0069, 23.44, 0.89),
        "5 · Full": (0.0062, 23.83, 0.89),
    },
}
"""MSE, PSNR and SSIM that the paper prints, on film that is not at hand."""

SETS = {"dev": "artists' dev shots", "procedural": "procedural shots"}

HEAD = (
    "MSE", "PSNR", "SSIM", "flat MSE", "flat PSNR", "flat SSIM", "Acc %", "Acc-Thres %", "Pix-F-Acc %"
)  # fmt: skip


SetFigures = dict[str, dict[str, Figures]]
"""By set of shots, then by the row's name."""


def report(plan: Plan, measured: Measured, command: str, again: Sequence[SetFigures] = ()) -> str:
    """The whole file, Markdown.

    Args:
        plan: what was measured.
        measured: what came out.
        command: as typed.
        again: figures of table 1 from trainings with other seeds.
    """
    parts = [_head(plan, measured, command)]
    for table in measured.tables:
        parts.append(f"## Table {table.number}. {table.title}\n")
        for name, figures in measured.figures.items():
            parts.append(f"{SETS[name].capitalize()}:\n\n{_grid(table, figures)}\n")
        if table.number == 1 and again:
            parts.append(f"{_spread(table, [measured.figures, *again])}\n")
        if table.number in PAPER:
            parts.append(f"{_printed(table)}\n")
    return "\n".join(parts)


def _head(plan: Plan, measured: Measured, command: str) -> str:
    provenance = measured.weights[FULL.name].provenance
    counts = "; ".join(
        f"{SETS[name]}: {shots}, {frames} frames scored" for name, (shots, frames) in measured.counts.items()
    )
    blind = plan.base.losses.features == "none"
    left_out = (
        "No feature network was at hand: perceptual and style loss are left out of all trainings, and so are "
        "the rows without them. "
        if blind
        else f"Perceptual and style loss see through: {provenance['features']}. "
    )
    budget = "" if plan.steps else f"for {plan.minutes:g} minutes, "
    head = f"""<!-- SPDX-License-Identifier: Apache-2.0 -->
# Results in the terms of Shi et al.

Written by `{command}`. It goes on where it was stopped; more minutes, a larger width and a GPU give the full
run: `shiage bench paper --config paper --minutes 1440`.

**Budget.** The whole network was trained {budget}{provenance["steps"]} steps of
{plan.base.batch} samples at {plan.base.size} x {plan.base.size} (width `{plan.base.network}`); every other
network took the same number of steps{_drawings(plan)}. Hardware: {provenance["hardware"]} of
{platform.machine()} ({platform.system()}, torch {torch.__version__}). The paper trained for about two days
on a GTX 1080 Ti; short equal budgets rank what is learned first, not what is best in the
end.{_verdict(measured)}

**Shots.** None of them was trained on: {counts}. A frame that is a key in any row is scored in none, so that
all rows of a table share their frames. Networks saw frames with a longest side of {plan.side} pixels; figures
are taken at 256.

**Figures.** PSNR is the mean over frames, not that of the mean error: a frame that is exact counts as 99 dB.
MSE, PSNR and SSIM belong to the raster as the network left it, lines included, as in the paper.
*Flat* is the same raster read region by region: each region takes the swatch of the keys' palette that most
of its pixels are nearest to, under the drawing's own ink; region figures are those of `shiage evaluate`.
Methods without a raster have flat figures only. *Copy of the nearest key* is what any PSNR must be read
against. FID is left out: it needs Inception's weights, which are not part of this project.

**Rows.** {left_out}Rows of table 1 but Full stand without the refinement network, which phase 2 trains on the
whole network: compare them with No Temporal. The cGAN and the previous-frame model are small networks of
ours in the manner of those papers, with the colour transform's losses and discriminator. *Shiage, mode flat*
is what `shiage color` does; it was not trained here.{_shipped(measured)}
"""
    return "\n\n".join(_wrapped(paragraph) for paragraph in head.split("\n\n"))


def _drawings(plan: Plan) -> str:
    """Which drawings all networks learned from, where they were drawn once."""
    return f", on the same {plan.clips} clips" if plan.clips else ""


def _wrapped(paragraph: str) -> str:
    """A paragraph of prose with lines of even length; headings and comments stay."""
    if paragraph.startswith(("<!--", "#")):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), 118, break_long_words=False, break_on_hyphens=False) + (
        "\n" if paragraph.endswith("\n") else ""
    )


def _verdict(measured: Measured) -> str:
    """A warning where the networks have learned too little for their order to mean much."""
    table = measured.tables[0]
    full = [row for row in table.rows if row.method == FULL.name][-1]  # refined, where there is a refiner
    pairs = {
        name: (rows[full.name].psnr, rows[table.rows[0].name].psnr) for name, rows in measured.figures.items()
    }
    worse = [name for name, (psnr, copied) in pairs.items() if psnr is not None and copied and psnr < copied]
    if not worse:
        return ""
    if len(worse) < len(pairs):
        where = " and on ".join(SETS[name] for name in worse)
        return (
            f" **On {where} the whole network still paints worse than the copied key:** the order of rows "
            "tells what helps a beginner."
        )
    return (
        " **Here the whole network paints worse than the copied key: it has hardly begun to learn, and the "
        "order of the rows says nothing about the paper.** What these figures show is that every row is "
        "trained, painted and scored."
    )


def _shipped(measured: Measured) -> str:
    """What the row of shipped networks is."""
    weights = measured.weights.get(SHIPPED.method)
    if weights is None:
        return ""
    provenance = weights.provenance
    return (
        f" *{SHIPPED.words}* are the package's own `{weights.name}` and its refinement, trained longer: "
        f"{provenance.get('steps', '?')} steps at {provenance.get('size', '?')} pixels."
    )


def _grid(table: Table, figures: dict[str, Figures]) -> str:
    lines = [_line(["", *HEAD]), _line(["---", *["---:"] * len(HEAD)])]
    lines += [_line([row.words, *_cells(figures[row.name])]) for row in table.rows]
    return "\n".join(lines)


def _spread(table: Table, seeds: Sequence[SetFigures]) -> str:
    """PSNR of each row that was trained and not refined, over trainings with other seeds."""
    sets = list(seeds[0])
    lines = [
        f"PSNR over {len(seeds)} trainings, mean and standard deviation, without the refiner:\n",
        _line(["", *(SETS[name] for name in sets)]),
        _line(["---", *["---:"] * len(sets)]),
    ]
    for row in table.rows:
        if row.refined or row.method == COPY.method:
            continue
        found = [[figures[name][row.name].psnr for figures in seeds] for name in sets]
        cells = [f"{np.mean(psnr):.2f} ± {np.std(psnr):.2f}" for psnr in found]  # type: ignore[arg-type]
        lines.append(_line([row.words, *cells]))
    return "\n".join(lines)


def _cells(f: Figures) -> list[str]:
    soft = [f.mse, f.psnr, f.ssim]
    first = [
        "–" if v is None else shown for v, shown in zip(soft, _raster(*(v or 0 for v in soft)), strict=True)
    ]
    shares = [f"{100 * share:.1f}" for share in (f.acc, f.acc_thres, f.pix_f_acc)]
    return [*first, *_raster(f.flat_mse, f.flat_psnr, f.flat_ssim), *shares]


def _raster(mse: float, psnr: float, ssim: float) -> list[str]:
    return [f"{mse:.4f}", f"{psnr:.2f}", f"{ssim:.3f}"]


def _printed(table: Table) -> str:
    rows = PAPER[table.number]
    lines = ["The paper prints, on its own film:\n", _line(["", *HEAD[:3]]), _line(["---", *["---:"] * 3])]
    lines += [_line([words, *_raster(*figures)]) for words, figures in rows.items()]
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
