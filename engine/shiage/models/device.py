# SPDX-License-Identifier: Apache-2.0
"""Which device the networks run on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from shiage.errors import ShiageError

if TYPE_CHECKING:
    import torch

DEVICE = "SHIAGE_DEVICE"
"""Environment variable that names the networks' device: auto, cpu, cuda or cuda:1."""


class DeviceError(ShiageError, ValueError):
    """A device that torch cannot use; the message says what to do."""


def choose_device(name: str) -> torch.device:
    """The device of a name: "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:1".

    Raises:
        DeviceError: torch has no such device.
    """
    import torch

    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise DeviceError(f"there is no device {name[:40]!r}: say auto, cpu, cuda or cuda:1") from None
    count = torch.cuda.device_count()
    if device.type not in ("cpu", "cuda") or (device.type == "cuda" and (device.index or 0) >= count):
        have = ", ".join(["cpu", *(f"cuda:{i}" for i in range(count))])
        raise DeviceError(f"torch cannot use the device {name[:40]!r} here; there are {have}")
    return device


def device_name() -> str:
    """What SHIAGE_DEVICE says, "auto" where it says nothing; read where a program begins, then passed on."""
    return os.environ.get(DEVICE) or "auto"
