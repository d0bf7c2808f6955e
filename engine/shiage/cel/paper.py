# SPDX-License-Identifier: Apache-2.0
"""The paper a drawing stands on: its tone is taken away, so that paper is 0 and full ink stays dark.

Paper is what remains of a picture once all that is thinner than a line can be is closed over: scans with
their yellow, their vignette and the shadow of a lid, grey underfill, flat tones under the lines. Solid blacks
are left: so dark a tone cannot be told from ink.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from shiage.cel.channels import Channel, darkest, lightest
from shiage.cel.papertone import paper_tones, without_tones

PAPER_LIMIT = 55
"""Most ink coverage (of 255) that still counts as paper; on white paper a grey of 200 or more."""

_THIN_SHARE, _LEAST_THIN = 120, 9
"""The same for telling light lines from dark ones; what lies between two lines is mostly wider."""

_THIN = 0.5
"""Share of all that is lighter than the paper which must be thin, if it shall be lines in white."""

_LONG = 2
"""So many times as long as a line is thick, at least, is a line; shorter ones are cells of hatching."""

_GRAIN, _DARKER = 16, 0.25
"""Levels from paper that still are its grain; and the most darkness, in shares of the light, on paper that
is drawn on in white."""

_WHITE = 200
"""Median grey from which nobody draws in white."""

_MIDDLE = 128
"""Darkness from which a blank picture is dark paper."""

_FRINGE, _BESIDE = 7, 17
"""Pixels across a thin line and what it fades out in; and with the paper from which grain is read."""

_NOISE_SHARE, _NOISE_TIMES = 0.9, 2
"""Grain is so many times what this share of the paper stays below: the darkest paper that a scan can have."""


def off_paper(dark: Sequence[Channel]) -> list[Channel]:
    """Take the paper's tone out of a picture; one on clean white paper comes back as it is.

    Args:
        dark: darkness (255 less the value) of one grey channel, or of red, green and blue, each (H, W) uint8.

    Returns:
        As many channels: 0 on paper, up to 255 on ink. Light lines on dark paper come out as dark ones.
    """
    channels, inverted = list(dark), _is_light_on_dark(dark)
    if inverted:
        channels = [~channel for channel in channels]
    tones = paper_tones(channels)
    toned = any(tone.any() for tone in tones)
    if toned:
        channels = without_tones(channels, tones)
    channels = _without_grain(channels, toned)
    return _hues_kept(channels) if inverted and len(channels) == 3 else channels


def _is_light_on_dark(dark: Sequence[Channel]) -> bool:
    """White on black, or on blue: the paper is no white, and what is lighter than it is thin."""
    grey = np.asarray(cv2.transform(cv2.merge(list(dark)), np.full((1, len(dark)), 1 / len(dark))), np.uint8)
    # of every pixel: of each eighth alone, hatching in step with them would be the paper
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel().astype(np.int64)
    paper = int(np.searchsorted(np.cumsum(counts), grey.size / 2))
    if paper < 255 - _WHITE:
        return False
    side = max(_LEAST_THIN, max(grey.shape) // _THIN_SHARE) | 1
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    thin = int(np.asarray(cv2.subtract(closed, grey)).sum())
    apart = np.arange(256) - paper
    light, black = (counts @ np.clip(way - _GRAIN, 0, None) for way in (-apart, apart))
    if light == black == 0:  # a picture of one tone: all of it is paper
        return paper > _MIDDLE
    drawn = thin > _THIN * light and black < _DARKER * light
    return bool(drawn and _is_long(grey < paper - _GRAIN, _LONG * side))


def _is_long(light: NDArray[np.bool_], least: int) -> bool:
    """Whether most of what is light hangs together over so many pixels: lines do, cells do not."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(light.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    area, extent = stats[1:, cv2.CC_STAT_AREA], stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    return bool(2 * area[extent >= least].sum() > area.sum())


def _without_grain(dark: list[Channel], toned: bool) -> list[Channel]:
    """Paper's own grain, and what a JPEG leaves on it, taken away; clean paper has none."""
    most = darkest(dark)
    lines = (most > PAPER_LIMIT).view(np.uint8)
    edges = np.asarray(cv2.dilate(lines, np.ones((_FRINGE, _FRINGE), np.uint8)), np.uint8)
    beside = cv2.subtract(cv2.dilate(lines, np.ones((_BESIDE, _BESIDE), np.uint8)), edges)
    counts = np.cumsum(cv2.calcHist([most], [0], beside if beside.any() else 1 - edges, [256], [0, 256]))
    grain = _NOISE_TIMES * int(np.searchsorted(counts, _NOISE_SHARE * counts[-1])) if counts[-1] else 0
    if grain == 0 and not toned:
        return dark
    grain = min(grain, PAPER_LIMIT - 1)
    scale = np.clip((np.arange(256) - grain) * (255 / (255 - grain)) + 0.5, 0, 255).astype(np.uint8)
    out = [np.asarray(cv2.LUT(channel, scale), np.uint8) for channel in dark]
    if lines.any():  # else the drawing may be too light to see, and that is for others to say
        out = [channel * edges for channel in out]
    return out


def _hues_kept(dark: list[Channel]) -> list[Channel]:
    """Of lines whose picture was inverted: their own hue instead of its opposite."""
    most, least = darkest(dark), lightest(dark)
    return [np.asarray(least + (most - channel), np.uint8) for channel in dark]
