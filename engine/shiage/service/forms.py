# SPDX-License-Identifier: Apache-2.0
"""Finished frames in the form a client asked for, made on a thread of their own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shiage.service.descriptors import patiently
from shiage.service.jobs import Job
from shiage.service.notes import Notes, Rendered
from shiage.service.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

FORMS = ("frames", "regions", "fills", "curves")

Arrays = dict[str, Any]


class Renderer(threading.Thread):
    """Brings stored frames into their asked form, one after another."""

    def __init__(self, store: Store, notes: Notes) -> None:
        """Args: store: where frames are kept; notes: whom to tell when one is ready."""
        super().__init__(name="renderer", daemon=True)
        self._store, self._notes = store, notes
        self._asked: queue.SimpleQueue[tuple[Any, Job, int, str] | None] = queue.SimpleQueue()

    def ask(self, follower: Any, job: Job, number: int, form: str) -> None:
        """Ask for a frame; a Rendered note follows."""
        self._asked.put((follower, job, number, form))

    def end(self) -> None:
        """Stop after what was asked."""
        self._asked.put(None)

    def run(self) -> None:
        """Work until ended."""
        while (asked := self._asked.get()) is not None:
            self._notes.post(self._render(*asked))

    def _render(self, follower: Any, job: Job, number: int, form: str) -> Rendered:
        try:
            frame = patiently(lambda: self._store.frame(job, number), lambda: job.forgotten)
            fields, buffers = make_form(frame, job.palette or {}, form)
        except Exception as error:
            log.exception("frame %d of job %s could not be read", number, job.id)
            words = f"frame {number} of job {job.id} could not be read ({error}): submit the shot again"
            return Rendered(follower, number, {}, [], words)
        return Rendered(follower, number, fields, buffers)


def make_form(frame: Arrays, palette: dict[str, Any], form: str) -> tuple[dict[str, Any], list[Any]]:
    """Header fields and buffers of a frame.

    Args:
        frame: labels (H, W) u2 or i4, swatches (n,) i4, confidence (n,) f4; in mode soft cel (H, W, 4) u1.
        palette: colours and names.
        form: one of FORMS.
    """
    makers = {"frames": _cel, "regions": _regions, "fills": _fills, "curves": _curves}
    return makers[form](frame, palette)


def _cel(frame: Arrays, palette: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    pixels = frame["cel"] if "cel" in frame else _painted(frame, palette)
    lowest = float(frame["confidence"].min(initial=1.0))
    fields = {"shape": [*frame["labels"].shape, 4], "dtype": "u1", "channels": "RGBA", "alpha": "straight"}
    return {**fields, "confidence": lowest}, [pixels]


def _painted(frame: Arrays, palette: dict[str, Any]) -> NDArray[np.uint32]:
    import numpy as np

    colours = np.array(palette["colours"], np.uint8).reshape(-1, 4)
    of_label = np.zeros((len(frame["swatches"]) + 1, 4), np.uint8)
    of_label[1:] = colours[frame["swatches"]]
    return np.asarray(of_label.view("<u4")[:, 0][frame["labels"]])


def _regions(frame: Arrays, palette: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    labels = frame["labels"]
    fields = {"shape": list(labels.shape), "dtype": labels.dtype.str[1:], "count": len(frame["swatches"])}
    cel = [frame["cel"]] if "cel" in frame else []
    fields |= {"palette": palette, "cel": bool(cel)}
    return fields, [labels, frame["swatches"], frame["confidence"], *cel]


def _curves(frame: Arrays, palette: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    from shiage.cel.outline import smooth_outlines

    return _polygons(frame, palette, smooth_outlines)


def _fills(frame: Arrays, palette: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    from shiage.cel.outline import outlines

    return _polygons(frame, palette, outlines)


def _polygons(
    frame: Arrays, palette: dict[str, Any], outline: Callable[..., Any]
) -> tuple[dict[str, Any], list[Any]]:
    """Points, points a ring, (region, swatch, rings) a polygon, confidence a polygon."""
    import numpy as np

    points: list[NDArray[np.float32]] = []
    table, sure = [], []
    regions = outline(frame["labels"].astype(np.int32), len(frame["swatches"]))
    for region, polygons in enumerate(regions, 1):
        for polygon in polygons:
            rings = [polygon.outer, *polygon.holes]
            points += rings
            table.append((region, int(frame["swatches"][region - 1]), len(rings)))
            sure.append(frame["confidence"][region - 1])
    buffers = [
        np.concatenate([np.zeros((0, 2)), *points]).astype("<f4"),
        np.array([len(ring) for ring in points], "<i4"),
        np.array(table, "<i4").reshape(-1, 3),
        np.array(sure, "<f4"),
    ]
    fields = {"shape": list(frame["labels"].shape), "count": len(frame["swatches"]), "palette": palette}
    return fields, buffers
