# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures of keys are known by, kept so that an unchanged key is not painted to be told again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from ..scene.colours import RGBA
from ..scene.fill_shapes import FillShape
from ..scene.looks import Look, Looks
from .gathered import Seen

_MOST = 256
"""Keys that are remembered, those asked for last."""

_known: OrderedDict[str, KeyDigest] = OrderedDict()


@dataclass(frozen=True)
class KeyDigest:
    """What a key's picture is known by, and the colours its looks had in it.

    Attributes:
        digest: SHA-256 of the picture.
        codes: looks, in the order in which their colours were asked for, and these.
    """

    digest: str
    codes: tuple[tuple[Look, RGBA], ...]


def name_of(seen: Seen, shapes: list[FillShape]) -> str:
    """What a key is known by before it is painted.

    Args:
        seen: its frame.
        shapes: its fills, from the lowest up.
    """
    said = hashlib.sha256(repr((seen.view.width, seen.view.height)).encode() + seen.rows.tobytes())
    for shape in shapes:
        said.update(repr((shape.paint, shape.cuts, [ring.shape for ring in shape.rings])).encode())
        for ring in shape.rings:
            said.update(ring.tobytes())
    return said.hexdigest()


def digest_known(name: str, looks: Looks) -> str:
    """SHA-256 of a key's picture, or "" where it has to be painted to be told.

    Looks are given their colours as painting it would; where these came out other, the picture is another.
    """
    known = _known.get(name)
    if known is None:
        return ""
    _known.move_to_end(name)
    same = [looks.code(look) == code for look, code in known.codes]
    return known.digest if all(same) else ""


def remember(name: str, digest: str, table: list[Look], looks: Looks) -> None:
    """Keep what a key's picture that was painted is known by, whose looks are in the table."""
    _known[name] = KeyDigest(digest, tuple((look, looks.code(look)) for look in table))
    while len(_known) > _MOST:
        _known.popitem(last=False)
