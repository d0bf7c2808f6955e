# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from boxes import write_boxes

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.training.data.lottie.source import SIZE, LottieSource, render_lottie
from shiage.training.data.source_error import SourceError

NOTO = Path(__file__).parents[4] / "shared" / "data" / "train" / "noto"


@pytest.fixture
def animation(tmp_path: Path) -> Path:
    return write_boxes(tmp_path / "boxes.json")


def test_every_paint_is_a_part_in_its_exact_colour(animation: Path) -> None:
    rendered = render_lottie(animation)
    assert rendered.parts.shape[1:] == (SIZE, SIZE)
    first, last = rendered.parts[0], rendered.parts[-1]
    seen = np.unique(first)
    assert len(seen) == 3, "paper, red and blue; the shadow is not there"
    assert sorted(map(tuple, rendered.colours[seen[1:]].tolist())) == [(0, 0, 255), (255, 0, 0)]
    red = next(p for p in seen if tuple(rendered.colours[p]) == (255, 0, 0))
    unit = SIZE / 200
    assert abs(int((first == red).sum()) - (60 * unit) ** 2) < 4 * 60 * unit, "as large as it was drawn"
    moved = np.nonzero(last == red)[1].mean() - np.nonzero(first == red)[1].mean()
    assert 30 * unit < moved < 40 * unit, "the same part in every frame"


def test_a_folder_is_a_source_and_keeps_what_it_renders(animation: Path, tmp_path: Path) -> None:
    source = LottieSource.open(animation.parent, tmp_path / "cache")
    clip = source.clip(np.random.default_rng(0), 4, 128)
    again = LottieSource.open(animation.parent, tmp_path / "cache").clip(np.random.default_rng(0), 4, 128)
    assert (clip.lines == again.lines).all() and (clip.cels == again.cels).all()
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_what_is_not_lottie_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no Lottie file"):
        LottieSource.open(tmp_path)
    bad = tmp_path / "bad.json"
    bad.write_text('{"layers": []}')
    with pytest.raises(SourceError, match=r"bad\.json"):
        render_lottie(bad)


@pytest.mark.skipif(not NOTO.is_dir(), reason="../shared/data/train/noto is not here")
def test_lines_close_the_parts_of_animated_emoji(tmp_path: Path) -> None:
    source = LottieSource(sorted(NOTO.glob("*.json"))[::97], LottieSource.open(NOTO, tmp_path).cache)
    pure = total = 0
    for seed in range(4):
        clip = source.clip(np.random.default_rng(seed), 2, 256)
        assert clip.parts is not None
        paint = np.ascontiguousarray(clip.cels).view(np.uint32)[..., 0]
        for line, colours in zip(clip.lines, paint, strict=True):
            regions = find_regions(LineArt(line), 0)
            for number in range(1, regions.count + 1):
                _, votes = np.unique(colours[regions.labels == number], return_counts=True)
                if votes.sum() > 10:
                    total, pure = total + 1, pure + int(votes.max() >= 0.95 * votes.sum())
    assert total > 20 and pure >= 0.98 * total
