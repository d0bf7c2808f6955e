# SPDX-License-Identifier: Apache-2.0
"""Runs the two trained networks of Shi et al. on one device, arrays in and arrays out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, TypeVar

import numpy as np
import torch

from shiage.cel.arrays import Floats
from shiage.errors import first_line
from shiage.models.color_transform import ColorTransform, ColorTransformConfig
from shiage.models.encoded_references import ShotReferences
from shiage.models.inference_form import frozen
from shiage.models.temporal_refinement import TemporalConfig, TemporalRefiner, refine_windows
from shiage.models.weights import Weights, WeightsError

Answer = TypeVar("Answer")
Network = TypeVar("Network", bound=torch.nn.Module)

WINDOW, OVERLAP = 8, 3
"""Frames refined at a time, as in training (section 4.1), and those that two windows share."""

LEAST_PIECE, MOST_PIECE = 256, 512
"""Bounds of `ShotPainter.piece`: below, a picture has too many pieces; above, attention takes too long."""


class NoRoom(Exception):
    """The device's memory does not hold frames of this size."""


def _within_memory(run: Callable[..., Answer]) -> Callable[..., Answer]:
    """Without gradients; a full GPU raises NoRoom, and its cache is freed."""

    @wraps(run)
    def guarded(*arguments: Any, **named: Any) -> Answer:
        try:
            with torch.inference_mode():
                return run(*arguments, **named)
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
        raise NoRoom

    return guarded


class ShotPainter:
    """Colours frames after references, then refines them along time; sizes are divisible by 4.

    Attributes:
        device: where the networks are.
        piece: longest side in pixels that they paint well at once, the one they were trained at.
    """

    def __init__(self, color: Weights, temporal: Weights, device: torch.device) -> None:
        """Build the networks and load their weights.

        Raises:
            WeightsError: a file is torn, or holds another network.
        """
        self.device = device
        self.piece = _piece(color)
        transform = _load(color, lambda c: ColorTransform(ColorTransformConfig(**c)))
        refiner = _load(temporal, lambda c: TemporalRefiner(TemporalConfig(**c)))
        self._color, self._refiner = frozen(transform.to(device)), frozen(refiner.to(device))

    @_within_memory
    def reference(self, line: Floats, field: Floats, colour: Floats) -> ShotReferences:
        """Encode one reference: (1, H, W) 0..1, (1, H, W) 0..1 and (3, H, W) -1..1, see `network_inputs`.

        Raises:
            NoRoom: the device is full.
        """
        with self._precision():
            return self._color.encode_references(
                *(self._tensor(a)[None, None] for a in (line, field, colour))
            )

    @_within_memory
    def colour(self, line: Floats, field: Floats, references: Sequence[ShotReferences]) -> Floats:
        """Colour a frame: (1, H, W) each, and references of the same size; (3, H, W) in -1..1.

        Raises:
            NoRoom: the device is full.
        """
        with self._precision():
            joined = ShotReferences.join(references)
            painted = self._color(self._tensor(line)[None], self._tensor(field)[None], joined)
        return _array(painted.image[0])

    @_within_memory
    def labels(self, field: Floats, references: Sequence[ShotReferences], labels: Sequence[Floats]) -> Floats:
        """Transfer label maps to a frame as colours are transferred (section 3.3).

        Args:
            field: (1, H, W) distance field of the frame, 0..1.
            references: of the same size.
            labels: per reference (L, H/4, W/4), the share of each label in each pixel.

        Returns:
            (L, H/4, W/4).

        Raises:
            NoRoom: the device is full.
        """
        with self._precision():
            joined = ShotReferences.join(references)
            shares = self._tensor(np.stack(labels))[None]
            return _array(self._color.transport(self._tensor(field)[None], joined, shares)[0])

    @_within_memory
    def refine(self, lines: Floats, colours: Floats, keys: Sequence[int]) -> Floats:
        """Refine frames in time order, keys among them: (T, 1, H, W) and (T, 3, H, W) to (T, 3, H, W).

        Raises:
            NoRoom: the device is full.
        """
        with self._precision():
            args = self._tensor(lines)[None], self._tensor(colours)[None]
            return _array(refine_windows(self._refiner, *args, keys, WINDOW, OVERLAP)[0])

    def _tensor(self, array: Floats) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(self.device)

    def _precision(self) -> AbstractContextManager[object]:
        if self.device.type != "cuda":
            return nullcontext()
        return torch.autocast("cuda", torch.bfloat16)


def _piece(color: Weights) -> int:
    """The size that weights were trained at, within bounds; the least where unknown."""
    size = color.provenance.get("size", "")
    return min(MOST_PIECE, max(LEAST_PIECE, int(size) if size.isdecimal() else 0))


def _load(weights: Weights, build: Callable[[dict[str, Any]], Network]) -> Network:
    try:
        network = build(weights.settings)
    except (TypeError, RuntimeError, KeyError) as error:
        said = f"{weights.path} holds another network than this one ({first_line(error)})"
        raise WeightsError(said) from error
    weights.load_into(network)
    return network


def _array(tensor: torch.Tensor) -> Floats:
    return np.asarray(tensor.float().cpu().numpy(), np.float32)
