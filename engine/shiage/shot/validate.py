# SPDX-License-Identifier: Apache-2.0
"""The border of shot colouring: what a shot must fulfil, said in words that name the frame or key."""

from __future__ import annotations

from collections import Counter

from shiage.shot.types import Shot, ShotError


def check_shot(shot: Shot) -> None:
    """Refuse a shot that cannot be coloured.

    Raises:
        ShotError: no frames, a frame twice, frames of different sizes, nothing coloured, a key or scribbles
            without their frame, twice or of another size, a model sheet whose lines and colours differ in
            size, scribbles on no transparency, a correction outside its frame, candidates of more than one
            frame, beside a key or in mode soft.
    """
    if not shot.frames:
        raise ShotError("the shot has no frames: give it line art")
    twice = [n for n, count in Counter(f.number for f in shot.frames).items() if count > 1]
    if twice:
        raise ShotError(f"frame {twice[0]} is there twice: number every frame once")
    first = shot.frames[0]
    for frame in shot.frames:
        if frame.size != first.size:
            raise ShotError(
                f"frame {frame.number} is {_size(frame.size)} but frame {first.number} is "
                f"{_size(first.size)}: all frames of a shot need one size"
            )
    if not shot.has_colours:
        raise ShotError("the shot has no key: colour or scribble on at least one frame, or add a model sheet")
    _check_keys(shot)
    _check_candidates(shot)
    _check_scribbles(shot)
    _check_coloured(shot)


def _check_candidates(shot: Shot) -> None:
    if shot.settings.candidates < 2:
        return
    if len(shot.frames) > 1:
        raise ShotError(f"candidates are for one drawing; the shot has {len(shot.frames)}")
    if shot.keys:
        raise ShotError("candidates are for a drawing without a key: a key says what it carries")
    if shot.settings.mode == "soft":
        raise ShotError("candidates are for a drawing that is coloured in mode flat")


def _check_keys(shot: Shot) -> None:
    size, numbers = shot.frames[0].size, {f.number for f in shot.frames}
    keys = Counter(k.number for k in shot.keys)
    for key in shot.keys:
        if keys[key.number] > 1:
            raise ShotError(f"key {key.number} is there twice: give one key a frame")
        if key.number not in numbers:
            raise ShotError(f"key {key.number} has no line art: there is no frame {key.number}")
        if (key.cel.shape[1], key.cel.shape[0]) != size:
            raise ShotError(
                f"key {key.number} is {_size((key.cel.shape[1], key.cel.shape[0]))} but its frame is "
                f"{_size(size)}: save the key at the frame's size"
            )


def _check_scribbles(shot: Shot) -> None:
    size, numbers = shot.frames[0].size, {f.number for f in shot.frames}
    times = Counter(s.number for s in shot.scribbles)
    for scribbles in shot.scribbles:
        number, own = scribbles.number, (scribbles.cel.shape[1], scribbles.cel.shape[0])
        if times[number] > 1:
            raise ShotError(f"scribbles of frame {number} are there twice: put them into one picture")
        if number not in numbers:
            raise ShotError(f"scribbles of frame {number} have no line art: there is no such frame")
        if own != size:
            raise ShotError(f"scribbles of frame {number} are {_size(own)} but their frame is {_size(size)}")
        if scribbles.cel[..., 3].all():
            raise ShotError(
                f"scribbles of frame {number} are opaque all over: save them on transparency, without lines"
            )


def _check_coloured(shot: Shot) -> None:
    size = shot.frames[0].size
    numbers = {f.number for f in shot.frames}
    for sheet in shot.sheets:
        if (sheet.cel.shape[1], sheet.cel.shape[0]) != sheet.line.size:
            raise ShotError(f"model sheet {sheet.name}: its colours and its lines differ in size")
    for c in shot.corrections:
        if c.number not in numbers:
            raise ShotError(f"a correction names frame {c.number}, which is not in the shot")
        if not (0 <= c.x < size[0] and 0 <= c.y < size[1]):
            raise ShotError(f"a correction on frame {c.number} lies outside it, at {c.x}, {c.y}")


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
