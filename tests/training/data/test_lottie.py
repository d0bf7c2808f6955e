# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.training.data.lottie.source import SIZE, LottieSource, render_lottie
from shiage.training.data.source_error import SourceError

NOTO = Path(__file__).parents[4] / "shared" / "data" / "train" / "noto"


def fixed(value: Any) -> dict[str, Any]:
    return {"a": 0, "k": value}


def box(x: float, side: float, rgb: tuple[float, float, float], opacity: float = 100) -> dict[str, Any]:
    place = {"p": fixed([x, 0]), "a": fixed([0, 0]), "s": fixed([100, 100]), "r": fixed(0), "o": fixed(100)}
    shape = {"ty": "rc", "d": 1, "s": fixed([side, side]), "p": fixed([0, 0]), "r": fixed(0)}
    fill = {"ty": "fl", "c": fixed([*rgb, 1]), "o": fixed(opacity), "r": 1}
    return {"ty": "gr", "it": [shape, fill, {"ty": "tr", **place}]}


@pytest.fixture
def animation(tmp_path: Path) -> Path:
    """A red box that slides over a blue one; a faint shadow that must not count."""
    even = {"i": {"x": 1, "y": 1}, "o": {"x": 0, "y": 0}}
    slide = {"a": 1, "k": [{"t": 0, "s": [100, 100], **even}, {"t": 30, "s": [140, 100]}]}
    whole, middle = fixed(100), fixed([100, 100])
    still = {"o": whole, "r": fixed(0), "p": middle, "a": fixed([0, 0]), "s": middle}
    moving = {**still, "p": slide}
    rows = [
        ("shadow", still, box(0, 150, (0, 0, 0), 15)),
        ("red", moving, box(-20, 60, (1, 0, 0))),
        ("blue", still, box(30, 80, (0, 0, 1))),
    ]
    common = {"ty": 4, "ip": 0, "op": 30, "st": 0, "sr": 1, "bm": 0, "ddd": 0}
    layers = [
        {**common, "ind": i, "nm": name, "ks": place, "shapes": [shape]}
        for i, (name, place, shape) in enumerate(rows, 1)
    ]
    head = {"v": "5.5.0", "fr": 30, "ip": 0, "op": 30, "w": 200, "h": 200, "nm": "boxes", "ddd": 0}
    document = {**head, "assets": [], "layers": layers}
    file = tmp_path / "boxes.json"
    file.write_text(json.dumps(document))
    return file


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
