# SPDX-License-Identifier: Apache-2.0
"""Configurations of trainings, read from JSON and checked; each error names its file and field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from shiage.cel.outside import read_bounded
from shiage.errors import ShiageError
from shiage.training.data.augment import Augmentation

CONFIGS = Path(__file__).parent / "configs"
MOST_BYTES = 1 << 20
"""The largest configuration that is read."""

PRECISIONS = ("auto", "32-true", "bf16-mixed")

T = TypeVar("T")


class TrainingError(ShiageError, ValueError):
    """A training cannot start or resume; the message says why."""


@dataclass(frozen=True)
class SourceConfig:
    """Where clips come from.

    Attributes:
        kind: a name of `sources.KINDS`.
        weight: how often, beside the other sources.
        path: file or folder, relative to the working directory; "" where the kind needs none.
    """

    kind: str
    weight: float = 1.0
    path: str = ""

    def __str__(self) -> str:
        """As the provenance of weights has it."""
        return f"{self.kind} {Path(self.path).name}".strip() + f" x {self.weight:g}"


@dataclass(frozen=True)
class LossConfig:
    """Weights of equation 11, and the feature network of equations 7 and 8.

    Attributes:
        transport: weight of a loss the paper does not have, on colours carried by the attention alone; it
            teaches matching directly, where the paper's losses reach it through all that comes after.
        features: "vgg19", "own", or "none": no perceptual and no style loss.
        regions: weight of another one of our own, on the mean colour of each region: most of the
            error is whole regions that are off, and pixel by pixel a large one drowns the small.
    """

    l1: float = 10.0
    perceptual: float = 1.0
    style: float = 1000.0
    latent: float = 1.0
    adversarial: float = 1.0
    transport: float = 0.0
    features: str = "vgg19"
    regions: float = 0.0

    def weights(self) -> dict[str, float]:
        """The lambdas of equation 11 alone."""
        return {
            n: value for n, value in asdict(self).items() if n not in ("features", "transport", "regions")
        }


@dataclass(frozen=True)
class TrainingConfig:
    """One training; JSON has the same names.

    Attributes:
        network: "paper" or "lite", the widths.
        steps: how many there are at most.
        sources: where clips come from.
        size: side of the square frames in pixels.
        batch: samples of a step, in all processes together (4 in section 4.1).
        window: consecutive drawings of a clip (8 in section 4.1).
        references: fewest and most references of a sample, where they are not the window's ends.
        ends: share of steps whose references are the first and last drawing of the window.
        rate: Adam's rate of the generator, and `judge_rate` that of the discriminator.
        betas: Adam's.
        warmup: steps in which the rates rise from 0.
        decay: share of the last steps in which the generator's rate falls to 0 along a cosine.
        ema: share of the old mean that each step keeps.
        losses: see `LossConfig`.
        augmentation: see `Augmentation`.
        precision: "32-true", "bf16-mixed", or "auto": bf16 on a GPU.
        seed: of weights and samples.
        workers: processes that draw samples; 0 draws them in the training's own.
        log_every, sheet_every, keep_every: steps between lines in the log, sample sheets and checkpoints.
    """

    network: str
    steps: int
    sources: tuple[SourceConfig, ...]
    size: int = 256
    batch: int = 4
    window: int = 8
    references: tuple[int, int] = (2, 2)
    ends: float = 1.0
    rate: float = 1e-4
    judge_rate: float = 1e-5
    betas: tuple[float, float] = (0.5, 0.999)
    warmup: int = 0
    decay: float = 0.0
    ema: float = 0.999
    losses: LossConfig = field(default_factory=LossConfig)
    augmentation: Augmentation = field(default_factory=Augmentation)
    precision: str = "auto"
    seed: int = 0
    workers: int = 4
    log_every: int = 20
    sheet_every: int = 500
    keep_every: int = 1000


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
