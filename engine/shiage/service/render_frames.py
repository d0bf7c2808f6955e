# SPDX-License-Identifier: Apache-2.0
"""Finished frames in the form a client asked for, made on a thread of their own."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
from typing import TYPE_CHECKING, Any

from shiage.service.file_descriptors import retry_without_descriptors
from shiage.service.job import Job
from shiage.service.job_store import JobStore
from shiage.service.thread_messages import FrameRendered, ThreadMessages
from shiage.version import __version__

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

FORMS = ("frames", "regions", "fills", "curves")

OUTLINES = ("fills", "curves")
"""Those that are polygons."""

Arrays = dict[str, Any]

Have = dict[int, str] | None

Made = tuple[dict[str, Any], list[Any]]


class FrameRenderer(threading.Thread):
    """Brings stored frames into their asked form, one after another."""

    def __init__(self, store: JobStore, notes: ThreadMessages) -> None:
        """Args: store: where frames are kept; notes: whom to tell when one is ready."""
        super().__init__(name="renderer", daemon=True)
        self._store, self._notes = store, notes
        self._asked: queue.SimpleQueue[tuple[Any, Job, int, str, Have] | None] = queue.SimpleQueue()

    def ask(self, follower: Any, job: Job, number: int, form: str, have: Have = None) -> None:
        """Ask for a frame; a Rendered note follows.

        Args:
            follower: who asks.
            job: whose frame.
            number: the frame.
            form: one of FORMS.
            have: by frame, what the fills that the follower has are known by; None asks for no digest.
        """
        self._asked.put((follower, job, number, form, have))

    def end(self) -> None:
        """Stop after what was asked."""
        self._asked.put(None)

    def run(self) -> None:
        """Work until ended."""
        while (asked := self._asked.get()) is not None:
            self._notes.post(self._render(*asked))

    def _render(self, follower: Any, job: Job, number: int, form: str, have: Have = None) -> FrameRendered:
        def make() -> Made:
            if form in OUTLINES:
                kept, said = self._outlined(job, number, form)
                made = made_polygons(kept, said, job.palette or {})
                return made if have is None else _unless_had(made, said, have.get(number))
            return make_form(self._store.frame(job, number), job.palette or {}, form)

        try:
            fields, buffers = retry_without_descriptors(make, lambda: job.forgotten)
        except Exception as error:
            log.exception("frame %d of job %s could not be read", number, job.id)
            words = f"frame {number} of job {job.id} could not be read ({error}): submit the shot again"
            return FrameRendered(follower, number, {}, [], words)
        return FrameRendered(follower, number, fields, buffers)

    def _outlined(self, job: Job, number: int, form: str) -> tuple[Arrays, Arrays]:
        """Outlines of a stored frame, which any frame of the same labels has, and what its regions are."""
        from shiage.service.store_frames import CONTENT

        said = self._store.frame(job, number, CONTENT, "swatches", "confidence")
        name = ""
        if CONTENT in said:
            seen = f"{__version__} {form} {len(said['swatches'])} {said[CONTENT].tobytes().hex()}"
            name = hashlib.sha256(seen.encode()).hexdigest()
        kept = self._store.shared.read(name) if name else None
        if kept is None:
            kept = outlined(self._store.frame(job, number, "labels")["labels"], len(said["swatches"]), form)
            if name:
                self._store.shared.write(name, kept)
        return kept, said


def make_form(frame: Arrays, palette: dict[str, Any], form: str) -> tuple[dict[str, Any], list[Any]]:
    """Header fields and buffers of a frame.

    Args:
        frame: labels (H, W) u2 or i4, swatches (n,) i4, confidence (n,) f4; in mode soft cel (H, W, 4) u1.
        palette: colours and names.
        form: one of FORMS.
    """
    if form in OUTLINES:
        return made_polygons(outlined(frame["labels"], len(frame["swatches"]), form), frame, palette)
    return (_cel if form == "frames" else _regions)(frame, palette)


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


def outlined(labels: NDArray[np.generic], count: int, form: str) -> Arrays:
    """Outlines of regions: points, points a ring, (region, rings) a polygon, and the frame's shape.

    Args:
        labels: (H, W) u2 or i4, 1 to count.
        count: how many regions there are.
        form: one of OUTLINES.
    """
    import numpy as np

    from shiage.cel.outline import outlines, smooth_outlines

    outline = smooth_outlines if form == "curves" else outlines
    points: list[NDArray[np.float32]] = []
    table = []
    for region, polygons in enumerate(outline(labels.astype(np.int32), count), 1):
        for polygon in polygons:
            rings = [polygon.outer, *polygon.holes]
            points += rings
            table.append((region, len(rings)))
    return {
        "points": np.concatenate([np.zeros((0, 2)), *points]).astype("<f4"),
        "rings": np.array([len(ring) for ring in points], "<i4"),
        "table": np.array(table, "<i4").reshape(-1, 2),
        "shape": np.array(labels.shape, "<i4"),
    }


def made_polygons(kept: Arrays, said: Arrays, palette: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """Points, points a ring, (region, swatch, rings) a polygon, confidence a polygon.

    Args:
        kept: as `outlined` has them.
        said: swatches and confidence of the regions.
        palette: colours and names.
    """
    import numpy as np

    region, rings = kept["table"].T
    table = np.stack([region, said["swatches"][region - 1], rings], 1).astype("<i4")
    sure = said["confidence"][region - 1].astype("<f4")
    fields = {"shape": kept["shape"].tolist(), "count": len(said["swatches"]), "palette": palette}
    return fields, [kept["points"], kept["rings"], table, sure]


def _unless_had(made: Made, said: Arrays, had: str | None) -> Made:
    """Polygons with the digest they are known by; of those that the client has, how sure they are."""
    import numpy as np

    fields, (points, rings, table, _) = made
    colours = np.array(fields["palette"]["colours"], np.uint8).reshape(-1, 4)[table[:, 1]]
    seen = hashlib.sha256(repr(fields["shape"]).encode())
    for part in (points, rings, np.ascontiguousarray(table[:, ::2]), colours):
        seen.update(part.tobytes())
    digest = seen.hexdigest()
    if digest != had:
        return {**fields, "digest": digest}, made[1]
    return {"shape": fields["shape"], "digest": digest, "same": True}, [said["confidence"].astype("<f4")]
