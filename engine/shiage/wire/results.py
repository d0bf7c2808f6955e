# SPDX-License-Identifier: Apache-2.0
"""Reading the engine's answers: events, coloured frames and job lists out of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .events import (
    Cancelled,
    CelFrame,
    Done,
    Event,
    Failed,
    Fill,
    FillFrame,
    FrameEvent,
    JobInfo,
    Note,
    Progress,
    RegionFrame,
    SameFrame,
    Swatches,
)
from .messages import Message
from .tuned import tuned_of


def event_of(message: Message) -> Event | None:
    """The event a message stands for, or None when it is no event known here."""
    job = message.fields.get("job")
    if message.type == "progress":
        figures = message.fields.get("figures") or {}
        return Progress(job or "", message["stage"], message["done"], message["total"], figures)
    if message.type == "frame":
        return _frame(message)
    if message.type == "done":
        sheet = bytes(message.buffers[0]) if message.buffers else b""
        notes = _notes(message.fields.get("notes") or ())
        return Done(job or "", notes, tuned_of(message.fields.get("tuned"), sheet))
    if message.type == "failed":
        return Failed(job or "", message["message"])
    if message.type == "cancelled":
        return Cancelled(job or "")
    return None


def job_of(fields: dict[str, Any]) -> JobInfo:
    """A job as the engine lists it."""
    known = {name: fields[name] for name in JobInfo.__dataclass_fields__ if name in fields}
    known |= {name: tuple(fields[name]) for name in ("numbers", "finished")}
    return JobInfo(**known)


def _notes(maps: Sequence[dict[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(fields["frame"], fields["text"]) for fields in maps)


def _frame(message: Message) -> FrameEvent | None:
    """A coloured frame in the form it was asked for."""
    height, width = message["shape"][:2]
    place = (message["job"], message["number"], width, height)
    buffers = [memoryview(b).cast("B") for b in message.buffers]
    if message["form"] == "frames":
        return CelFrame(*place, pixels=buffers[0], confidence=message["confidence"])
    if message["form"] == "regions":
        cel = buffers[3] if message.fields.get("cel") else None
        return RegionFrame(
            *place,
            labels=buffers[0],
            dtype=message["dtype"],
            count=message["count"],
            palette=_palette(message),
            swatches=buffers[1],
            confidence=buffers[2],
            cel=cel,
            others=_others(buffers[3 + (cel is not None) :], message),
        )
    if message["form"] in ("fills", "curves"):
        digest = message.fields.get("digest") or ""
        if message.fields.get("same"):
            return SameFrame(*place, digest, buffers[0])
        return FillFrame(*place, palette=_palette(message), fills=_fills(*buffers), digest=digest)
    return None


def _others(left: Sequence[memoryview], message: Message) -> tuple[memoryview, ...]:
    """The swatches of further candidates, cut apart."""
    size = 4 * message["count"]
    return tuple(left[0][size * i : size * (i + 1)] for i in range(message.fields.get("others") or 0))


def _palette(message: Message) -> Swatches:
    palette = message["palette"]
    colours = tuple((c[0], c[1], c[2], c[3]) for c in palette["colours"])
    return Swatches(colours, tuple(palette["names"]))


def _fills(
    points: memoryview, rings: memoryview, polygons: memoryview, confidence: memoryview
) -> tuple[Fill, ...]:
    """Cut the packed polygons apart; the rings stay views into the received buffer."""
    sizes, table, sure = (
        rings.cast("B").cast("i"),
        polygons.cast("B").cast("i"),
        confidence.cast("B").cast("f"),
    )
    fills, ring, place = [], 0, 0
    for index in range(len(sure)):
        region, swatch, count = table[3 * index : 3 * index + 3]
        cut = []
        for size in sizes[ring : ring + count]:
            cut.append(points[place : place + 8 * size])
            place += 8 * size
        ring += count
        fills.append(Fill(region, swatch, sure[index], tuple(cut)))
    return tuple(fills)
