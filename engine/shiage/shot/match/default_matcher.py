# SPDX-License-Identifier: Apache-2.0
"""The matcher that colours shots where no other is asked for."""

from __future__ import annotations

from functools import cache

from shiage.models.device import DeviceError
from shiage.models.weights import EFFICIENTNET, MATCHER, PAIR_FEATURES, WeightsError, load_weights
from shiage.shot.match.matcher import RegionMatcher
from shiage.shot.types import ShotError


@cache
def weights_digest() -> str:
    """Short fingerprints of all weights that the matcher needs which ships in the package."""
    return " ".join(load_weights(name).digest[:12] for name in (MATCHER, PAIR_FEATURES, EFFICIENTNET))


@cache
def default_matcher() -> RegionMatcher:
    """The trained matcher that ships in the package, on the device that SHIAGE_DEVICE names.

    It is opened when a shot is first to be coloured: torch takes a second and some memory.

    Raises:
        ShotError: torch has no such device, or the weights are torn.
    """
    from shiage.shot.match.network_matcher import open_matcher

    try:
        return open_matcher(load_weights(MATCHER))
    except (DeviceError, WeightsError) as error:
        raise ShotError(str(error)) from error
