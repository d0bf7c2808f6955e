# SPDX-License-Identifier: Apache-2.0
"""Two versions of a production's model on the drawings that the newer one did not learn from."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from shiage.production.folder import Production
from shiage.production.versions import chosen_version, name_of, version_named, weights_of
from shiage.shot.types import Watch
from shiage.tuning.gate import Gate
from shiage.tuning.judge import Judge
from shiage.tuning.learner import Learner
from shiage.tuning.material import read_material


@dataclass(frozen=True)
class Comparison:
    """What two versions make of the same drawings.

    Attributes:
        words: which drawings.
        wrong: by version, regions that came out wrong.
        loss: by version, the loss of a pair.
    """

    words: str
    wrong: dict[str, int]
    loss: dict[str, float]


def compare_versions(
    production: Production, first: str, second: str | None, step: Callable[[], None]
) -> Comparison:
    """Colour what is held out with both.

    Args:
        production: whose.
        first: a version, or SHIPPED.
        second: the other; None: the one that is used.
        step: called now and then.

    Raises:
        ProductionError: there is no such version, or too few cuts.
        ShotError, ImageError, OSError, WeightsError: a file cannot be used.
    """
    one = version_named(production, first)
    two = chosen_version(production) if second is None else version_named(production, second)
    known = sorted((v for v in (one, two) if v is not None), key=lambda v: int(v.name))
    held = [str(cut) for cut in known[-1].about.get("held_cuts", [])] if known else []
    material = read_material(production, held, Gate(io.StringIO(), None))
    judge = Judge(material.judged, production.shot_settings())
    wrong, loss = {}, {}
    for version in (one, two):
        name, weights = name_of(version), weights_of(version)
        wrong[name] = judge.wrong(weights, Watch(lambda stage, done, total: step()))
        loss[name] = Learner(weights, [], material.held).measure()
    return Comparison(material.words, wrong, loss)
