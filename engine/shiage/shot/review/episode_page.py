# SPDX-License-Identifier: Apache-2.0
"""The page of an episode: one HTML file that says of each shot how it went and what needs a person."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.shot.review.least_sure import unsure_words
from shiage.shot.review.picture_url import picture_url

SIDE = 132
"""Pixels of a side of a region's picture."""

_PAPER = 255
_MARK = (214, 40, 90)


@dataclass(frozen=True, eq=False)
class UnsureRegion:
    """A region that is shown.

    Attributes:
        called: what artists call its frame.
        sure: its confidence, 0 to 1.
        picture: of it and what is around it, (SIDE, SIDE, 3) uint8 RGB, see `region_picture`.
    """

    called: str
    sure: float
    picture: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class EpisodeShot:
    """A shot on the page.

    Attributes:
        name: from the episode's folder on.
        frames: how many are coloured.
        keys: what artists call its keys.
        seconds: that it took; 0 where that is not known.
        version: of Shiage that coloured it; "" where it is not coloured.
        unsure: regions less sure than SURE.
        regions: the least sure ones.
        person: what needs a person, in sentences; empty where nothing does.
        notes: what else is to be said of it.
        review: address of its review page from this page on; "" where there is none.
        command: that writes it.
    """

    name: str
    frames: int = 0
    keys: tuple[str, ...] = ()
    seconds: float = 0.0
    version: str = ""
    unsure: int = 0
    regions: tuple[UnsureRegion, ...] = ()
    person: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    review: str = ""
    command: str = ""


def region_picture(frame: NDArray[np.uint8], box: Sequence[int]) -> NDArray[np.uint8]:
    """A region with what is around it, framed.

    Args:
        frame: the finished frame, (H, W, 4) uint8 straight-alpha RGBA.
        box: left, top, width and height of the region in pixels, within the frame.

    Returns:
        (SIDE, SIDE, 3) uint8 RGB on white.
    """
    left, top, width, height = box
    reach = max(24, round(1.25 * max(width, height)))
    middle = np.array([left + width / 2, top + height / 2])
    scale = SIDE / (2 * reach)
    move = np.array([[scale, 0, SIDE / 2 - scale * middle[0]], [0, scale, SIDE / 2 - scale * middle[1]]])
    alpha = frame[..., 3:].astype(np.float32) / 255
    flat = (frame[..., :3] * alpha + _PAPER * (1 - alpha)).round().astype(np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    if scale < 1:  # warping takes single pixels: shrink what is seen first
        small = (max(1, round(flat.shape[1] * scale)), max(1, round(flat.shape[0] * scale)))
        flat = np.asarray(cv2.resize(flat, small, interpolation=way), np.uint8)
        move[:, :2] /= scale
        way = cv2.INTER_LINEAR
    paper = (_PAPER, _PAPER, _PAPER)
    warped = cv2.warpAffine(
        flat, move, (SIDE, SIDE), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    )
    shown = np.asarray(warped, np.uint8)
    half = np.array([width, height]) * scale / 2 + 3
    begin, end = (SIDE / 2 - half).round().astype(int), (SIDE / 2 + half).round().astype(int)
    cv2.rectangle(shown, (int(begin[0]), int(begin[1])), (int(end[0]), int(end[1])), _MARK, 2, cv2.LINE_AA)
    return shown


def episode_page(shots: Sequence[EpisodeShot], title: str) -> str:
    """The page, as HTML that loads nothing from anywhere; those that need a person come first."""
    ordered = sorted(shots, key=lambda shot: (bool(shot.version), not shot.person, -shot.unsure))
    coloured = [shot for shot in shots if shot.version]
    waiting = [shot for shot in shots if shot.person]
    words = (
        f"{len(coloured)} of {len(shots)} shots coloured, {sum(s.frames for s in coloured)} frames, "
        f"{_time(sum(s.seconds for s in coloured))}; {len(waiting)} need a person, "
        + unsure_words(sum(s.unsure for s in coloured))
    )
    filled = {
        "__TITLE__": html.escape(title),
        "__WORDS__": html.escape(words),
        "__ROWS__": "\n".join(map(_row, ordered)),
    }
    return re.sub("__(?:TITLE|WORDS|ROWS)__", lambda place: filled[place[0]], _template())


def _row(shot: EpisodeShot) -> str:
    state = "open" if not shot.version else "look" if shot.person else "fine"
    facts = []
    if shot.version:
        keys = ", ".join(shot.keys[:8]) + (" ..." if len(shot.keys) > 8 else "")
        facts = [f"{shot.frames} frames", f"keys {keys}" if shot.keys else "no key",
                 _time(shot.seconds), f"shiage {shot.version}"]  # fmt: skip
    link = (
        f'<a href="{html.escape(shot.review)}">review page</a>'
        if shot.review
        else f"<code>{html.escape(shot.command)}</code>"
    )
    pictures = "".join(map(_figure, shot.regions))
    person = "".join(f"<li>{html.escape(words)}</li>" for words in shot.person)
    notes = "".join(f"<li class=note>{html.escape(words)}</li>" for words in shot.notes)
    return (
        f'<section class="{state}"><h2>{html.escape(shot.name)}</h2>'
        f"<p class=facts>{html.escape(' · '.join(facts))}</p><ul>{person}{notes}</ul>"
        f"<div class=regions>{pictures}</div><p class=link>{link if shot.version else ''}</p></section>"
    )


def _figure(region: UnsureRegion) -> str:
    called = html.escape(region.called)
    address = picture_url(np.asarray(cv2.cvtColor(region.picture, cv2.COLOR_RGB2BGR), np.uint8))
    return (
        f'<figure><img src="{address}" alt="frame {called}" width="{SIDE}" height="{SIDE}">'
        f"<figcaption>{called} <b>{region.sure:.0%}</b></figcaption></figure>"
    )


def _time(seconds: float) -> str:
    if not seconds:
        return "time not known"
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


@cache
def _template() -> str:
    return (files(__package__) / "episode.html").read_text("utf-8")
