# SPDX-License-Identifier: Apache-2.0
"""What `production.toml` says."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.cel.regions import DEFAULT_GAP, DEFAULT_MIN_AREA
from shiage.errors import ShiageError
from shiage.wire.limits import MAX_GAP, MAX_MIN_AREA
from shiage.wire.versions import SHIPPED as SHIPPED  # the base model, too

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "production.toml"

_MOST_BYTES = 1 << 20


class ProductionError(ShiageError, ValueError):
    """A production that cannot be used; the message names its file or folder and says what to do."""


@dataclass(frozen=True)
class ProductionSettings:
    """What a TD decides for all shots of a production.

    Attributes:
        name: of the production, for people.
        palettes: palette files; in the folder of the production unless they begin at a root.
        sheets: coloured drawings of the model sheets, the same; lines beside them as NAME.line.png.
        base_model: what tuned models begin with.
        gap: gaps in lines closed, in pixels.
        min_area: regions of fewer pixels are specks.
    """

    name: str
    palettes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    base_model: str = SHIPPED
    gap: int = DEFAULT_GAP
    min_area: int = DEFAULT_MIN_AREA


def read_settings(folder: Path) -> ProductionSettings:
    """Read the `production.toml` of a folder.

    Raises:
        ProductionError: it is missing, torn, or says what nobody knows; the message names it.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise ProductionError(f"{folder}: there is no such folder; `shiage production new` makes one")
    try:
        said = tomllib.loads(read_bounded(path, _MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError:
        raise ProductionError(
            f"{folder}: this is no production, for it has no {FILE}; `shiage production new` makes one"
        ) from None
    except OSError as error:
        raise ProductionError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ProductionError(f"{path}, line {line}: this is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProductionError(f"{path} is no whole TOML file: {error}") from None
    return _settings(path, said)


def write_settings(folder: Path, settings: ProductionSettings) -> None:
    """Write `production.toml`, whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    said = {
        "name": settings.name,
        "palettes": list(settings.palettes),
        "sheets": list(settings.sheets),
        "base_model": settings.base_model,
        "lines": {"gap": settings.gap, "min_area": settings.min_area},
    }
    write_beside(folder / FILE, tomli_w.dumps(said).encode())


def _settings(path: Path, said: Mapping[str, Any]) -> ProductionSettings:
    lines = said.get("lines", {})
    if not isinstance(lines, dict):
        raise ProductionError(f"{path}: lines is a table: write [lines] and gap = {DEFAULT_GAP} below it")
    _check_known(path, said, ("name", "palettes", "sheets", "base_model", "lines"), "")
    _check_known(path, lines, ("gap", "min_area"), "lines.")
    name, base = said.get("name", path.absolute().parent.name), said.get("base_model", SHIPPED)
    for key, word in (("name", name), ("base_model", base)):
        if not isinstance(word, str) or not word.strip():
            raise ProductionError(f'{path}: {key} is a text in quotes, such as {key} = "{SHIPPED}"')
    if base != SHIPPED:
        raise ProductionError(f'{path}: base_model "{base}" is not known; it is "{SHIPPED}"')
    return ProductionSettings(
        name,
        _files(path, "palettes", said.get("palettes", [])),
        _files(path, "sheets", said.get("sheets", [])),
        base,
        _number(path, "lines.gap", lines.get("gap", DEFAULT_GAP), 0, MAX_GAP),
        _number(path, "lines.min_area", lines.get("min_area", DEFAULT_MIN_AREA), 1, MAX_MIN_AREA),
    )


def _check_known(path: Path, said: Mapping[str, Any], known: tuple[str, ...], inside: str) -> None:
    strange = [key for key in said if key not in known]
    if strange:
        raise ProductionError(f"{path}: {inside}{strange[0]} is not known here; there are {', '.join(known)}")


def _files(path: Path, key: str, said: Any) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) and one.strip("\0 ") for one in said):
        raise ProductionError(f'{path}: {key} is a list of files, such as {key} = ["{key}/hero.png"]')
    twice = {one for one in said if said.count(one) > 1}
    if twice:
        raise ProductionError(f"{path}: {key} names {min(twice)} twice")
    return tuple(said)


def _number(path: Path, key: str, said: Any, least: int, most: int) -> int:
    if type(said) is not int or not least <= said <= most:
        raise ProductionError(f"{path}: {key} is a whole number from {least} to {most}")
    return said
