# SPDX-License-Identifier: Apache-2.0
"""A submitted shot is checked here, once, before a pixel of it is sent; only what was checked is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shiage.service.upload_cache import digest_of
from shiage.service.validate_candidates import check_candidates
from shiage.service.validate_items import ShotRefused, check_item, item_bytes, name, place
from shiage.service.validate_palette import check_palette, is_rgba
from shiage.service.validate_production import KINDS, cut_settings, production_of, tune_settings
from shiage.wire.limits import (
    CANDIDATES,
    CUT,
    DEFAULT_GAP,
    DEFAULT_MIN_AREA,
    DEFAULT_MODE,
    MAX_CORRECTIONS,
    MAX_FRAMES,
    MAX_GAP,
    MAX_ITEMS,
    MAX_MIN_AREA,
    MODES,
    PRIORITIES,
    PRODUCTION,
    TUNE,
)

DEFAULTS = {"mode": DEFAULT_MODE, "gap": DEFAULT_GAP, "min_area": DEFAULT_MIN_AREA}


@dataclass(frozen=True)
class Submission:
    """A submitted shot that was checked.

    Attributes:
        settings: mode, gap, min_area, corrections, palette and, where they were given, priority,
            production, candidates and the name of a cut; nothing else. Of a tune what it is asked for.
        items: headers with the fields known here, nothing else.
        numbers: its frame numbers in time order.
        size: bytes that will be uploaded.
    """

    settings: dict[str, Any]
    items: list[dict[str, Any]]
    numbers: list[int]
    size: int


def check_submission(
    kind: str,
    settings: dict[str, Any],
    items: list[Any],
    corrections: list[Any],
    priority: str | None = None,
    palette: Any = None,
) -> Submission:
    """Check that a submitted shot can be coloured or taken in, or a model tuned.

    Args:
        kind: of the job, one of KINDS.
        settings: mode, gap and min_area, defaults stand for those that are missing; production; candidates;
            of a tune what it is asked for, of a cut its name.
        items: headers of what will be uploaded.
        corrections: the artist's words on single regions.
        priority: one of PRIORITIES, or None.
        palette: `colours` and `names`, or None.

    Raises:
        ShotRefused: it cannot.
    """
    if kind not in KINDS:
        words = ", ".join(repr(known) for known in KINDS)
        raise ShotRefused(f"this engine knows no job of kind {kind[:40]!r}, only {words}")
    if kind == TUNE:
        if items:
            raise ShotRefused("a tune is sent nothing: its production lies on the engine's machine")
        return Submission(tune_settings(settings), [], [], 0)
    _check_settings(settings)
    if priority is not None and priority not in PRIORITIES:
        raise ShotRefused(f"the priority of a shot is {' or '.join(PRIORITIES)}, not {priority[:40]!r}")
    if len(items) > MAX_ITEMS:
        raise ShotRefused(f"the shot has {len(items)} items; at most {MAX_ITEMS} fit one job")
    seen: set[tuple[str, Any]] = set()
    sizes: dict[int, tuple[int, int]] = {}
    plain: list[dict[str, Any]] = []
    for sent in items:
        if not isinstance(sent, dict):
            raise ShotRefused("each item of a shot is a map")
        item = check_item(sent)
        if place(item) in seen:
            raise ShotRefused(f"{name(item)} was sent twice")
        seen.add(place(item))
        plain.append(item)
        if item["role"] in ("line", "strokes"):
            sizes[item["number"]] = (item["shape"][0], item["shape"][1])
    production = production_of(settings)
    _check_whole(plain, seen, sizes, keyless=bool(production))
    if len(corrections) > MAX_CORRECTIONS:
        raise ShotRefused(
            f"the shot has {len(corrections)} corrections; at most {MAX_CORRECTIONS} fit one job"
        )
    for correction in corrections:
        _check_correction(correction, sizes)
    kept: dict[str, Any] = {field: settings.get(field, value) for field, value in DEFAULTS.items()}
    if production:
        kept[PRODUCTION] = production
    if (count := check_candidates(settings, kind, kept["mode"], sizes, seen)) > 1:
        kept[CANDIDATES] = count
    if kind == CUT:
        kept |= cut_settings(settings)
        _check_finished(sizes, seen)
    kept["corrections"] = [
        {field: mark[field] for field in ("number", "x", "y", "colour")} for mark in corrections
    ]
    kept["palette"] = check_palette(palette)
    if priority is not None:
        kept["priority"] = priority
    return Submission(kept, plain, sorted(sizes), sum(sum(item_bytes(item)) for item in plain))


def check_buffers(item: dict[str, Any], buffers: list[Any]) -> None:
    """Check that the received buffers are those of the header.

    Raises:
        ShotRefused: they are not.
    """
    expected, sizes = item_bytes(item), [memoryview(buffer).nbytes for buffer in buffers]
    if sizes != expected:
        came, asked = (" + ".join(map(str, n)) or "no" for n in (sizes, expected))
        raise ShotRefused(f"{name(item)} has {came} bytes where its header speaks of {asked}")
    if "digest" in item and item["digest"] != digest_of(buffers):
        raise ShotRefused(f"{name(item)} is not what its digest says")


def _check_settings(settings: dict[str, Any]) -> None:
    if settings.get("mode", DEFAULT_MODE) not in MODES:
        words = " and ".join(repr(mode) for mode in MODES)
        raise ShotRefused(f"this engine knows no mode {str(settings['mode'])[:40]!r}, only {words}")
    for field, least, most in (("gap", 0, MAX_GAP), ("min_area", 0, MAX_MIN_AREA)):
        value = settings.get(field, least)
        if type(value) is not int or not least <= value <= most:
            raise ShotRefused(f"the setting {field} is a whole number from {least} to {most}")


def _check_whole(
    items: list[dict[str, Any]],
    seen: set[tuple[str, Any]],
    sizes: dict[int, tuple[int, int]],
    keyless: bool,
) -> None:
    """Check that the items make a shot together."""
    if not sizes:
        raise ShotRefused("the shot has no frame: send the line art of at least one")
    if len(sizes) > MAX_FRAMES:
        raise ShotRefused(f"the shot has {len(sizes)} frames; at most {MAX_FRAMES} fit one job: split it")
    first, size = min(sizes.items())
    for number, other in sizes.items():
        if ("line", number) in seen and ("strokes", number) in seen:
            raise ShotRefused(f"frame {number} came both as a picture and as strokes")
        if other != size:
            words = f"{other[1]} x {other[0]} pixels, frame {first} {size[1]} x {size[0]}"
            raise ShotRefused(f"frame {number} has {words}: all frames of a shot have one size")
    if not keyless and not any(role in ("key", "scribbles", "sheet-cel", "sheet") for role, _ in seen):
        raise ShotRefused("the shot has no key: colour at least one frame")
    shapes = {place(item): tuple(item["shape"][:2]) for item in items}
    for (role, where), shape in shapes.items():
        partner = {
            "key": "line",
            "scribbles": "line",
            "trace": "line",
            "sheet-trace": "sheet-line",
            "sheet-cel": "sheet-line",
        }.get(role)
        lines = shapes.get((partner, where)) if partner else shape
        if lines is None and role in ("key", "scribbles"):
            lines = shapes.get(("strokes", where))
        label = f"{role.replace('-', ' ')} {where}"
        if lines is None:
            raise ShotRefused(f"the {label} has no line art beside it")
        if lines != shape:
            raise ShotRefused(f"the {label} is {shape[1]} x {shape[0]}, its line art {lines[1]} x {lines[0]}")
        if role == "sheet" and {("sheet-line", where), ("sheet-cel", where)} & seen:
            raise ShotRefused(f"the model sheet {where} came both as one picture and as lines with colours")
        if role == "sheet-line" and ("sheet-cel", where) not in shapes:
            raise ShotRefused(f"the model sheet {where} has no colours")


def _check_finished(frames: Iterable[int], seen: set[tuple[str, Any]]) -> None:
    """Check that every frame of a cut is painted."""
    bare = sorted(number for number in frames if ("key", number) not in seen)
    if bare:
        raise ShotRefused(f"frame {bare[0]} is not painted: only a shot that is finished becomes a cut")


def _check_correction(correction: Any, sizes: dict[int, tuple[int, int]]) -> None:
    if not isinstance(correction, dict):
        raise ShotRefused("each correction is a map")
    if not is_rgba(correction.get("colour")):
        raise ShotRefused("a correction's colour is four numbers from 0 to 255, RGBA")
    number, x, y = (correction.get(field) for field in ("number", "x", "y"))
    if not (type(number) is int and type(x) is int and type(y) is int):
        raise ShotRefused("a correction needs the whole numbers number, x and y")
    if number not in sizes:
        raise ShotRefused(f"there is a correction for frame {number}, which is not in the shot")
    if not (0 <= x < sizes[number][1] and 0 <= y < sizes[number][0]):
        raise ShotRefused(f"the correction at ({x}, {y}) lies outside frame {number}")
