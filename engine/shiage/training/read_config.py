# SPDX-License-Identifier: Apache-2.0
"""Reads configurations of trainings from JSON and checks them; each error names its file and field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from shiage.cel.outside import read_bounded
from shiage.training.config import PRECISIONS, TrainingConfig, TrainingError

CONFIGS = Path(__file__).parent / "configs"
MOST_BYTES = 1 << 20
"""The largest configuration that is read."""

T = TypeVar("T")


def read_config(name: str | Path) -> TrainingConfig:
    """Read one of the package's own configurations by its name (such as `color-lite`), or a JSON file.

    Raises:
        TrainingError: there is none, it is no JSON, or something in it is unknown, missing or out of range.
        OSError: the file cannot be read.
    """
    config = read_settings(TrainingConfig, name)
    _check(config, str(name))
    return config


def read_settings(kind: type[T], name: str | Path) -> T:
    """Read a dataclass of settings by the name of a configuration of the package's own, or from a JSON file.

    Raises:
        TrainingError: there is none, it is no JSON, or something is unknown, missing or of another type.
        OSError: the file cannot be read.
    """
    path = Path(name)
    if not path.suffix:
        path = CONFIGS / f"{name}.json"
        if not path.is_file():
            have = ", ".join(sorted(p.stem for p in CONFIGS.glob("*.json")))
            raise TrainingError(f"{name}: no such configuration; there are {have}, or give a .json file")
    try:
        content = json.loads(read_bounded(path, MOST_BYTES).decode())
    except (ValueError, RecursionError) as error:
        raise TrainingError(f"{path}: not JSON ({error})") from error
    return _build(kind, content, str(path))


def as_json(config: TrainingConfig) -> dict[str, Any]:
    """A configuration as JSON has it."""
    content: dict[str, Any] = json.loads(json.dumps(asdict(config)))
    return content


def _build(kind: type[T], content: Any, place: str) -> T:
    """A dataclass from a JSON object; errors name the field."""
    if not isinstance(content, Mapping):
        raise TrainingError(f"{place}: must be an object {{...}}, not {_shown(content)}")
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]  # only dataclasses come here
    for name in content:
        if name not in known:
            raise TrainingError(f"{place}: there is no '{name}'; known are {', '.join(sorted(known))}")
    hints = get_type_hints(kind)
    values = {n: _value(hints[n], v, f"{place}: {n}") for n, v in content.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise TrainingError(f"{place}: {str(error).partition(') ')[2]}") from error


def _value(hint: Any, value: Any, place: str) -> Any:
    if is_dataclass(hint):
        return _build(hint, value, place)  # type: ignore[arg-type]  # an instance is no hint
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        open_end = inner[-1] is Ellipsis
        if not isinstance(value, list) or (not open_end and len(value) != len(inner)):
            raise TrainingError(f"{place}: must be a list, not {_shown(value)}")
        hints = [inner[0]] * len(value) if open_end else inner
        return tuple(_value(h, v, f"{place}[{i}]") for i, (h, v) in enumerate(zip(hints, value, strict=True)))
    allowed = {float: int | float}.get(hint, hint)
    if isinstance(value, bool) or not isinstance(value, allowed):
        word = {float: "a number", int: "a whole number", str: "a text"}[hint]
        raise TrainingError(f"{place}: must be {word}, not {_shown(value)}")
    return hint(value)


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 40 else text[:37] + "..."


def _check(config: TrainingConfig, place: str) -> None:
    """Bounds that the types do not express."""
    wrong = {
        "network: must be paper or lite": config.network not in ("paper", "lite"),
        "steps: must be 1 or more": config.steps < 1,
        "sources: must name at least one": not config.sources,
        "sources: every weight must be above 0": any(s.weight <= 0 for s in config.sources),
        "size: must be a multiple of 8 from 64 to 1024": config.size % 8 or not 64 <= config.size <= 1024,
        "batch: must be 1 or more": config.batch < 1,
        "window: must be 3 or more": config.window < 3,
        "references: must be two numbers, 1 <= fewest <= most < window": not (
            1 <= config.references[0] <= config.references[1] < config.window
        ),
        "ends: must be in 0..1": not 0 <= config.ends <= 1,
        "ema: must be in 0..1, less than 1": not 0 <= config.ema < 1,
        "diffusion: dropped: must be in 0..1": not 0 <= config.diffusion.dropped <= 1,
        "diffusion: inverted: must be in 0..1": not 0 <= config.diffusion.inverted <= 1,
        "diffusion: steps: must be in 1..100": not 1 <= config.diffusion.steps <= 100,
        "decay: must be in 0..1": not 0 <= config.decay <= 1,
        "losses: features: must be vgg19, own or none": config.losses.features
        not in ("vgg19", "own", "none"),
        f"precision: must be one of {', '.join(PRECISIONS)}": config.precision not in PRECISIONS,
        "workers: must be 0 or more": config.workers < 0,
        "log_every, sheet_every and keep_every: must be 1 or more": min(
            config.log_every, config.sheet_every, config.keep_every
        )
        < 1,
    }
    for words, is_so in wrong.items():
        if is_so:
            raise TrainingError(f"{place}: {words}")
