# SPDX-License-Identifier: Apache-2.0
"""What shots are coloured with: weights, and the device that their networks run on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shiage.models.device import DeviceError, choose_device, device_name
from shiage.models.weights import (
    AFFINITY,
    EFFICIENTNET,
    MATCHER,
    PAIR_FEATURES,
    Weights,
    WeightsError,
    load_weights,
)
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.types import ShotError

if TYPE_CHECKING:
    import torch

    from shiage.models.hint_painter import HintPainter
    from shiage.models.sheet_painters import AttentionPainter, DiffusionSampler
    from shiage.models.shot_painter import ShotPainter


@dataclass(frozen=True)
class WeightNames:
    """Which weights: names of shipped or imported ones, or files, see `models.weights.load_weights`.

    Attributes:
        matcher: of the matcher.
        color: of mode soft's colour transform; the first that is there.
        temporal: of mode soft's refiner; likewise.
        sheet: of the network that paints after model sheets; likewise.
        hints: of the network that paints from scribbles; likewise.
        sampler: of the one that samples pictures after a model sheet; likewise.
    """

    matcher: str | Path = MATCHER
    color: tuple[str | Path, ...] = ("color_transform_paper", "color_transform_lite")
    temporal: tuple[str | Path, ...] = ("temporal_paper", "temporal_lite")
    sheet: tuple[str | Path, ...] = ("attention_aware_paper", "attention_aware_lite")
    hints: tuple[str | Path, ...] = ("scribble_painter_paper", "scribble_painter_lite")
    sampler: tuple[str | Path, ...] = ("anime_diffusion_paper", "anime_diffusion_lite")

    def with_sampler(self, *names: str | Path) -> WeightNames:
        """The same with other weights that sample pictures."""
        return replace(self, sampler=names)


SHIPPED = WeightNames()
"""Those of the package."""


class Runtime:
    """Weights on a device. The matcher is opened when a shot first needs it, then kept."""

    def __init__(
        self,
        device: str | None = None,
        names: WeightNames = SHIPPED,
        matcher: RegionMatcher | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            device: see `models.device.choose_device`; None takes what SHIAGE_DEVICE says.
            names: which weights.
            matcher: one that is open already, instead of the one of these weights.
        """
        self._device, self._names, self._matcher = device or device_name(), names, matcher

    @cached_property
    def device(self) -> torch.device:
        """Where networks run. Raises ShotError when torch has no such device."""
        try:
            return choose_device(self._device)
        except DeviceError as error:
            raise ShotError(str(error)) from error

    @cached_property
    def matcher(self) -> RegionMatcher:
        """What compares two drawings. Raises ShotError: no such device or weights, or these are torn."""
        if self._matcher is not None:
            return self._matcher
        from shiage.shot.match.network_matcher import open_matcher

        try:
            return open_matcher(load_weights(self._names.matcher), self.device)
        except WeightsError as error:
            raise ShotError(str(error)) from error

    def open_painter(self) -> ShotPainter:
        """Mode soft's networks, opened for one shot: better weights may be imported while an engine runs.

        Raises:
            ShotError: no such device or weights, these are torn, or there is no PyTorch.
        """
        color, temporal = self.soft_weights()
        try:
            from shiage.models.shot_painter import ShotPainter
        except ImportError as error:
            raise ShotError(f"mode soft needs PyTorch ({error}): python -m pip install torch") from error
        try:
            return ShotPainter(color, temporal, self.device)
        except WeightsError as error:
            raise ShotError(str(error)) from error

    def soft_weights(self) -> tuple[Weights, Weights]:
        """The weights of mode soft's two networks, headers only. Raises ShotError when one is not there."""
        return _first(self._names.color, _SOFT), _first(self._names.temporal, _SOFT)

    def open_sheet_painter(self) -> AttentionPainter:
        """The network that paints a drawing after model sheets.

        Raises:
            ShotError: no such device or weights, or these are torn.
        """
        from shiage.models.sheet_painters import AttentionPainter

        found = _first(self._names.sheet, "the network for model sheets")
        try:
            return AttentionPainter(found, self.device)
        except WeightsError as error:
            raise ShotError(str(error)) from error

    def open_hint_painter(self) -> HintPainter:
        """The network that paints a drawing from scribbles.

        Raises:
            ShotError: no such device or weights, or these are torn, or want a file that is not there.
        """
        from shiage.models.caffe_weights import CaffeError
        from shiage.models.hint_painter import HintPainter

        found = _first(self._names.hints, "the network for scribbles")
        try:
            return HintPainter(found, self.device)
        except (WeightsError, CaffeError) as error:
            raise ShotError(str(error)) from error

    def open_sampler(self) -> DiffusionSampler:
        """The experimental network that samples pictures of a drawing after a model sheet.

        Raises:
            ShotError: no such device or weights, or these are torn.
        """
        from shiage.models.sheet_painters import DiffusionSampler

        found = _first(self._names.sampler, "--diffusion")
        try:
            return DiffusionSampler(found, self.device)
        except WeightsError as error:
            raise ShotError(str(error)) from error

    @cached_property
    def matcher_digest(self) -> str:
        """Short fingerprints of all weights that decide. Raises ShotError when they are not there."""
        try:
            names = (self._names.matcher, PAIR_FEATURES, EFFICIENTNET, AFFINITY)
            return " ".join(load_weights(name).digest[:12] for name in names)
        except WeightsError as error:
            raise ShotError(str(error)) from error

    def soft_digest(self) -> str:
        """Short fingerprint of the weights of mode soft's networks."""
        return "-".join(weights.digest[:12] or weights.name for weights in self.soft_weights())


@cache
def default_runtime() -> Runtime:
    """The shipped weights on the device that SHIAGE_DEVICE names: where no other runtime is passed."""
    return Runtime()


_SOFT = "mode soft"


def _first(names: tuple[str | Path, ...], whose: str) -> Weights:
    """The first of these weights that is there; else it is said who needs them."""
    for name in names:
        try:
            return load_weights(name)
        except WeightsError:
            continue
    raise ShotError(
        f"{whose} needs trained weights named {' or '.join(map(str, names))}: `shiage weights import FILE` "
        "brings them in, `shiage train` makes them; flat colouring does without"
    )
