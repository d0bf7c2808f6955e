# SPDX-License-Identifier: Apache-2.0
"""What `shiage doctor` looks at, one function a question."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import shiage
from shiage.shot.run.processors import usable_processors

ROOM = 2 * 2**30
"""Free bytes that the state of a few shots needs."""

MEMORY = 4 * 2**30
"""Bytes of memory below which large shots are tight."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        what: the thing.
        found: what it is like.
        state: "ok", "note" (works, but not everything) or "wrong" (Shiage cannot work).
        advice: what to do, empty when nothing.
    """

    what: str
    found: str
    state: Literal["ok", "note", "wrong"] = "ok"
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything."""
    return [
        *_python(),
        *_packages(),
        *_wire(),
        *_machine(),
        *_torch(),
        *_weights(),
        *_hosts(),
        *_home(),
        *_engine(),
    ]


def _python() -> Iterator[Finding]:
    yield Finding("shiage", f"{shiage.__version__} in {Path(shiage.__file__).parent}")
    found = f"{platform.python_version()}, {sys.executable}"
    yield Finding("python", found)


def _packages() -> Iterator[Finding]:
    distributions = {"numpy": "numpy", "opencv": "opencv-python-headless", "scipy": "scipy",
                     "scikit-image": "scikit-image", "pillow": "pillow", "msgpack": "msgpack"}  # fmt: skip
    for name, distribution in distributions.items():
        try:
            yield Finding(name, importlib.metadata.version(distribution))
        except importlib.metadata.PackageNotFoundError:
            if name == "opencv" and importlib.util.find_spec("cv2"):
                yield Finding(name, "another build of OpenCV")
            else:
                advice = f"python -m pip install {distribution}"
                yield Finding(name, "missing", "wrong", advice)


def _wire() -> Iterator[Finding]:
    try:
        import zmq
    except ImportError:
        yield Finding("zeromq", "missing", "wrong", "python -m pip install pyzmq")
        return
    found = f"pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}"
    if zmq.has("curve"):
        yield Finding("zeromq", f"{found}, CURVE available")
    else:
        yield Finding("zeromq", f"{found}, built without CURVE", "wrong",
                      "python -m pip install --force-reinstall --only-binary :all: pyzmq")  # fmt: skip


def _machine() -> Iterator[Finding]:
    import psutil

    yield Finding("system", f"{platform.system()} {platform.release()}, {platform.machine()}")
    yield Finding("processors", f"{usable_processors()} usable of {os.cpu_count()}")
    memory = psutil.virtual_memory()
    found = f"{memory.total / 2**30:.1f} GiB, {memory.available / 2**30:.1f} GiB free"
    if memory.available < MEMORY:
        yield Finding("memory", found, "note", "close other programs before colouring shots of 4K and more")
    else:
        yield Finding("memory", found)


def _torch() -> Iterator[Finding]:
    """PyTorch is only needed for trained models; its version is read without importing it."""
    try:
        found = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        yield Finding("torch", "not installed; mode flat does not need it")
        return
    yield Finding("torch", found)
    question = "import torch; print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else '')"
    try:
        answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        yield Finding("gpu", "torch did not answer", "note", "try: python -c 'import torch'")
        return
    yield Finding("gpu", answer.stdout.strip() or "none that torch can use")


def _weights() -> Iterator[Finding]:
    """Which trained weights mode soft would use, and where its networks would run."""
    try:
        from shiage.models.device import device_name
        from shiage.shot.runtime import default_runtime
        from shiage.shot.types import ShotError
    except ImportError:
        return  # what is missing was told above
    try:
        found = " and ".join(f"{w.name} ({w.size / 2**20:.1f} MiB)" for w in default_runtime().soft_weights())
    except ShotError as error:
        yield Finding("mode soft", "no weights", "note", str(error))
    else:
        yield Finding("mode soft", f"{found}; device {device_name()}")


def _hosts() -> Iterator[Finding]:
    for program in ("blender", "krita"):
        yield Finding(program, shutil.which(program) or "not on the search path; only its add-on needs it")


def _home() -> Iterator[Finding]:
    from shiage.wire.events import EngineError
    from shiage.wire.home import claim, home

    try:
        folder = home()
        claim(folder)
    except EngineError as error:
        yield Finding("state folder", str(error), "wrong", "set SHIAGE_HOME to a new folder")
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = "make it writable, or set SHIAGE_HOME to a folder that is"
        yield Finding("state folder", f"{folder}: {error.strerror}", "wrong", advice)
        return
    free = shutil.disk_usage(folder).free
    found = f"{folder}, {free / 2**30:.1f} GiB free"
    if free < ROOM:
        yield Finding("state folder", found, "note", "make room, or set SHIAGE_HOME to a larger disk")
    else:
        yield Finding("state folder", found)


def _engine() -> Iterator[Finding]:
    from shiage.service import process
    from shiage.wire.events import EngineError

    try:
        now = process.status()
    except EngineError as error:  # no home is known, which was said above
        yield Finding("engine", str(error), "wrong", "set SHIAGE_HOME to a new folder")
        return
    if now.problem:
        advice = f"see `shiage engine logs`; `shiage engine stop`, then `shiage engine start` ({now.log})"
        yield Finding("engine", now.problem, "wrong", advice)
    elif now.running:
        yield Finding("engine", f"{now.version} runs, process {now.pid}, {now.memory / 2**20:.0f} MiB")
    else:
        yield Finding("engine", "does not run; it starts when it is needed")
