# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer that a result is written to: its name, its color space, how it is seen."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from krita import Document, Node

from ..document.color_spaces import SRGB8, Space, is_rgba8, own_space
from ..document.document_import import space_of
from ..document.document_settings import DocumentSettings
from ..document.kra_file import LayerForm
from ..document.layers import uid
from ..document.snapshot import Snapshot
from .engine_messages import Native
from .plan import Plan
from .read_keys import KeyReading

NAME = "Shiage"
"""Name of the layers that are made."""


def result_forms(
    document: Document, memory: DocumentSettings, plan: Plan, snapshot: Snapshot, keys: KeyReading
) -> Generator[None, None, tuple[LayerForm, Native | None]]:
    """The layer that is to be written: in 8-bit RGBA, and in the colours' own space if that is another.

    A document of 8-bit RGBA gets a layer of that. In mode soft a result has colours that no key has;
    replaced swatches are known in 8 bits only.
    """
    identity = uid(keys.source)
    form = yield from _form(plan, snapshot, keys.source, (*SRGB8[:2], snapshot.profile(identity)))
    plain = plan.wanted is None and is_rgba8(own_space(document))
    if plain or not keys.samples or memory.mode != "flat" or memory.exchanged:
        return form, None
    own = yield from _form(plan, snapshot, keys.source, snapshot.space(identity))
    bgra, raw = keys.samples[0]
    size = 4 * len(raw) // len(bgra)
    return form, Native(replace(own, size=size), keys.samples)


def _form(plan: Plan, snapshot: Snapshot, source: Node, space: Space) -> Generator[None, None, LayerForm]:
    result = plan.result
    shown = result if result is not None else source
    painted = shown != plan.lines and shown.type() == "paintlayer"
    name, icc = yield from space_of(space)
    return LayerForm(
        name=result.name() if result is not None else f"{NAME} {source.name()}",
        width=snapshot.width,
        height=snapshot.height,
        profile=space[2],
        icc=icc,
        opacity=shown.opacity() if shown != plan.lines else 255,
        blending=shown.blendingMode() if painted else "normal",
        space=name,
    )
