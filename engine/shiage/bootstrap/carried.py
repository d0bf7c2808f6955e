# SPDX-License-Identifier: Apache-2.0
"""What an add-on carries of the engine: its wheel, the proven set of versions, and pip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .problem import Problem

CARRIED = Path(__file__).parent / "carried"
"""Where an add-on's zip has it."""


@dataclass(frozen=True)
class Carried:
    """Files of a folder `carried`.

    Attributes:
        wheel: the engine's.
        pip: pip's.
        constraints: versions of all that the engine stands on.
    """

    wheel: Path
    pip: Path
    constraints: Path

    @property
    def version(self) -> str:
        """The engine's version."""
        return self.wheel.name.split("-")[1]

    def pinned(self, package: str) -> str:
        """The version of a package in the constraints."""
        found = re.search(rf"^{package}==(\S+)", self.constraints.read_text("utf-8"), re.MULTILINE)
        if found is None:
            raise Problem("This add-on is not complete: install it from its zip")
        return found[1]


def carried(folder: Path = CARRIED) -> Carried:
    """What is carried.

    Raises:
        Problem: the add-on was not made by `make dist`, so it carries no engine.
    """
    wheels = sorted(folder.glob("shiage-*.whl"))
    pips = sorted(folder.glob("pip-*.whl"))
    constraints = folder / "constraints.txt"
    if not (wheels and pips and constraints.is_file()):
        raise Problem("This add-on is not complete: install it from its zip")
    return Carried(wheels[-1], pips[-1], constraints)


def newer(one: str, other: str) -> bool:
    """Whether a version comes after another; what cannot be compared does not."""
    return _parts(one) > _parts(other)


def _parts(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Numbers, then whether it is a release, then what stands behind: 0.2rc1 comes before 0.2."""
    found = re.match(r"[0-9]+(\.[0-9]+)*", version)
    rest = version[found.end() :] if found else version
    numbers = [int(part) for part in found[0].split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), not re.match(r"\.?(a|b|c|rc|dev|alpha|beta|pre)", rest), rest
