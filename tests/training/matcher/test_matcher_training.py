# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from shiage.demo.shot import write_demo
from shiage.models.matcher import Matched, Matcher, MatcherConfig
from shiage.models.weights import WeightsError, load_weights, save_weights
from shiage.shot.match.network_matcher import open_matcher
from shiage.training.config import TrainingError
from shiage.training.data.procedural.source import ProceduralSource
from shiage.training.matcher.drawing_groups import CLIP, Group, draw_group
from shiage.training.matcher.group_batch import make_group_batch
from shiage.training.matcher.group_store import fill_pool, load_group, save_group, shot_of
from shiage.training.matcher.learner import MatcherTraining
from shiage.training.matcher.matching_loss import matching_loss
from shiage.training.matcher.train_matcher import held_out, open_pool, train_matcher
from shiage.training.read_config import read_settings


@pytest.fixture(scope="module")
def group() -> Group:
    for seed in range(9):
        rng = np.random.default_rng(seed)
        drawn = draw_group(ProceduralSource().clip(rng, CLIP, 256), rng)
        if drawn is not None and len(drawn.seen) > 3:
            return drawn
    raise AssertionError("no seed gives a group")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matcher") / "tiny.json"
    asked = {"sources": [{"kind": "procedural"}], "pool": 13, "steps": 4, "batch": 1, "size": 128}
    path.write_text(json.dumps({**asked, "workers": 0, "log_every": 1, "keep_every": 2}))
    return path


@pytest.fixture(scope="module")
def pool(settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Groups of those settings: drawing them takes most of a training's time here."""
    asked = read_settings(MatcherTraining, str(settings))
    folder = tmp_path_factory.mktemp("pool") / "groups"
    fill_pool(folder, asked.sources, asked.size, asked.pool, asked.seed, 0, lambda done, total: None)
    return folder


def drawn(out: Path, pool: Path) -> Path:
    """A folder for a training whose groups are drawn already."""
    shutil.copytree(pool, out / "groups")
    return out


def test_a_group_holds_each_two_of_its_drawings(group: Group) -> None:
    count = len(group.seen)
    assert [(p.first, p.second) for p in group.pairs] == [
        (i, j) for i in range(count) for j in range(i + 1, count)
    ]
    for i, seen in enumerate(group.seen):
        n = len(seen["place"])
        assert len(group.swatches[i]) == len(group.parts[i]) == len(group.paper[i]) == n
        assert group.paper[i].any()
    for pair in group.pairs:
        assert pair.ahead.shape[:2] == (len(group.swatches[pair.first]), len(group.swatches[pair.second]))


def test_a_part_has_one_swatch(group: Group) -> None:
    swatch: dict[int, set[int]] = {}
    for parts, swatches in zip(group.parts, group.swatches, strict=True):
        for part, own in zip(parts.tolist(), swatches.tolist(), strict=True):
            swatch.setdefault(part, set()).add(own)
    assert all(len(own) == 1 for own in swatch.values())
    assert len(swatch) > len(np.unique(np.concatenate(group.swatches)))


def test_groups_come_back_from_their_files(group: Group, tmp_path: Path) -> None:
    save_group(tmp_path / "g.npz", group)
    back = load_group(tmp_path / "g.npz")
    assert back is not None
    for one, other in zip(group.seen, back.seen, strict=True):
        assert all(np.allclose(one[name], other[name], atol=2e-3) for name in one)
    assert all(
        (a.ahead == b.ahead).all() and (a.back == b.back).all()
        for a, b in zip(group.pairs, back.pairs, strict=True)
    )


def test_a_pool_is_read_in_order_of_regions_without_the_held_out_and_the_empty(
    group: Group, settings: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "groups"
    folder.mkdir()
    fewer = Group(group.seen[:2], group.swatches[:2], group.parts[:2], group.paper[:2], group.pairs[:1])
    for i in range(13):
        place = folder / f"0-{i:06d}.npz"
        if i % 3 == 2:
            place.write_bytes(b"")
        else:
            save_group(place, group if i % 2 else fewer)
    kept, held = open_pool(read_settings(MatcherTraining, str(settings)), tmp_path)
    sizes = [max(map(len, own.swatches)) for own in kept]
    assert (len(kept), len(held)) == (7, 2)
    assert sizes == sorted(sizes)
    assert [len(own.seen) for own in held] == [2, 2]


def test_trace_lines_are_told_from_ink_in_most_groups() -> None:
    rng = np.random.default_rng(3)
    clip = next(
        c for c in (ProceduralSource().clip(rng, CLIP, 256) for _ in range(20)) if c.traces is not None
    )
    drawn = [g for g in (draw_group(clip, np.random.default_rng(seed)) for seed in range(7)) if g is not None]
    across = [max(float(seen["across"].max()) for seen in g.seen) for g in drawn]
    apart = [any((seen["fields"][0] != seen["fields"][1]).any() for seen in g.seen) for g in drawn]
    assert [a > 0 for a in across] == apart
    assert 2 <= sum(apart) < len(drawn)
    for group in drawn:
        for seen in group.seen:
            assert np.greater_equal(seen["fields"][1], seen["fields"][0]).all(), "less ink, farther from it"
            assert np.less_equal(seen["across"], seen["touching"]).all()
            assert np.allclose(seen["place"][:, -3:].sum(1), seen["across"].sum(1), atol=1e-5)


def test_the_loss_wants_the_true_swatch(group: Group) -> None:
    batch = make_group_batch([group], [False])
    pairs, most = batch.ahead.answers.shape[:2]
    right, wrong = torch.zeros(pairs, most, most + 1), torch.zeros(pairs, most, most + 1)
    same = batch.sides[0].swatches[0][:, :, None] == batch.sides[0].swatches[1][:, None]
    right[..., :-1][same], wrong[..., :-1][same] = 20, -20
    paper = batch.sides[0].paper * 40 - 20, batch.sides[1].paper * 40 - 20
    back = torch.zeros(pairs, most, most + 1)
    back[..., :-1][batch.sides[1].swatches[0][:, :, None] == batch.sides[1].swatches[1][:, None]] = 20
    good, figures = matching_loss(Matched(right, back, paper), batch)
    bad, _ = matching_loss(Matched(wrong, back, paper), batch)
    assert figures["sure"] == 1
    assert figures["paper"] == 1
    assert good < bad - 1


def test_a_mirrored_drawing_is_one_drawn_mirrored(group: Group) -> None:
    once, plain = make_group_batch([group], [True]).regions, make_group_batch([group], [False]).regions
    assert torch.equal(once.fields, plain.fields.flip(3))
    assert torch.equal(once.points[..., 1], plain.points[..., 1])
    assert torch.allclose(once.points[..., 0], once.fields.shape[3] - plain.points[..., 0])
    assert not torch.equal(once.shape, plain.shape)


def test_going_on_equals_not_having_stopped(settings: Path, pool: Path, tmp_path: Path) -> None:
    said: list[str] = []
    whole = train_matcher(str(settings), drawn(tmp_path / "whole", pool), None, None, "cpu", said.append)
    assert any("held out" in line for line in said)
    first = json.loads(settings.read_text())
    short = tmp_path / "short.json"
    short.write_text(json.dumps({**first, "steps": 4}))
    assert train_matcher(str(short), drawn(tmp_path / "parts", pool), 0, None, "cpu", said.append) is not None
    again = train_matcher(str(short), tmp_path / "parts", None, None, "cpu", said.append)
    assert whole is not None
    assert again is not None
    one, other = load_weights(whole).arrays(), load_weights(again).arrays()
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert open_matcher(load_weights(again), torch.device("cpu")).matcher is not None


def test_another_training_is_refused(settings: Path, pool: Path, tmp_path: Path) -> None:
    train_matcher(str(settings), drawn(tmp_path, pool), 0, None, "cpu", lambda line: None)
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**json.loads(settings.read_text()), "rate": 0.5}))
    with pytest.raises(TrainingError, match="rate"):
        train_matcher(str(other), tmp_path, None, None, "cpu", lambda line: None)


def test_a_production_goes_on_from_weights_that_are_there(settings: Path, pool: Path, tmp_path: Path) -> None:
    begun = train_matcher(
        str(settings), drawn(tmp_path / "first", pool), None, None, "cpu", lambda line: None
    )
    gentle = tmp_path / "gentle.json"
    gentle.write_text(json.dumps({**json.loads(settings.read_text()), "rate": 1e-7}))
    tuned = train_matcher(
        str(gentle), drawn(tmp_path / "tuned", pool), None, str(begun), "cpu", lambda line: None
    )
    assert begun is not None
    assert tuned is not None
    one, other = load_weights(begun).arrays(), load_weights(tuned).arrays()
    assert all(np.allclose(one[name], other[name], atol=2e-3) for name in one)
    assert load_weights(tuned).provenance["from"].startswith("matcher ")
    line_extractor = Path(load_weights("line_extractor").path)
    with pytest.raises(WeightsError, match="configuration of this network"):
        train_matcher(
            str(settings), drawn(tmp_path / "no", pool), None, str(line_extractor), "cpu", lambda line: None
        )


def test_an_adapter_is_trained_on_a_matcher_that_knew_no_features(
    settings: Path, pool: Path, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    plain = tmp_path / "plain.safetensors"
    save_weights(plain, Matcher(MatcherConfig()), MatcherConfig(), {})
    asked = tmp_path / "adapter.json"
    asked.write_text(json.dumps({**json.loads(settings.read_text()), "layers": "adapter"}))
    trained = train_matcher(
        str(asked), drawn(tmp_path / "out", pool), None, str(plain), "cpu", lambda line: None
    )
    assert trained is not None
    before, after = load_weights(plain).arrays(), load_weights(trained).arrays()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert {name.partition(".")[0] for name in set(after) - set(before)} == {"adapter"}
    assert np.abs(after["adapter.hint.weight"]).max() > 0


def test_all_groups_of_a_shot_are_held_out_or_none() -> None:
    shots = [f"shot {i % 25}" for i in range(100)]
    apart = held_out(shots)
    held = {shot for shot, is_apart in zip(shots, apart, strict=True) if is_apart}
    assert len(held) == 3 and held.isdisjoint(s for s, out in zip(shots, apart, strict=True) if not out)
    assert sum(held_out(["a", "b"] * 5)) == 5, "of two shots one is learned from"
    assert not any(held_out(["a"] * 30)), "a single shot is"
    assert held_out([""] * 13) == [True, *[False] * 11, True], "drawn anew, each by itself"


@pytest.mark.parametrize("frames", [2, 5])
def test_a_matcher_learns_from_finished_shots_of_any_length(frames: int, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write_demo(tmp_path / "shots" / name, frames, (320, 180))
    write_demo(tmp_path / "shots" / "still", 1, (320, 180))
    asked = {"sources": [{"kind": "folder", "path": str(tmp_path / "shots")}], "pool": 9, "steps": 1}
    settings = tmp_path / "own.json"
    settings.write_text(json.dumps({**asked, "batch": 1, "size": 256, "workers": 0}))
    said: list[str] = []
    train_matcher(str(settings), tmp_path / "out", None, say=said.append)
    kept, held = open_pool(read_settings(MatcherTraining, settings), tmp_path / "out")
    shots = [{shot_of(file) for file in part.files} for part in (kept, held)]
    assert shots[1] and not shots[0] & shots[1] and shots[0] | shots[1] <= {"one", "two", "three"}
    assert all(2 <= len(group.seen) <= frames for group in kept)
