# SPDX-License-Identifier: Apache-2.0
"""The sources of clips that a configuration can name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from shiage.training.config import SourceConfig, TrainingError
from shiage.training.data.clip import ClipSource
from shiage.training.data.clip_pool import PoolSource
from shiage.training.data.folder_source import FolderSource
from shiage.training.data.gltf.source import GltfSource
from shiage.training.data.lottie.source import LottieSource
from shiage.training.data.mixture import Mixture
from shiage.training.data.procedural.source import ProceduralSource
from shiage.training.data.source_error import SourceError
from shiage.training.data.synfig.source import SynfigSource


def open_sources(configs: Sequence[SourceConfig], shortest: int = 0) -> ClipSource:
    """Open all sources of a configuration as one.

    Args:
        configs: the sources.
        shortest: see `FolderSource.shortest`.

    Raises:
        TrainingError: a kind is unknown, or what it names is not there.
        ShotError: a folder holds nothing to train on.
    """
    opened = [_open(config) for config in configs]
    sources = [replace(s, shortest=shortest) if isinstance(s, FolderSource) else s for s in opened]
    return Mixture(sources, [config.weight for config in configs])


def _open(config: SourceConfig) -> ClipSource:
    if config.kind not in KINDS:
        raise TrainingError(f"source '{config.kind}': no such kind; there are {', '.join(sorted(KINDS))}")
    path = Path(config.path)
    if config.path and not path.exists():
        raise TrainingError(f"source '{config.kind}': {path} is not there")
    try:
        return KINDS[config.kind](path)
    except SourceError as error:
        raise TrainingError(f"source '{config.kind}': {error}") from error


KINDS: dict[str, Callable[[Path], ClipSource]] = {
    "folder": FolderSource.open,
    "gltf": GltfSource.open,
    "lottie": LottieSource.open,
    "pool": PoolSource.open,
    "procedural": lambda path: ProceduralSource(),
    "synfig": SynfigSource.open,
}
"""Kinds of sources, and what opens them on a path."""
