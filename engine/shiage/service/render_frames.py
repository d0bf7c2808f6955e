# SPDX-License-Identifier: Apache-2.0
"""Renders finished frames in the form a client asked for, on a thread of its own."""

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
"""Forms that are polygons."""

Arrays = dict[str, Any]

Have = dict[int, str] | None

Payload = tuple[dict[str, Any], list[Any]]


class FrameRenderer(threading.Thread):
    """Renders one stored frame after another."""

    def __init__(self, store: JobStore, messages: ThreadMessages) -> None:
        """Args: store: where frames are stored; messages: where a rendered frame is posted."""
        super().__init__(name="renderer", daemon=True)
        self._store, self._messages = store, messages
        self._asked: queue.SimpleQueue[tuple[Any, Job, int, str, Have] | None] = queue.SimpleQueue()

    def ask(self, follower: Any, job: Job, number: int, form: str, have: Have = None) -> None:
        """Queue a frame; a FrameRendered message follows.

        Args:
            follower: who asks.
            job: whose frame.
            number: the frame.
            form: one of FORMS.
            have: by frame, digests of the fills that the follower has; None asks for no digest.
        """
        self._asked.put((follower, job, number, form, have))

    def end(self) -> None:
        """Stop after what was asked."""
        self._asked.put(None)

    def run(self) -> None:
        """Work until ended."""
        while (asked := self._asked.get()) is not None:
            self._messages.post(self._render(*asked))

    def _render(self, follower: Any, job: Job, number: int, form: str, have: Have = None) -> FrameRendered:
        def make() -> Payload:
            if form in OUTLINES:
                kept, assigned = self._cached_outlines(job, number, form)
                payload = polygon_payload(kept, assigned, job.palette or {})
                return payload if have is None else _unless_known(payload, assigned, have.get(number))
            return frame_payload(self._store.frame(job, number), job.palette or {}, form)

        try:
            fields, buffers = retry_without_descriptors(make, lambda: job.forgotten)
        except Exception as error:
            log.exception("frame %d of job %s could not be read", number, job.id)
            words = f"frame {number} of job {job.id} could not be read ({error}): submit the shot again"
            return FrameRendered(follower, number, {}, [], words)
        return FrameRendered(follower, number, fields, buffers)

    def _cached_outlines(self, job: Job, number: int, form: str) -> tuple[Arrays, Arrays]:
        """Outlines of a stored frame, cached by its labels; swatches and confidence of its regions."""
        from shiage.service.store_frames import CONTENT

        assigned = self._store.frame(job, number, CONTENT, "swatches", "confidence")
        name = ""
        if CONTENT in assigned:
            seen = f"{__version__} {form} {len(assigned['swatches'])} {assigned[CONTENT].tobytes().hex()}"
            name = hashlib.sha256(seen.encode()).hexdigest()
        kept = self._store.shared.read(name) if name else None
        if kept is None:
            kept = find_outlines(
                self._store.frame(job, number, "labels")["labels"], len(assigned["swatches"]), form
            )
            if name:
                self._store.shared.write(name, kept)
        return kept, assigned


def frame_payload(frame: Arrays, palette: dict[str, Any], form: str) -> tuple[dict[str, Any], list[Any]]:
    """Header fields and buffers of a frame.

    Args:
        frame: labels (H, W) u2 or i4, swatches (n,) i4, confidence (n,) f4; in mode soft cel (H, W, 4) u1;
            where candidates were asked for others (k, n) i4, the swatches of those after the first.
        palette: colours and names.
        form: one of FORMS.
    """
    if form in OUTLINES:
        return polygon_payload(find_outlines(frame["labels"], len(frame["swatches"]), form), frame, palette)
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
    others = [frame["others"]] if "others" in frame else []
    fields |= {"others": len(others[0])} if others else {}
    return fields, [labels, frame["swatches"], frame["confidence"], *cel, *others]


def find_outlines(labels: NDArray[np.generic], count: int, form: str) -> Arrays:
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


def polygon_payload(
    kept: Arrays, assigned: Arrays, palette: dict[str, Any]
) -> tuple[dict[str, Any], list[Any]]:
    """Points, points a ring, (region, swatch, rings) a polygon, confidence a polygon.

    Args:
        kept: as `find_outlines` has them.
        assigned: swatches and confidence of the regions.
        palette: colours and names.
    """
    import numpy as np

    region, rings = kept["table"].T
    table = np.stack([region, assigned["swatches"][region - 1], rings], 1).astype("<i4")
    confidence = assigned["confidence"][region - 1].astype("<f4")
    fields = {"shape": kept["shape"].tolist(), "count": len(assigned["swatches"]), "palette": palette}
    return fields, [kept["points"], kept["rings"], table, confidence]


def _unless_known(payload: Payload, assigned: Arrays, known: str | None) -> Payload:
    """Polygons with their digest; of polygons that the client has, the confidence alone."""
    import numpy as np

    fields, (points, rings, table, _) = payload
    colours = np.array(fields["palette"]["colours"], np.uint8).reshape(-1, 4)[table[:, 1]]
    seen = hashlib.sha256(repr(fields["shape"]).encode())
    for part in (points, rings, np.ascontiguousarray(table[:, ::2]), colours):
        seen.update(part.tobytes())
    digest = seen.hexdigest()
    if digest != known:
        return {**fields, "digest": digest}, payload[1]
    return {"shape": fields["shape"], "digest": digest, "same": True}, [assigned["confidence"].astype("<f4")]
