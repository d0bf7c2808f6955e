# SPDX-License-Identifier: Apache-2.0
"""What a person wears and holds, chosen once for a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outfit:
    """Clothes and things.

    Attributes:
        top: swatch of what the trunk wears: "top", or "skin" for none.
        hem: how far the top reaches below the hips, in leg lengths; negative ends above them.
        sleeve: share of the arm it covers: 0, 0.5 or 1.
        sewn: sleeves grow out of the top without a line.
        legs: "trousers", "shorts", "bare" or "tights".
        skirt: length over the legs, 0..0.95; 0 is none.
        boots: share of the shin they cover; 0 is a shoe.
        cuff: cuffs at wrists and boots.
        marks: what lies on the top: "buttons", "stripe", "emblem", "collar", "tie", "pocket", "strap",
            "open".
        extra: "scarf", "cape", "pads", "apron".
        held: what each hand holds, right and left: "", "sword", "staff", "ball", "cup", "shield" or "book".
        hat: "", "cap", "witch", "helmet", "helm", "band" or "ears".
    """

    top: str
    hem: float
    sleeve: float
    sewn: bool
    loose: float
    legs: str
    skirt: float
    boots: float
    barefoot: bool
    gloves: bool
    cuff: bool
    belt: bool
    marks: frozenset[str]
    extra: frozenset[str]
    held: tuple[str, str]
    hat: str
    fingers: str


def draw_outfit(rng: np.random.Generator) -> Outfit:
    """Clothes for a new figure."""
    skirt = float(rng.uniform(0.25, 0.95)) if rng.random() < 0.3 else 0.0
    marks = ("buttons", "stripe", "emblem", "collar", "tie", "pocket", "strap", "open")
    extras = ("scarf", "cape", "pads", "apron")
    return Outfit(
        top="skin" if rng.random() < 0.06 else "top",
        hem=float(rng.choice([-0.05, 0.06, 0.14, 0.3])) if not skirt else 0.0,
        sleeve=float(rng.choice([0.0, 0.45, 1.0, 1.0])),
        sewn=bool(rng.random() < 0.4),
        loose=float(rng.uniform(1.0, 1.7)),
        legs=str(
            rng.choice(["bare", "bare", "tights"] if skirt else ["trousers", "trousers", "shorts", "tights"])
        ),
        skirt=skirt,
        boots=float(rng.uniform(0.2, 0.9)) if rng.random() < 0.4 else 0.0,
        barefoot=bool(rng.random() < 0.1),
        gloves=bool(rng.random() < 0.2),
        cuff=bool(rng.random() < 0.4),
        belt=bool(rng.random() < 0.45),
        marks=frozenset(m for m in marks if rng.random() < 0.2),
        extra=frozenset(e for e in extras if rng.random() < 0.14),
        held=(_thing(rng), _thing(rng)),
        hat=str(rng.choice(["", "", "", "", "cap", "witch", "helmet", "helm", "band", "ears"])),
        fingers=str(rng.choice(["five", "five", "mitten", "ball"])),
    )


def _thing(rng: np.random.Generator) -> str:
    return str(rng.choice(["sword", "staff", "ball", "cup", "shield", "book"])) if rng.random() < 0.18 else ""
