# SPDX-License-Identifier: Apache-2.0
"""What an installation will do, said before it is done: folder, device, sizes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .devices import CPU, CUDA, MPS, best_device
from .folder import engine_folder, free_bytes
from .index import asks_its_own
from .problem import Problem

MIB = 1 << 20

_SIZES = {
    ("linux", CPU): (340, 1400),
    ("linux", CUDA): (2900, 5000),
    ("win32", CPU): (260, 1000),
    ("win32", CUDA): (2000, 5500),
    ("darwin", MPS): (210, 800),
}
"""MiB that are downloaded, and that they fill on the disk."""


@dataclass(frozen=True)
class Plan:
    """An installation.

    Attributes:
        folder: where it goes.
        device: "cpu", "cuda" or "mps".
        download: MiB that come over the network.
        installed: MiB on the disk afterwards.
        wheels: a folder of wheels to install from, without a network; None for the index.
    """

    folder: Path
    device: str
    download: int
    installed: int
    wheels: Path | None = None

    @property
    def needed(self) -> int:
        """MiB that must be free before it begins."""
        return self.installed + (0 if self.wheels else self.download)

    def check_space(self, needed: int) -> None:
        """See that the disk has so many MiB free.

        Raises:
            Problem: it has not.
        """
        free = free_bytes(self.folder) // MIB
        if free < needed:
            raise Problem(
                "The disk of {} has {} MB free and the engine needs {}: free some space and try again",
                self.folder,
                free,
                needed,
            )


def plan(device: str = "auto", wheels: Path | None = None, folder: Path | None = None) -> Plan:
    """What installing the engine would do here.

    Args:
        device: "auto", "cpu" or "cuda".
        wheels: a folder of wheels.
        folder: another than the user's.
    """
    chosen = best_device() if device == "auto" or sys.platform == "darwin" else device
    # an index of the user's own has PyPI's build, which on Linux brings CUDA's libraries whatever it runs on
    heavy = sys.platform == "linux" and chosen == CPU and wheels is None and asks_its_own()
    download, installed = _SIZES.get((sys.platform, CUDA if heavy else chosen), _SIZES["linux", CPU])
    return Plan(folder or engine_folder(), chosen, download, installed, wheels)
