# SPDX-License-Identifier: Apache-2.0
"""`shiage train`: train the networks, here, on a GPU, or on many under torchrun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shiage.cli.say import told

if TYPE_CHECKING:
    from shiage.training.loop.train_network import Run

train = typer.Typer(
    no_args_is_help=True,
    help="Train the networks. Under `torchrun -m shiage train ...` all its processes train together.",
)

Config = Annotated[str, typer.Argument(help="paper, lite, or a .json file of your own.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of checkpoints, logs, sheets and weights.")]
Minutes = Annotated[
    float | None, typer.Option(min=0, help="Stop after so many minutes, leaving a checkpoint.")
]
Steps = Annotated[int | None, typer.Option(min=1, help="Stop after so many steps in all.")]
# not --start: torchrun would take it for its own --start-method
Start = Annotated[
    str | None, typer.Option("--from", help="Weights to begin with, by name or file, to fine-tune.")
]
Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]


@train.callback()
def about() -> None:
    """Train the networks. A training that finds its own checkpoints in the folder goes on from there."""


@train.command()
def color(
    config: Config,
    out: Out = Path("out/train/color"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """Phase 1: the colour transform network."""
    with told(False):
        run = _run(config, "color", out, minutes, steps)
        from shiage.training.pixel_networks.color_transform import train_color

        _tell(train_color(run, start, device))


@train.command()
def temporal(
    config: Config,
    color: Annotated[str, typer.Option(help="Weights of phase 1, by name or file.")],
    out: Out = Path("out/train/temporal"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """Phase 2: the temporal refinement network, phase 1 fixed."""
    with told(False):
        run = _run(config, "temporal", out, minutes, steps)
        from shiage.training.pixel_networks.temporal_refinement import train_temporal

        _tell(train_temporal(run, color, start, device))


@train.command()
def scribbles(
    config: Config,
    out: Out = Path("out/train/scribbles"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """AlacGAN: a drawing painted from a few hints of colour."""
    with told(False):
        run = _run(config, "scribbles", out, minutes, steps)
        from shiage.training.pixel_networks.scribble_painter import train_scribbles

        _tell(train_scribbles(run, start, device))


@train.command()
def attention(
    config: Config,
    out: Out = Path("out/train/attention"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """The attention-aware network of Cao et al. 2023: one drawing from a model sheet."""
    with told(False):
        run = _run(config, "attention", out, minutes, steps)
        from shiage.training.pixel_networks.attention_aware import train_attention

        _tell(train_attention(run, start, device))


@train.command()
def diffusion(
    config: Config,
    out: Out = Path("out/train/diffusion"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="The same network without diffusion, to compare with.")
    ] = False,
    device: Device = "auto",
) -> None:
    """Experimental: AnimeDiffusion of Cao et al. 2024, phase 1: telling noise from a drawing's colours."""
    with told(False):
        run = _run(config, "diffusion", out, minutes, steps)
        from shiage.training.pixel_networks.anime_diffusion import train_diffusion

        _tell(train_diffusion(run, "once" if at_once else "denoise", start, device))


@train.command()
def tone(
    config: Config,
    out: Out = Path("out/train/tone"),
    minutes: Minutes = None,
    steps: Steps = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """Experimental: AnimeDiffusion, phase 2: colour tone, learned through the sampler; --from phase 1."""
    with told(False):
        run = _run(config, "tone", out, minutes, steps)
        from shiage.training.pixel_networks.anime_diffusion import train_diffusion

        _tell(train_diffusion(run, "tone", start, device))


@train.command()
def matcher(
    config: Config,
    out: Out = Path("out/train/matcher"),
    minutes: Minutes = None,
    start: Start = None,
    device: Device = "auto",
) -> None:
    """The matcher: which region is which."""
    with told(False):
        from shiage.training.matcher.train_matcher import train_matcher

        _tell(train_matcher(config, out, minutes, start, device, typer.echo))


@train.command()
def affinity(
    config: Config,
    out: Out = Path("out/train/affinity"),
    start: Annotated[str, typer.Option("--from", help="The matcher, by name or file.")] = "matcher",
    device: Device = "auto",
) -> None:
    """The head for scribbles: which regions of one drawing carry one swatch. The matcher stays as it is."""
    with told(False):
        from shiage.training.matcher.train_affinity import train_affinity

        _tell(train_affinity(config, out, start, device, typer.echo))


@train.command()
def features(
    config: Config,
    out: Out = Path("out/train/features"),
    minutes: Minutes = None,
    steps: Steps = None,
    device: Device = "auto",
) -> None:
    """The feature network that perceptual and style loss use where VGG19 is not at hand."""
    with told(False):
        run = _run(config, "features", out, minutes, steps)
        from shiage.training.pixel_networks.feature_network import train_features

        _tell(train_features(run, device))


def _run(config: str, phase: str, out: Path, minutes: float | None, steps: int | None) -> Run:
    """Read the configuration of a phase; `paper` and `lite` are the package's own."""
    from dataclasses import replace

    from shiage.training.loop.train_network import Run
    from shiage.training.read_config import read_config

    read = read_config(config if config.endswith(".json") else f"{phase}-{config}")
    return Run(read if steps is None else replace(read, steps=steps), out, minutes, typer.echo)


def _tell(weights: Path | None) -> None:
    if weights is not None:
        typer.echo(f"weights in {weights}")
