# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layers are meant where the artist chose none: told by what is drawn on them, then by their names."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from krita import Document, Node

from .layer_content import Kind, kind_of
from .layer_names import COLOUR_WORDS, GROUND_WORDS, LINE_WORDS, ROUGH_WORDS, speaks
from .layers import COLORIZE, DRAWN, key_times, last_time, uid, walk

_LEAST = -3.0
"""A layer that so much speaks against is not guessed."""


@dataclass(frozen=True)
class Guess:
    """Identities of layers; "" where there is nothing to choose."""

    lines: str = ""
    colours: str = ""


@dataclass(frozen=True)
class Seen:
    """A layer as it was looked at.

    Attributes:
        node: it.
        kind: what is on it.
        path: its name after those of the groups it lies in, the outermost first.
        drawings: how many of its own it has.
        shown: whether it and its groups are visible.
        parts: layers in it that are of its kind.
        place: its place from the top.
    """

    node: Node
    kind: Kind
    path: tuple[str, ...]
    drawings: int
    shown: bool
    parts: int
    place: int

    def named(self, words: tuple[str, ...]) -> bool:
        """Whether its name, or that of a group around it, has one of some words."""
        return any(speaks(name, words) for name in self.path)


def guess(document: Document, lines: str, colours: str, without: set[str]) -> Generator[None, None, Guess]:
    """Choose layers, in steps of a few milliseconds.

    Args:
        document: the artist's.
        lines: identity of the line layer where it was chosen, or "".
        colours: identity of the colour layer where it was chosen, or "".
        without: identities of layers that Shiage made.
    """
    seen: list[Seen] = []
    around: list[Node] = []
    known: dict[str, Any] = {}
    last, place = last_time(document), 0
    for depth, node in walk(document, (*DRAWN, COLORIZE)):
        del around[depth:]
        around.append(node)
        place += 1
        if uid(node) in without:
            continue
        kind = yield from kind_of(document, node, last, known)
        drawings = len(key_times(node, last))
        yield
        parts = len(node.childNodes()) if node.type() == "grouplayer" else 0
        shown = all(n.visible() for n in around)
        seen.append(Seen(node, kind, tuple(n.name() for n in around), drawings, shown, parts, place))
    ink = _chosen(seen, lines) or _best(seen, _as_lines)
    paint = [one for one in seen if ink is None or one.node != ink.node]
    chosen = _chosen(paint, colours) or _best(paint, lambda one: _as_colours(one, ink))
    return Guess(uid(ink.node) if ink else "", uid(chosen.node) if chosen else "")


def _chosen(seen: list[Seen], identity: str) -> Seen | None:
    return next((one for one in seen if uid(one.node) == identity), None)


def _best(seen: list[Seen], score: Callable[[Seen], Any]) -> Seen | None:
    """The best one, the topmost of equals; None when all have no score."""
    scored = [(score(one), -one.place, one) for one in seen]
    fit = [entry for entry in scored if entry[0] is not None]
    return max(fit, key=lambda entry: entry[:2])[2] if fit else None


def _as_lines(one: Seen) -> float | None:
    named = one.named(LINE_WORDS)
    if one.kind is not Kind.LINES and not (one.kind is Kind.EMPTY and named):
        return None
    score = 2.0 * (one.kind is Kind.LINES) - 3.0 * (one.kind is Kind.EMPTY)
    score += 2.0 * (one.drawings > 1) + 2.0 * one.shown + 0.5 * (one.parts > 1)
    score += 4.0 * named - 5.0 * one.named(ROUGH_WORDS) - 8.0 * one.named(GROUND_WORDS)
    # a name of colours on what is drawn as lines: perhaps a line layer of a colour, perhaps thin paint
    score -= 2.0 * speaks(one.path[-1], COLOUR_WORDS)
    return score if score > _LEAST else None


def _as_colours(one: Seen, ink: Seen | None) -> float | None:
    if one.node.type() not in ("paintlayer", "grouplayer", COLORIZE):
        return None
    if one.kind in (Kind.MIXED, Kind.GROUND) or _around(one, ink) or _around(ink, one):
        return None
    words = speaks(one.path[-1], COLOUR_WORDS) or one.named(COLOUR_WORDS)
    ground = one.named(GROUND_WORDS)
    if one.kind is Kind.LINES and (not speaks(one.path[-1], COLOUR_WORDS) or ground):
        return None  # other lines: a rough, a second colour of ink
    score = 8.0 * (one.kind is Kind.PAINT) + 3.0 * words - 9.0 * ground
    score += 2.0 * (one.drawings > 0) + 1.0 * one.shown
    score -= 1.0 * (one.node.type() == "grouplayer" and one.parts == 1) + 2.0 * (one.node.type() == COLORIZE)
    if one.kind is Kind.EMPTY and (ground or (not words and one.node.type() != "paintlayer")):
        return None
    if ink is not None:
        near = one.path[:-1] == ink.path[:-1]
        score += 1.0 * near + 0.5 * (one.place > ink.place)
    score += 0.5 * (one.parts > 1)
    return score if score > 0 else None


def _around(inner: Seen | None, outer: Seen | None) -> bool:
    """Whether one layer lies in another."""
    if inner is None or outer is None or len(inner.path) <= len(outer.path):
        return False
    node = inner.node.parentNode()
    while node is not None:
        if node == outer.node:
            return True
        node = node.parentNode()
    return False
