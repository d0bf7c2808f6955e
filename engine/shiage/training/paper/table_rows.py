# SPDX-License-Identifier: Apache-2.0
"""Which networks the tables need, and what the tables hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shiage.training.config import LossConfig, TrainingConfig


@dataclass(frozen=True)
class Trained:
    """A network that is trained for the tables.

    Attributes:
        name: its folder.
        kind: "color", "temporal", "image" or "previous".
        lacks: part of the network or name of the loss that is left out; "" for none.
    """

    name: str
    kind: str = "color"
    lacks: str = ""

    def config(self, base: TrainingConfig) -> TrainingConfig:
        """Its training."""
        if self.kind != "color":
            return replace(base, losses=replace(base.losses, latent=0.0))
        if self.lacks in LOSSES:
            weight: dict[str, Any] = {self.lacks: 0.0}
            return replace(base, losses=replace(base.losses, **weight))
        return base


LOSSES = ("perceptual", "latent", "style")

FULL, REFINER = Trained("full"), Trained("refiner", "temporal")
CGAN, PREVIOUS = Trained("cgan", "image"), Trained("tcvc", "previous")

LACKING = {
    "sim": "No Sim",
    "emb": "No Emb",
    "line": "No Line Art",
    "distance": "No Distance",
    "perceptual": "No Perc. Loss",
    "latent": "No Latent Loss",
    "style": "No Style Loss",
}
"""Rows of table 1 in the paper's order and words; No Temporal and Full follow."""


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        words: text of its first cell.
        method: "copy", "nearest", "flow" or "flat" (the solver), or the name of a `Trained`.
        refined: whether the refiner follows.
        keys: how many keys, evenly along the shot; -1 for the first frame alone.
        hue: degrees that the whole shot's hues are turned by.
    """

    words: str
    method: str
    refined: bool = False
    keys: int = 2
    hue: int = 0

    @property
    def name(self) -> str:
        """Its file of figures."""
        keys = "first" if self.keys < 0 else f"k{self.keys}"
        return f"{self.method}{'+refiner' if self.refined else ''}-{keys}-hue{self.hue}"


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        number: in the paper.
        title: what it shows.
        rows: in order.
        needs: networks to train for it.
    """

    number: int
    title: str
    rows: tuple[Row, ...]
    needs: tuple[Trained, ...]


COPY = Row("Copy of the nearest key", "copy")
SHIPPED = Row("Full, as shipped", "shipped", True)


def tables(losses: LossConfig, numbers: Sequence[int], shipped: bool) -> list[Table]:
    """The tables with these numbers.

    Args:
        losses: of the trainings; without a feature network, losses that need one have no row.
        numbers: of the tables.
        shipped: whether rows of the shipped networks are added to those trained for the tables.
    """
    others = (SHIPPED,) if shipped else ()
    blind = losses.features == "none"
    lacking = {k: w for k, w in LACKING.items() if not (blind and k in ("perceptual", "style"))}
    full = Row("Full", "full", True)
    built = (
        Table(
            1,
            "Without one part each, first and last frame given",
            (
                COPY,
                *(Row(words, f"no-{part}") for part, words in lacking.items()),
                Row("No Temporal", "full"),
                full,
                *others,
            ),
            (FULL, REFINER, *(Trained(f"no-{part}", lacks=part) for part in lacking)),
        ),
        Table(
            2,
            "Beside other methods, first frame given",
            tuple(
                replace(row, keys=-1)
                for row in (
                    COPY,
                    Row("Nearest region", "nearest"),
                    Row("Flow, voted by region", "flow"),
                    Row("Image-to-image cGAN", "cgan"),
                    Row("Previous frame (as TCVC)", "tcvc"),
                    replace(full, words="Shi et al., full"),
                    *others,
                    Row("Shiage, mode flat", "flat"),
                )
            ),
            (FULL, REFINER, CGAN, PREVIOUS),
        ),
        Table(
            5,
            "K references evenly along the shot",
            tuple(
                replace(row, words=f"{k} · {row.words}", keys=k if k > 1 else -1)
                for k in range(1, 6)
                for row in (COPY, full, *others, Row("Shiage, mode flat", "flat"))
            ),
            (FULL, REFINER),
        ),
        Table(
            6,
            "Hues of the references turned, first and last frame given",
            tuple(
                replace(row, words=f"{hue}° · {row.words}", hue=hue)
                for hue in (0, 90, 180, 270)
                for row in (COPY, full, *others)
            ),
            (FULL, REFINER),
        ),
    )
    return [table for table in built if table.number in numbers]


def unrefined(table: Table) -> Table:
    """The same table without what a refiner has gone over."""
    return replace(
        table,
        rows=tuple(row for row in table.rows if not row.refined),
        needs=tuple(network for network in table.needs if network.kind != REFINER.kind),
    )
