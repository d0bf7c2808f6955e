# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from shiage.cel.lineart import TRACE_GREEN
from shiage.models.network_inputs import picture
from shiage.training.config import Augmentation
from shiage.training.data.batches import Batch, Recipe, make_batch
from shiage.training.data.clip import Clip
from shiage.training.data.folder_source import FolderSource
from shiage.training.loop.batch_loader import Steps, batches

PLAIN = Augmentation(mirror=0, hues=0, palette=0, pen=0, backdrop=0, moved=0)


def tensors(batch: Batch) -> list[Tensor]:
    return [batch.lines, batch.fields, batch.colours]


def same(a: Batch, b: Batch) -> bool:
    return a.names == b.names and all(map(torch.equal, tensors(a), tensors(b)))


@pytest.fixture
def source(demo_shot: Path) -> FolderSource:
    return FolderSource.open(demo_shot)


def test_phase_one_has_its_references_first_and_phase_two_the_window(source: FolderSource) -> None:
    recipe = Recipe(64, window=5, references=(3, 3), ends=0)
    batch = make_batch(source, recipe, 0, 0, range(2))
    assert [tuple(t.shape) for t in tensors(batch)] == [(2, 4, 1, 64, 64)] * 2 + [(2, 4, 3, 64, 64)]
    assert all(t.dtype == torch.float32 for t in tensors(batch))
    assert batch.lines.min() >= 0 and batch.lines.max() == 1 and batch.fields.min() == 0
    assert batch.colours.min() >= -1 and batch.colours.max() == 1
    assert make_batch(source, replace(recipe, ends=1), 0, 0, range(2)).lines.shape[1] == 3
    window = make_batch(source, Recipe(64, window=5, sequence=True, augmentation=PLAIN), 0, 0, range(1))
    ends = make_batch(source, Recipe(64, window=5, ends=1, augmentation=PLAIN), 0, 0, range(1))
    assert window.lines.shape[1] == 5
    assert torch.equal(window.lines[0, [0, 4]], ends.lines[0, :2]), "the references are the window's ends"
    assert any(torch.equal(window.lines[0, t], ends.lines[0, 2]) for t in (1, 2, 3)), (
        "the target lies between"
    )


def test_ink_is_black_paper_is_white_and_the_field_grows_from_the_lines(source: FolderSource) -> None:
    batch = make_batch(source, Recipe(64, augmentation=PLAIN, window=4), 3, 0, range(4))
    dark = (batch.colours == -1).all(2, keepdim=True)
    ink = batch.lines == 1
    assert (dark & ink).sum() > 0.5 * ink.sum()  # the others are trace lines
    assert (batch.fields[batch.lines > 0.5] == 0).all() and batch.fields[batch.lines == 0].max() > 0.1
    assert (picture(batch.colours[0, 0].numpy()) == 255).all(2).any()


def test_trace_lines_divide_but_are_not_seen_in_finished_frames() -> None:
    class Traced:
        """A red square with a trace line down its middle."""

        def clip(self, rng: np.random.Generator, frames: int, size: int) -> Clip:
            lines, traces = np.zeros((2, frames, size, size), np.uint8)
            cels = np.zeros((frames, size, size, 4), np.uint8)
            cels[:, 8:56, 8:56] = (200, 40, 40, 255)
            lines[:, 8:56, (8, 55)], lines[:, 8:56, 31:33] = 255, 255
            traces[:, 8:56, 31:33] = TRACE_GREEN
            return Clip("traced", lines, cels, None, traces)

    for recipe in (Recipe(64, augmentation=PLAIN), Recipe(64, augmentation=PLAIN, sequence=True)):
        batch = make_batch(Traced(), recipe, 0, 0, range(2))
        assert (batch.lines[..., 10:50, 31:33] == 1).all() and (batch.fields[..., 10:50, 31:33] == 0).all()
        assert torch.equal(batch.colours[..., 20, 31], batch.colours[..., 20, 20]), "paint, no ink"
        assert (batch.colours[..., 10:50, 8] == -1).all(), "ink is black"


def test_a_sample_is_the_same_whoever_draws_it(source: FolderSource) -> None:
    recipe = Recipe(64, window=4, references=(1, 2), ends=0.5)
    whole = make_batch(source, recipe, 7, 3, range(4))
    halves = [Steps(source, recipe, 4, 7, rank, 2)[3] for rank in (0, 1)]
    for tensor, *parts in zip(tensors(whole), *map(tensors, halves), strict=True):
        assert torch.equal(tensor, torch.cat(parts))
    assert not same(whole, make_batch(source, recipe, 7, 4, range(4)))
    assert not same(whole, make_batch(source, recipe, 8, 3, range(4)))


def test_workers_draw_what_this_process_would_in_order(source: FolderSource) -> None:
    steps = Steps(source, Recipe(64, window=4), 2, 1)
    drawn = list(batches(steps, 3, 6, workers=2, pinned=False))
    assert len(drawn) == 3
    assert all(same(batch, steps[step]) for batch, step in zip(drawn, range(3, 6), strict=True))


def test_augmentation_keeps_who_shares_a_colour(source: FolderSource) -> None:
    plain = source.clip(np.random.default_rng(1), 4, 64)
    recipe = Recipe(64, window=4, sequence=True, augmentation=replace(PLAIN, palette=1.0))
    changed = make_batch(source, recipe, 0, 0, range(1))
    assert len(np.unique(plain.cels.reshape(-1, 4), axis=0)) > 4
    old = make_batch(source, replace(recipe, augmentation=PLAIN), 0, 0, range(1))
    assert torch.equal(old.lines, changed.lines)
    off_ink = (old.lines == 0)[0, :, 0]
    before = old.colours[0].permute(0, 2, 3, 1)[off_ink]
    after = changed.colours[0].permute(0, 2, 3, 1)[off_ink]
    _, was = np.unique(before.numpy(), axis=0, return_inverse=True)
    _, became = np.unique(after.numpy(), axis=0, return_inverse=True)
    pairs = set(zip(was.ravel().tolist(), became.ravel().tolist(), strict=True))
    assert len(pairs) == was.max() + 1, "each old colour became one new colour"
    assert not torch.equal(before, after)
