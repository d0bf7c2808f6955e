# SPDX-License-Identifier: Apache-2.0
"""Where networks can run on this machine, and which build of torch that needs."""

from __future__ import annotations

import platform
import shutil
import sys
from functools import cache

from .child import answer
from .problem import Problem

CPU, CUDA, MPS = "cpu", "cuda", "mps"

OLDEST_DRIVER = 580
"""NVIDIA's driver that CUDA 13 needs, which torch is built with."""

_CUDA = "cu130"
"""The folder of PyTorch's index that has builds for CUDA 13."""

INDEX = "https://download.pytorch.org/whl/"


@cache
def best_device() -> str:
    """What "automatic" means here; asked once, for it takes a moment."""
    if sys.platform == "darwin":
        return MPS if platform.machine() == "arm64" else CPU
    return CUDA if nvidia_driver() >= OLDEST_DRIVER else CPU


@cache
def nvidia_driver() -> int:
    """Major version of NVIDIA's driver, 0 where there is none or no card."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0
    said = answer([program, "--query-gpu=driver_version", "--format=csv,noheader"]).split(".")[0].strip()
    return int(said) if said.isdigit() else 0


def check_machine() -> None:
    """See that torch is made for this machine.

    Raises:
        Problem: it is not.
    """
    machine = platform.machine().lower()
    if sys.platform == "darwin" and machine != "arm64":
        raise Problem(
            "PyTorch is no longer made for Macs with an Intel processor: use an engine on another machine"
        )
    if sys.platform == "win32" and machine != "amd64":
        raise Problem("The engine's libraries are not made for this processor ({})", platform.machine())


def torch_words(device: str, version: str, own_index: bool) -> list[str]:
    """What pip is told, so that it takes the build of torch for a device.

    PyPI has the build for CUDA on Linux, for the processor on Windows, for both on a Mac; PyTorch's own index
    has the others. Where the user told pip where to look, only that is asked.

    Args:
        device: "cpu", "cuda" or "mps".
        version: torch's.
        own_index: pip has settings of the user's that say where packages are.
    """
    usual = {"linux": CUDA, "win32": CPU}.get(sys.platform, device)
    if device == usual or own_index:
        return [f"torch=={version}"]
    build = CPU if device == CPU else _CUDA
    # by its full name, or an index that fails would have pip take the other build without a word
    return [f"torch=={version}+{build}", "--extra-index-url", INDEX + build]
