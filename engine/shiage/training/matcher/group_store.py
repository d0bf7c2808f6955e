# SPDX-License-Identifier: Apache-2.0
"""Files of groups: a pool is drawn once by all cores, and read for every training."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import torch

from shiage.cel.beside import write_beside
from shiage.training.config import SourceConfig
from shiage.training.data.sources import open_sources
from shiage.training.matcher.drawing_groups import CLIP, Arrays, Compared, Group, draw_group

SHORTEST = 2
"""Fewest drawings that make a group."""


def fill_pool(
    folder: Path,
    sources: Sequence[SourceConfig],
    size: int,
    count: int,
    seed: int,
    workers: int,
    progress: Callable[[int, int], None],
) -> list[Path]:
    """Draw groups into a folder, those that are there already left out; returns their files.

    Raises:
        TrainingError: a source is not there.
        ShotError: a folder of shots cannot be used.
    """
    open_sources(sources)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{seed}-{i:06d}.npz" for i in range(count)]
    missing = [i for i, file in enumerate(files) if not file.exists()]
    draw = partial(_draw_file, folder, tuple(sources), size, seed)
    if workers and missing:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            for done, _ in enumerate(pool.map(draw, missing, chunksize=4), 1):
                progress(len(files) - len(missing) + done, len(files))
    else:
        for done, index in enumerate(missing, 1):
            draw(index)
            progress(len(files) - len(missing) + done, len(files))
    return files


def save_group(path: Path, group: Group, shot: str = "") -> None:
    """Write a group, and which shot it is of, beside its place and rename it; numbers at half precision."""
    rows = [(p.first, p.second, p.gap) for p in group.pairs]
    arrays: Arrays = {"pairs": np.array(rows, np.int32).reshape(-1, 3)}
    if shot:
        arrays["shot"] = np.frombuffer(shot.encode(), np.uint8)
    for i, seen in enumerate(group.seen):
        for name, array in seen.items():
            arrays[f"{i}.{name}"] = array if array.dtype == np.uint8 else array.astype(np.float16)
        arrays |= {
            f"{i}.swatches": group.swatches[i],
            f"{i}.parts": group.parts[i],
            f"{i}.paper": group.paper[i],
        }
    for i, pair in enumerate(group.pairs):
        arrays |= {f"ahead.{i}": pair.ahead, f"back.{i}": pair.back}
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]  # the stub takes the arrays for its own option
    write_beside(path, out.getvalue())


def load_group(path: Path) -> Group | None:
    """Read a group; None where the clip gave none."""
    if path.stat().st_size == 0:
        return None
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    count = sum(name.endswith(".paper") for name in arrays)
    names = ("fields", "points", "place", "shape", "touching", "across", "pretrained")
    return Group(
        seen=[{name: arrays[f"{i}.{name}"] for name in names} for i in range(count)],
        swatches=[arrays[f"{i}.swatches"] for i in range(count)],
        parts=[arrays[f"{i}.parts"] for i in range(count)],
        paper=[arrays[f"{i}.paper"] for i in range(count)],
        pairs=[
            Compared(
                int(a), int(b), arrays[f"ahead.{k}"], arrays[f"back.{k}"], int(gap[0]) if len(gap) else 0
            )
            for k, (a, b, *gap) in enumerate(arrays["pairs"])
        ],
    )


@dataclass(frozen=True)
class GroupFiles:
    """Groups in files, each read when it is asked for: a large pool has no room in memory."""

    files: list[Path]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> Group:
        group = load_group(self.files[index])
        assert group is not None
        return group

    def __iter__(self) -> Iterator[Group]:
        return (self[i] for i in range(len(self)))


def most_regions(path: Path) -> int:
    """Regions of the largest drawing of a group; 0 where the clip gave no group."""
    if path.stat().st_size == 0:
        return 0
    with np.load(path, allow_pickle=False) as file:
        return max(len(file[name]) for name in file.files if name.endswith(".paper"))


def shot_of(path: Path) -> str:
    """The shot that a group was cut out of; "" where it was drawn anew, or the clip gave none."""
    if path.stat().st_size == 0:
        return ""
    with np.load(path, allow_pickle=False) as file:
        return file["shot"].tobytes().decode() if "shot" in file.files else ""


def _draw_file(folder: Path, sources: tuple[SourceConfig, ...], size: int, seed: int, index: int) -> None:
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    rng = np.random.default_rng((seed, index))
    clip = open_sources(sources, SHORTEST).clip(rng, CLIP, size)
    group = draw_group(clip, rng)
    path = folder / f"{seed}-{index:06d}.npz"
    if group is None:
        write_beside(path, b"")
    else:
        save_group(path, group, clip.shot)
