# SPDX-License-Identifier: Apache-2.0
"""Versions of a production's own matcher: which there are, which one is used, and how one comes in.

`models/NNN/` holds a version, `models/chosen.json` says which one shots are coloured with. Both are written
beside and renamed: whoever is killed leaves the version before.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.models.weights import MATCHER, Weights, WeightsError, load_weights
from shiage.production.folder import Production
from shiage.production.settings import SHIPPED, ProductionError
from shiage.shot.runtime import Runtime, WeightNames
from shiage.wire.versions import ABOUT, CHOSEN, NAME, WEIGHTS

_HALF = ".adopting-"
_MOST_BYTES = 1 << 22


@dataclass(frozen=True)
class Version:
    """A version of a production's matcher.

    Attributes:
        name: of its folder, such as "001".
        folder: where it lies.
        about: what it was tuned on, and how right it and the one before were on what was held out.
    """

    name: str
    folder: Path
    about: Mapping[str, Any]

    def weights(self) -> Weights:
        """The header of its weights.

        Raises:
            ProductionError: they are gone or torn.
        """
        try:
            return load_weights(self.folder / WEIGHTS)
        except WeightsError as error:
            raise ProductionError(f"{error}, or choose another with `shiage production use`") from error


def versions(production: Production) -> list[Version]:
    """All versions of a production, oldest first; a folder without weights is none."""
    if not production.models.is_dir():
        return []
    found = sorted((f for f in production.models.iterdir() if NAME.fullmatch(f.name)), key=_number)
    return [Version(f.name, f, _about(f)) for f in found if (f / WEIGHTS).is_file()]


def version_named(production: Production, name: str) -> Version | None:
    """A version by its name, zeros before it left out or not; None for SHIPPED, what came with Shiage.

    Raises:
        ProductionError: there is none of that name.
    """
    there = versions(production)
    for version in there:
        if version.name == name or (name.isdecimal() and int(version.name) == int(name)):
            return version
    if name == SHIPPED:
        return None
    have = ", ".join([SHIPPED, *(version.name for version in there)])
    raise ProductionError(f"{production.models}: there is no version {name[:40]!r}; there are {have}")


def chosen_version(production: Production) -> Version | None:
    """The version that shots are coloured with; None: what came with Shiage.

    Raises:
        ProductionError: what says so is torn, or names a version that is not there.
    """
    path = production.models / CHOSEN
    try:
        name = json.loads(read_bounded(path, 1 << 16))["version"]
        if not isinstance(name, str):
            raise ValueError("no name")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ProductionError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ProductionError(f"{path} is torn: say which version with `shiage production use`") from None
    return version_named(production, name)


def choose_version(production: Production, name: str) -> Version | None:
    """From now on colour shots with a version; see `version_named`.

    Raises:
        ProductionError: there is none of that name, or its weights are torn.
        OSError: the folder cannot be written.
    """
    version = version_named(production, name)
    if version is not None:
        version.weights()
    production.models.mkdir(exist_ok=True)
    said = {"version": name_of(version)}
    write_beside(production.models / CHOSEN, json.dumps(said).encode())
    return version


def adopt(
    production: Production,
    weights: Path,
    about: Mapping[str, Any],
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Version:
    """Take weights in as the newest version, and choose it; those that are a version already are chosen.

    Args:
        production: whose.
        weights: a file of them.
        about: what the version says of itself.
        beside: other files of it, by their names.

    Raises:
        OSError: the folder cannot be written.
        ProductionError: the weights are torn.
    """
    digest = load_weights(weights).digest
    same = [v for v in versions(production) if _digest(v) == digest]
    name = same[0].name if same else _take_in(production, weights, about, beside)
    version = choose_version(production, name)
    assert version is not None
    return version


def matcher_weights(production: Production) -> Weights:
    """What a production's shots are matched with.

    Raises:
        ProductionError, WeightsError: it is torn.
    """
    return weights_of(chosen_version(production))


def name_of(version: Version | None) -> str:
    """What a version is called; SHIPPED: what came with Shiage."""
    return SHIPPED if version is None else version.name


def weights_of(version: Version | None) -> Weights:
    """A version's weights, or those that came with Shiage.

    Raises:
        ProductionError, WeightsError: they are gone or torn.
    """
    return load_weights(MATCHER) if version is None else version.weights()


def runtime_of(production: Production, device: str | None = None) -> Runtime:
    """What a production's shots are coloured with.

    Raises:
        ProductionError: the chosen version is torn or gone.
    """
    version = chosen_version(production)
    return Runtime(device, WeightNames(MATCHER if version is None else version.weights().path))


def _take_in(
    production: Production, weights: Path, about: Mapping[str, Any], beside: Mapping[str, bytes]
) -> str:
    production.models.mkdir(exist_ok=True)
    for stale in production.models.glob(f"{_HALF}*"):
        shutil.rmtree(stale, ignore_errors=True)
    half = production.models / f"{_HALF}{os.getpid()}-{secrets.token_hex(4)}"
    half.mkdir()
    write_beside(half / WEIGHTS, read_bounded(weights, 1 << 30))
    write_beside(half / ABOUT, (json.dumps(dict(about), indent=1) + "\n").encode())
    for file, content in beside.items():
        write_beside(half / file, content)
    taken = [_number(f) for f in production.models.iterdir() if NAME.fullmatch(f.name)]
    name = f"{max(taken, default=0) + 1:03d}"
    half.rename(production.models / name)
    return name


def _number(folder: Path) -> int:
    return int(folder.name)


def _digest(version: Version) -> str:
    with contextlib.suppress(ProductionError):
        return version.weights().digest
    return ""


def _about(folder: Path) -> dict[str, Any]:
    """What a version says of itself; nothing where that is torn: its weights still are what they are."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        said = json.loads(read_bounded(folder / ABOUT, _MOST_BYTES))
        if isinstance(said, dict):
            return said
    return {}
