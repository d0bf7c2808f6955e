# SPDX-License-Identifier: Apache-2.0
"""The drawings of a shot, described: what is compared when they are matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray

from shiage.shot.describe.crop import drawn_window
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import BRIEF, Description, LaterDescription
from shiage.shot.describe.ink_regions import PREFIX, Forms, describe_forms
from shiage.shot.describe.regions import Finder
from shiage.shot.run.progress import Arrays, Progress
from shiage.shot.types import Frame, ModelSheet, Settings


@dataclass(frozen=True, eq=False)
class Drawing:
    """A frame or a model sheet as it is matched.

    Attributes:
        regions: described.
        forms: the same of its forms; None in a shot whose keys have no trace lines.
    """

    regions: Description
    forms: Forms | None = None

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All fields by name, for a checkpoint."""
        return {**self.regions.arrays(), **(self.forms.arrays() if self.forms else {})}

    @staticmethod
    def of(arrays: dict[str, NDArray[np.generic]]) -> Drawing:
        """The drawing that `arrays` came from."""
        forms = {name: array for name, array in arrays.items() if name.startswith(PREFIX)}
        regions = {name: array for name, array in arrays.items() if name not in forms}
        return Drawing(Description.of(regions), Forms.of(forms) if forms else None)


class LaterDrawing(Drawing):
    """A drawing whose description is read when more than `BRIEF` of it is asked for, which may be never."""

    def __init__(self, brief: Arrays, read: Callable[[], Drawing]) -> None:
        """Args: brief: the fields of `BRIEF`; read: gives the whole drawing."""
        self.__dict__.update(_brief=brief, _read=cache(read))

    @cached_property
    def regions(self) -> Description:
        """Described."""
        return LaterDescription(self.__dict__["_brief"], lambda: self._whole.regions)

    @property
    def forms(self) -> Forms | None:
        """The same of its forms."""
        return self._whole.forms

    @property
    def _whole(self) -> Drawing:
        whole: Drawing = self.__dict__["_read"]()
        return whole


def describe_all(
    frames: list[Frame], sheets: list[ModelSheet], settings: Settings, progress: Progress, forms: bool = False
) -> list[Drawing]:
    """Describe every drawing, frames and then model sheets (stage "describe").

    Args:
        frames: in time order.
        sheets: the model sheets.
        settings: how regions are found.
        progress: keeps and tells; a drawing whose description is kept is not looked at.
        forms: whether to describe forms too.
    """
    shared = cache(lambda: drawn_window(f.line for f in frames))
    drawn: list[Frame | ModelSheet] = [*frames, *sheets]
    finder = Finder(settings, progress)

    def look(t: int) -> Arrays:
        line = drawn[t].line
        window = shared() if t < len(frames) else drawn_window([line])
        regions = finder.regions(drawn[t])
        own = describe(line, regions, window)
        return Drawing(own, describe_forms(line, regions, window, settings) if forms else None).arrays()

    def read(t: int) -> Drawing:
        return Drawing.of(progress.once(f"describe-{t}", lambda: look(t)))

    kept = {t: progress.get(f"brief-{t}") for t in range(len(drawn))}
    missing = {t: f"describe-{t}" for t, brief in kept.items() if brief is None}
    made = {}
    for t, arrays in progress.steps("describe", missing, look):
        made[t] = Drawing.of(arrays)
        progress.put(f"brief-{t}", {name: arrays[name] for name in BRIEF})
    return [LaterDrawing(b, partial(read, t)) if b is not None else made[t] for t, b in kept.items()]
