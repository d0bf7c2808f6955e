# SPDX-License-Identifier: Apache-2.0
"""The trained matcher: pair features and learned descriptions of regions, weighed by a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shiage.cel.arrays import Floats
from shiage.models.efficientnet import LEVELS
from shiage.models.matcher import Evidence, Matcher, MatcherConfig, Regions, nearness
from shiage.models.region_affinity import AffinityConfig, RegionAffinity
from shiage.models.sparse_matcher import Described
from shiage.models.weights import AFFINITY as AFFINITY_HEAD
from shiage.models.weights import Weights, load_weights
from shiage.shot.describe.description import Description
from shiage.shot.describe.pretrained_features import PretrainedFeatures, open_pretrained
from shiage.shot.match.candidates import largest
from shiage.shot.match.crowded import match_crowded
from shiage.shot.match.crowded_network import Seen, add_network
from shiage.shot.match.feature_matcher import feature_matcher
from shiage.shot.match.matcher import crowded, no_match
from shiage.shot.match.motion import Motion, motion
from shiage.shot.match.pair_features import compare
from shiage.shot.match.transport import Transport

FEW = 6
"""Of fewer regions pretrained features say nothing: standardised over two or three, they would be
opposites."""

FAR = 8
"""Frames apart from which pretrained features count; model sheets are farther. Nearer drawings match by
motion and place, which features disturb more than they help. Compared on dev shots and on the demo."""

AFFINITY = 1.0
"""Temperature of what scribbled regions say of others in their drawing; fitted on held-out drawings."""

PAD = 32
"""The matcher halves a drawing five times."""

TEMPERATURE = 0.85
"""Sharpens its probabilities, which the mean of weights leaves a little unsure. Compared on shots that it
was not trained on."""


def open_matcher(weights: Weights, device: torch.device) -> NetworkMatcher:
    """The matcher of a file of weights, on a device.

    Raises:
        WeightsError: they, or those of the pretrained network, are torn, changed, or of another network.
    """
    matcher = Matcher(weights.configured(MatcherConfig))
    weights.load_into(matcher)
    if not matcher.config.pretrained:
        return NetworkMatcher(matcher, device)
    return NetworkMatcher(matcher, device, open_pretrained(device), open_affinity())


def open_affinity() -> RegionAffinity:
    """The shipped head for scribbles.

    Raises:
        WeightsError: its weights are torn, changed, or of another network.
    """
    weights = load_weights(AFFINITY_HEAD)
    head = RegionAffinity(weights.configured(AffinityConfig))
    weights.load_into(head)
    return head


class NetworkMatcher:
    """Weighs evidence and learned descriptions together, see `models.matcher`.

    A drawing is described once, however many others it is compared with.
    """

    def __init__(
        self,
        matcher: Matcher,
        device: torch.device,
        features: PretrainedFeatures | None = None,
        affinity: RegionAffinity | None = None,
    ) -> None:
        self._features = features
        self._affinity = None if affinity is None else affinity.to(device).eval()
        self.matcher = matcher.to(device).eval()
        self.device = device
        self._describing = Lock()
        self._known: WeakKeyDictionary[Description, tuple[Regions, Tensor]] = WeakKeyDictionary()

    @torch.inference_mode()
    def transport(
        self, a: Description, b: Description, gap: int, moved: Motion | None = None
    ) -> tuple[Transport, Transport]:
        """See `matcher.RegionMatcher.transport`."""
        far = gap >= FAR
        if crowded(a, b):
            match = match_crowded(a, b, gap, moved or motion(a, b), feature_matcher().weights)
            sides = self._look(a, far), self._look(b, far)
            return add_network(match, *sides, self.matcher, far).transports(TEMPERATURE)
        ahead, behind = compare(a, b, gap, moved)
        if not ahead.size:
            return no_match(ahead), no_match(behind)
        (one, seen), (two, seen_two) = self._describe(a, far), self._describe(b, far)
        concluded = feature_matcher().logits(ahead, behind, a.touching, b.touching)
        there, back = (
            Evidence(*(torch.from_numpy(x)[None].to(self.device) for x in both))
            for both in zip((ahead, behind), concluded, strict=True)
        )
        matched = self.matcher.compare(seen, seen_two, one, two, there, back, far)
        return _rows(matched.ahead), _rows(matched.back)

    @torch.inference_mode()
    def paper(self, drawing: Description) -> Floats:
        """See `matcher.RegionMatcher.paper`."""
        if not len(drawing.area):
            return np.zeros(0, np.float32)
        tokens = self._describe(drawing, far=False)[1]
        blank: Floats = np.full(len(drawing.area), np.nan, np.float32)
        blank[largest(drawing)] = torch.sigmoid(self.matcher.paper(tokens)[0, :, 0]).cpu().numpy()
        return blank

    @torch.inference_mode()
    def within(self, drawing: Description, given: NDArray[np.bool_]) -> Floats | None:
        """See `matcher.RegionMatcher.within`."""
        if self._affinity is None:
            return None
        chosen = largest(drawing)
        out = np.zeros((len(given), len(given) + 1), np.float32)
        out[:, -1] = 1
        if given[chosen].any():
            regions, tokens = self._describe(drawing, far=True)
            there = torch.from_numpy(given[chosen])[None].to(self.device)
            shares = torch.softmax(self._affinity(tokens, regions, there)[0] / AFFINITY, 1).cpu().numpy()
            out[chosen] = 0
            out[np.ix_(chosen, np.append(chosen, len(given)))] = shares
        return out

    def _look(self, drawing: Description, far: bool) -> Seen:
        regions, tokens = self._describe(drawing, far)
        seen = Described(tokens[0], nearness(regions)[0], regions.pretrained[0])
        return Seen(largest(drawing), seen)

    def _describe(self, drawing: Description, far: bool) -> tuple[Regions, Tensor]:
        """What is seen of a drawing, and its tokens; pretrained features once a far pair asks for them."""
        with self._describing:  # pairs compared at the same time share drawings
            known = self._known.get(drawing)
            if known is None:
                regions = stack([seen_of(drawing, None)]).to(self.device)
                known = self._known[drawing] = regions, self.matcher.describe(regions)
            if far and self._features is not None and not known[0].pretrained.shape[2]:
                features = torch.from_numpy(pretrained_of(drawing, self._features))[None].to(self.device)
                known = self._known[drawing] = replace(known[0], pretrained=features), known[1]
            return known


def seen_of(drawing: Description, features: PretrainedFeatures | None) -> dict[str, NDArray[np.generic]]:
    """What the matcher sees of one drawing, as arrays by the names of `models.matcher.Regions`.

    Those of its regions are seen that are looked at closely, see `candidates.largest`. The fields are
    (2, H, W) uint8, padded with paper to what the matcher can halve; the rest float32.
    """
    fields = np.stack([drawing.field, drawing.ink_field])
    _, height, width = fields.shape
    fields = np.pad(fields, ((0, 0), (0, -height % PAD), (0, -width % PAD)), constant_values=255)
    size = np.array(fields.shape[:0:-1], np.float32)
    chosen = largest(drawing)
    touching, across = drawing.meetings_among(chosen)
    return {
        "fields": fields,
        "points": (drawing.points[chosen] + 0.5) / size * 2 - 1,
        "place": _place(drawing)[chosen],
        "shape": np.concatenate([each[chosen] for each in (drawing.mask, drawing.near, drawing.wide)], 1),
        "touching": touching,
        "across": across,
        "pretrained": pretrained_of(drawing, features),
    }


def pretrained_of(drawing: Description, features: PretrainedFeatures | None) -> Floats:
    """(k, C) pretrained features of the regions that are looked at; C is 0 where none are asked for."""
    chosen = largest(drawing)
    if features is None:
        return np.zeros((len(chosen), 0), np.float32)
    if len(chosen) < FEW:
        return np.zeros((len(chosen), sum(LEVELS.values())), np.float32)
    return features.of(drawing, chosen)


def stack(drawings: Sequence[Mapping[str, NDArray[np.generic]]]) -> Regions:
    """Batch drawings, with padding up to the most regions and the largest field."""
    most = max(len(d["place"]) for d in drawings)
    sizes = np.array([d["fields"].shape for d in drawings])
    seen = np.full((len(drawings), *sizes.max(0)), 255, np.uint8)

    def rows(name: str) -> Tensor:
        first = drawings[0][name].shape
        out = np.zeros((len(drawings), most, *first[1:]), np.float32)
        for i, d in enumerate(drawings):
            out[i, : len(d[name])] = d[name]
        return torch.from_numpy(out)

    meeting = np.zeros((2, len(drawings), most, most), np.float32)
    present = np.zeros((len(drawings), most), bool)
    for i, d in enumerate(drawings):
        n = len(d["place"])
        meeting[:, i, :n, :n], present[i, :n] = (d["touching"], d["across"]), True
        seen[i, :, : sizes[i, 1], : sizes[i, 2]] = d["fields"]
    wide = torch.from_numpy(sizes[:, None, None, :0:-1].astype(np.float32))
    touching, across = torch.from_numpy(meeting)
    return Regions(
        fields=torch.from_numpy(seen.astype(np.float32)) / 255,
        points=(rows("points") + 1) / 2 * wide,
        place=rows("place"),
        shape=rows("shape"),
        touching=touching,
        across=across,
        pretrained=rows("pretrained"),
        present=torch.from_numpy(present),
    )


def _place(drawing: Description) -> Floats:
    """(n, MatcherConfig.place) where regions stand in the figure and in the frame, and how they are built."""
    at = drawing.centre * max(drawing.field.shape)
    within = np.clip((at - drawing.figure[:2]) / drawing.figure[2:], -4, 4) / 2
    size = np.log10(np.maximum(1e-6, drawing.area))[:, None] / 3 + 0.7
    parts = (within, drawing.centre - 0.5, size, drawing.form, drawing.border, drawing.traced)
    return np.asarray(np.concatenate(parts, 1), np.float32)


def _rows(logits: Tensor) -> Floats:
    rows: Floats = torch.softmax(logits[0] / TEMPERATURE, 1).cpu().numpy()
    return rows
