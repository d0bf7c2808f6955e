# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import fields, replace

import pytest
import torch
from torch import Tensor

from shiage.models.matcher import Evidence, Matched, Matcher, MatcherConfig, Regions

CONFIG = MatcherConfig(pretrained=(5, 7))


@pytest.fixture
def matcher() -> Matcher:
    torch.manual_seed(0)
    matcher = Matcher(CONFIG).eval()
    assert matcher.adapter is not None
    adapter = matcher.adapter
    for last in (
        matcher.judge[-1],
        matcher.none,
        adapter.token,
        adapter.judge[-1],
        adapter.none[-1],
        adapter.hint,
    ):
        torch.nn.init.normal_(last.weight, 0, 0.1)  # type: ignore[arg-type]  # as if it had learned something
    return matcher


def drawing(count: int, seed: int, side: int = 64) -> Regions:
    rng = torch.Generator().manual_seed(seed)

    def noise(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=rng)

    return Regions(
        fields=noise(1, 2, side, side),
        points=noise(1, count, 48, 2) * side,
        place=noise(1, count, CONFIG.place),
        shape=noise(1, count, CONFIG.shape),
        touching=noise(1, count, count) / count,
        across=noise(1, count, count) / count,
        pretrained=noise(1, count, sum(CONFIG.pretrained)) - 0.5,
        present=torch.ones(1, count, dtype=torch.bool),
    )


def evidence(n: int, m: int) -> tuple[Evidence, Evidence]:
    rng = torch.Generator().manual_seed(n * 100 + m)

    def one(n: int, m: int) -> Evidence:
        answers = torch.rand(1, n, m, CONFIG.answers, generator=rng)
        return Evidence(answers, torch.randn(1, n, m + 1, generator=rng))

    return one(n, m), one(m, n)


def matched(matcher: Matcher, a: Regions, b: Regions, ahead: Evidence, back: Evidence) -> Matched:
    return matcher.compare(matcher.describe(a), matcher.describe(b), a, b, ahead, back)


@torch.no_grad()
def test_logits_for_each_candidate_and_for_none(matcher: Matcher) -> None:
    out = matched(matcher, drawing(5, 1), drawing(7, 2), *evidence(5, 7))
    assert out.ahead.shape == (1, 5, 8)
    assert out.back.shape == (1, 7, 6)
    assert [p.shape for p in out.paper] == [(1, 5), (1, 7)]


@torch.no_grad()
def test_the_other_way_round_is_the_same(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(4, 3), drawing(6, 4), evidence(4, 6)
    one, other = matched(matcher, a, b, ahead, back), matched(matcher, b, a, back, ahead)
    torch.testing.assert_close(one.ahead, other.back)
    torch.testing.assert_close(one.back, other.ahead)


@torch.no_grad()
def test_regions_have_no_order(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(5, 5), drawing(4, 6), evidence(5, 4)
    order = torch.tensor([3, 0, 4, 1, 2])
    turned = replace(
        a,
        points=a.points[:, order],
        place=a.place[:, order],
        shape=a.shape[:, order],
        touching=a.touching[:, order][:, :, order],
        across=a.across[:, order][:, :, order],
        pretrained=a.pretrained[:, order],
    )
    before = matched(matcher, a, b, ahead, back)
    columns = torch.cat([order, torch.tensor([5])])
    turned_ahead = Evidence(ahead.answers[:, order], ahead.logits[:, order])
    turned_back = Evidence(back.answers[:, :, order], back.logits[:, :, columns])
    after = matched(matcher, turned, b, turned_ahead, turned_back)
    torch.testing.assert_close(after.ahead, before.ahead[:, order], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(after.back, before.back[:, :, columns], atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_padding_changes_nothing(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(3, 7), drawing(5, 8), evidence(3, 5)
    padded = Regions(a.fields, _pad(a.points, 1, 5), _pad(a.place, 1, 5), _pad(a.shape, 1, 5),
                     _pad(_pad(a.touching, 1, 5), 2, 5), _pad(_pad(a.across, 1, 5), 2, 5),
                     _pad(a.pretrained, 1, 5), _pad(a.present, 1, 5))  # fmt: skip
    alone = matched(matcher, a, b, ahead, back)
    wide = Evidence(_pad(ahead.answers, 1, 5), _pad(ahead.logits, 1, 5))
    empty = torch.full((1, 5, 2), -1e4)
    logits = torch.cat([back.logits[..., :3], empty, back.logits[..., 3:]], 2)
    within = matched(matcher, padded, b, wide, Evidence(_pad(back.answers, 2, 5), logits))
    torch.testing.assert_close(within.ahead[:, :3], alone.ahead, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(within.back[..., [0, 1, 2, 5]], alone.back, atol=1e-4, rtol=1e-4)
    assert (within.back[..., 3:5] < -1e3).all()


@torch.no_grad()
def test_it_begins_with_what_the_evidence_says() -> None:
    ahead, back = evidence(5, 7)
    out = matched(Matcher(CONFIG), drawing(5, 1), drawing(7, 2), ahead, back)
    torch.testing.assert_close(out.ahead, ahead.logits)
    torch.testing.assert_close(out.back, back.logits)


@torch.no_grad()
def test_an_untrained_adapter_adds_nothing() -> None:
    torch.manual_seed(3)
    plain, adapted = Matcher(MatcherConfig()), Matcher(CONFIG)
    for last in (plain.judge[-1], plain.none):
        torch.nn.init.normal_(last.weight, 0, 0.1)  # type: ignore[arg-type]
    adapted.load_state_dict({**adapted.state_dict(), **plain.state_dict()})
    a, b, (ahead, back) = drawing(5, 5), drawing(4, 6), evidence(5, 4)
    less_a, less_b = (replace(x, pretrained=x.pretrained[..., :0]) for x in (a, b))
    one, other = matched(plain, less_a, less_b, ahead, back), matched(adapted, a, b, ahead, back)
    torch.testing.assert_close(other.ahead, one.ahead, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(other.back, one.back, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_features_count_only_where_they_are_wanted(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(5, 5), drawing(4, 6), evidence(5, 4)
    turned = replace(a, pretrained=-a.pretrained)
    seen = matcher.describe(a), matcher.describe(b)
    without = matcher.compare(*seen, a, b, ahead, back, adapted=False).ahead
    torch.testing.assert_close(matcher.compare(*seen, turned, b, ahead, back, adapted=False).ahead, without)
    assert (matcher.compare(*seen, turned, b, ahead, back).ahead - without).abs().max() > 1e-3


@torch.no_grad()
def test_paper_is_told_without_features(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(5, 5), drawing(4, 6), evidence(5, 4)
    other = replace(a, pretrained=-a.pretrained)
    torch.testing.assert_close(
        matched(matcher, a, b, ahead, back).paper, matched(matcher, other, b, ahead, back).paper
    )


@torch.no_grad()
def test_candidates_alone_are_compared_as_all_pairs_are(matcher: Matcher) -> None:
    assert matcher.adapter is not None
    one, two = drawing(5, 5), drawing(4, 6)
    dense = matcher.adapter.compare(one.pretrained, two.pretrained, one.present, two.present)
    own, other = torch.arange(5).repeat_interleave(4), torch.arange(4).repeat(5)
    sparse = matcher.adapter.compare_pairs(one.pretrained[0], two.pretrained[0], own, other)
    torch.testing.assert_close(sparse[0].pairs, dense[0].pairs[0, own, other])
    torch.testing.assert_close(sparse[1].pairs, dense[1].pairs[0, other, own])
    for few, all_ in zip(sparse, dense, strict=True):
        torch.testing.assert_close(few.best, all_.best[0])
    pairs = dense[0].pairs[0]
    assert (pairs[..., 3:] <= 0).all()
    assert (pairs[..., 3].amax(1) == 0).all()
    assert (pairs[..., 4].amax(0) == 0).all()


@torch.no_grad()
def test_features_of_a_level_count_by_their_direction_alone(matcher: Matcher) -> None:
    a, b, (ahead, back) = drawing(5, 5), drawing(4, 6), evidence(5, 4)
    assert matcher.adapter is not None
    torch.nn.init.zeros_(matcher.adapter.token.weight)
    before = matched(matcher, a, b, ahead, back)
    longer = replace(a, pretrained=a.pretrained * 3)
    torch.testing.assert_close(matched(matcher, longer, b, ahead, back).ahead, before.ahead)
    turned = replace(a, pretrained=-a.pretrained)
    assert (matched(matcher, turned, b, ahead, back).ahead - before.ahead).abs().max() > 1e-4


def test_every_parameter_learns(matcher: Matcher) -> None:
    out = matched(matcher, drawing(5, 1), drawing(7, 2), *evidence(5, 7))
    sum((x**2).mean() for x in (out.ahead, out.back, *out.paper)).backward()  # type: ignore[union-attr]
    idle = [name for name, p in matcher.named_parameters() if p.grad is None or not p.grad.abs().max() > 0]
    # softmax does not see what is added to all keys alike
    assert [name for name in idle if not name.endswith("pair.bias")] == []


@torch.no_grad()
def test_any_size_that_can_be_halved_five_times(matcher: Matcher) -> None:
    a = drawing(3, 9)
    wide = replace(a, fields=torch.rand(1, 2, 64, 160))
    assert torch.isfinite(matcher.describe(wide)).all()


def test_regions_name_what_training_keeps() -> None:
    names = ["fields", "points", "place", "shape", "touching", "across", "pretrained", "present"]
    assert [f.name for f in fields(Regions)] == names


@torch.no_grad()
def test_what_trace_lines_divide_is_seen(matcher: Matcher) -> None:
    plain = drawing(4, 10)
    plain = replace(plain, fields=plain.fields[:, :1].expand(-1, 2, -1, -1), across=torch.zeros(1, 4, 4))
    told = matcher.describe(plain)
    for traced in (
        replace(plain, fields=torch.cat([plain.fields[:, :1], plain.fields[:, 1:].sqrt()], 1)),
        replace(plain, across=plain.touching),
    ):
        assert (matcher.describe(traced) - told).abs().max() > 1e-3


def _pad(x: Tensor, axis: int, size: int) -> Tensor:
    shape = list(x.shape)
    shape[axis] = size - shape[axis]
    return torch.cat([x, torch.zeros(shape, dtype=x.dtype)], axis)
