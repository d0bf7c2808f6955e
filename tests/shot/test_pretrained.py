# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from drawings import face
from numpy.typing import NDArray

from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.models.efficientnet import LEVELS
from shiage.shot.describe.crop import whole
from shiage.shot.describe.describe import describe
from shiage.shot.describe.description import Description
from shiage.shot.describe.pretrained_features import PretrainedFeatures, open_pretrained
from shiage.shot.match.candidates import largest

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def network() -> PretrainedFeatures:
    return open_pretrained(torch.device("cpu"))


def drawn(line: LineArt) -> Description:
    return describe(line, find_regions(line, 0), whole(line))


def features(network: PretrainedFeatures, drawing: Description) -> Floats:
    return network.of(drawing, largest(drawing))


def cosines(a: Floats, b: Floats) -> Floats:
    a, b = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
    return np.asarray(a @ b.T)


def test_every_channel_is_standardised(network: PretrainedFeatures) -> None:
    seen = features(network, drawn(face((70, 90), 160)[0]))
    assert seen.shape == (5, sum(LEVELS.values()))
    assert seen.mean(0) == pytest.approx(0, abs=1e-4)
    assert seen.std(0) == pytest.approx(1, abs=1e-2)


def test_where_the_figure_stands_says_nothing(network: PretrainedFeatures) -> None:
    line, _ = face((80, 80), 160)
    moved = LineArt(np.pad(line.ink, ((40, 300), (500, 20))))
    alike = cosines(features(network, drawn(line)), features(network, drawn(moved)))
    # the one region that is not the face, the ground, is another shape there
    assert alike.argmax(1).tolist() == list(range(5))
    assert np.diag(alike)[1:] == pytest.approx(1, abs=0.02)


def test_a_mirrored_drawing_has_the_same_features(network: PretrainedFeatures) -> None:
    line, _ = face((70, 90), 160)
    plain = drawn(line)
    mirrored = drawn(LineArt(np.ascontiguousarray(line.ink[:, ::-1])))
    twin = _twins(plain, mirrored)
    one, other = features(network, plain), features(network, mirrored)[twin]
    assert np.diag(cosines(one, other)) == pytest.approx(1, abs=0.05)


def test_size_says_little(network: PretrainedFeatures) -> None:
    line, _ = face((140, 180), 320)
    half = LineArt(np.asarray(cv2.resize(line.ink, (160, 160), interpolation=cv2.INTER_AREA)))
    alike = cosines(features(network, drawn(line)), features(network, drawn(half)))
    either_eye = [0, 1, 2, 3, 3]  # they see the mirror image too
    assert np.minimum(alike.argmax(1), 3).tolist() == either_eye


def test_one_region_alone_is_nothing_in_particular(network: PretrainedFeatures) -> None:
    line = LineArt(np.zeros((64, 64), np.uint8))
    assert features(network, drawn(line)) == pytest.approx(0)


def _twins(plain: Description, mirrored: Description) -> list[int]:
    """The region of the mirrored drawing that each of the plain one's is."""
    at = plain.centre * (-1, 1) + (1, 0)
    apart = np.linalg.norm(at[:, None] - mirrored.centre[None], axis=2) + abs(
        np.log(plain.area[:, None] / mirrored.area[None])
    )
    return [int(i) for i in apart.argmin(1)]
