# SPDX-License-Identifier: Apache-2.0
"""A shot is packed for the wire as the protocol describes it, and answers are read back."""

from __future__ import annotations

import hashlib
import struct
from array import array

import pytest

from shiage.wire.events import FillFrame, RegionFrame
from shiage.wire.messages import Message
from shiage.wire.results import event_of
from shiage.wire.shot import ShotUpload, Stroke
from shiage.wire.upload import Upload


def test_strokes_are_packed_one_after_another() -> None:
    shot = ShotUpload()
    shot.strokes(
        4, 100, 80, [Stroke([(1, 2), (3, 4)], [0.5, 1]), Stroke([(5, 6)], [2], closed=True, trace=3)]
    )
    (item,) = shot.items
    points, radius, offsets, flags = item.buffers()
    assert struct.unpack("<6f", points) == (1, 2, 3, 4, 5, 6)
    assert struct.unpack("<3f", radius) == (0.5, 1, 2)
    assert struct.unpack("<3i", offsets) == (0, 2, 3)
    assert flags == bytes([0, 0, 1, 3])
    assert item.header == {"role": "strokes", "number": 4, "shape": [80, 100], "bytes": [24, 12, 12, 4]}
    with pytest.raises(ValueError, match="frame 5: a stroke needs one radius"):
        shot.strokes(5, 100, 80, [Stroke([(1, 2)], [])])


def test_what_the_engine_has_is_not_sent() -> None:
    shot = ShotUpload()
    for number in range(3):
        shot.line(number, 64, 64, bytes([number]) * 4096)
    shot.name_items()
    assert shot.items[0].header["digest"] == hashlib.sha256(bytes(4096)).hexdigest()
    upload = Upload("job", shot.items, 9, known=[0, 2])
    assert [put[0]["item"] for put in iter(upload.next, None)] == [1]
    assert (upload.confirm().done, upload.complete) == (3, True)
    assert Upload("job", shot.items, 9, known=[2, 0, 1]).complete


def test_no_more_than_the_window_is_under_way() -> None:
    shot = ShotUpload()
    for number in range(4):
        shot.line(number, 64, 64, bytes(4096))
    upload = Upload("job", shot.items, 2)
    assert [put[0]["item"] for put in iter(upload.next, None)] == [0, 1]
    assert upload.confirm().done == 1
    assert [put[0]["item"] for put in iter(upload.next, None)] == [2]
    for _ in range(3):
        upload.next()
        upload.confirm()
    assert upload.complete
    assert upload.next() is None


def test_regions_and_fills_are_read_without_numpy() -> None:
    palette = {"colours": [[0, 0, 0, 0], [1, 2, 3, 255]], "names": ["clear", "coat"]}
    place = {"job": "j", "number": 3, "shape": [2, 3], "count": 2, "palette": palette}
    labels, swatches, sure = array("H", [1, 1, 2, 1, 2, 2]), array("i", [0, 1]), array("f", [0.5, 1.0])
    frame = event_of(
        Message("frame", None, {**place, "form": "regions", "dtype": "u2"}, [labels, swatches, sure])
    )
    assert isinstance(frame, RegionFrame)
    assert (frame.width, frame.height, frame.count) == (3, 2, 2)
    assert frame.palette.colours[1] == (1, 2, 3, 255)
    assert frame.labels.cast("H").tolist() == labels.tolist()
    points = array("f", range(28))
    buffers = [points, array("i", [4, 3, 7]), array("i", [1, 0, 2, 2, 1, 1]), array("f", [0.25, 1.0])]
    fills = event_of(Message("frame", None, {**place, "form": "fills"}, buffers))
    assert isinstance(fills, FillFrame)
    assert [(f.region, f.swatch, f.confidence, len(f.rings)) for f in fills.fills] == [
        (1, 0, 0.25, 2),
        (2, 1, 1.0, 1),
    ]
    assert [ring.cast("f").tolist() for ring in fills.fills[0].rings] == [list(range(8)), list(range(8, 14))]


def test_an_answer_of_a_later_version_is_no_event() -> None:
    assert event_of(Message("confetti", None, {"job": "j"})) is None
