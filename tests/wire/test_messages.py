# SPDX-License-Identifier: Apache-2.0
"""Messages are packed, taken apart and refused as the protocol says."""

from __future__ import annotations

from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiage.wire.messages import (
    CONTROL,
    MAX_HEADER,
    REQUESTS,
    WORK,
    MalformedMessage,
    Message,
    check,
    pack,
    unpack,
)


def test_a_message_comes_back_as_it_was_with_its_buffers_uncopied() -> None:
    pixels = bytearray(100_000)
    parts = pack(Message("put", 7, {"job": "a", "item": 3}, [pixels]))
    assert parts[1] is pixels
    message = unpack(parts)
    assert (message.type, message.id, message.fields) == ("put", 7, {"job": "a", "item": 3})
    assert message.buffers[0] is pixels


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"", "msgpack"),
        (b"\xc1", "msgpack"),
        (b"\x91" * 5000, "msgpack"),
        (msgpack.packb([1, 2]), "not a map"),
        (msgpack.packb({1: 2}), "msgpack"),
        (msgpack.packb({"id": 1}), "no type"),
        (msgpack.packb({"type": 5}), "no type"),
        (msgpack.packb({"type": "ping", "id": -1}), "id of a message"),
        (msgpack.packb({"type": "ping", "id": True}), "id of a message"),
        (msgpack.packb({"type": "ping", "x": msgpack.ExtType(5, b"x")}), "msgpack"),
        (msgpack.packb({"type": "x" * 70_000}), "msgpack"),
        (b"\xdd\xff\xff\xff\xff", "msgpack"),
        (bytes(MAX_HEADER + 1), "at most"),
    ],
)
def test_bytes_that_are_no_header_are_refused_in_words(header: bytes, words: str) -> None:
    with pytest.raises(MalformedMessage, match=words):
        unpack([header])


def test_a_message_without_parts_is_refused() -> None:
    with pytest.raises(MalformedMessage, match="needs a header"):
        unpack([])


@given(st.binary(max_size=400))
def test_random_bytes_are_a_message_or_refused(header: bytes) -> None:
    try:
        assert isinstance(unpack([header]).type, str)
    except MalformedMessage:
        return


def test_fields_are_checked_and_unknown_ones_ignored() -> None:
    check(Message("status", 1, {"job": "a", "colour of the sky": 5}), CONTROL)
    with pytest.raises(MalformedMessage, match="needs the field `job`"):
        check(Message("status", 1, {}), CONTROL)
    with pytest.raises(MalformedMessage, match="must be str"):
        check(Message("status", 1, {"job": 5}), CONTROL)
    with pytest.raises(MalformedMessage, match="belongs on the control socket"):
        check(Message("status", 1, {"job": "a"}), WORK)


def test_a_flag_is_no_number() -> None:
    fields: dict[str, Any] = {"job": "a", "frames": True}
    with pytest.raises(MalformedMessage, match="must be int"):
        check(Message("credit", None, fields), WORK)
    assert REQUESTS["credit"][0] == WORK
