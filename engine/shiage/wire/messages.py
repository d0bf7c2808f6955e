# SPDX-License-Identifier: Apache-2.0
"""The messages of the protocol: their fields, how they are packed, what is refused.

A message is a msgpack map (the header) followed by raw buffers. PROTOCOL.md describes each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack  # type: ignore[import-untyped]

MAX_HEADER = 4 << 20
"""Most bytes of a header."""

MAX_MESSAGE = 513 << 20
"""Most bytes of one part: an 8192 x 8192 RGBA picture of 16 bits fits."""

NO_COPY = 64 << 10
"""Buffers from this size on are sent and received without a copy."""

CONTROL, WORK = "control", "work"


class MalformedMessage(ValueError):
    """Bytes that are no message of this protocol; the message says why, `id` is its id if one was read."""

    def __init__(self, words: str, id: int | None = None) -> None:
        super().__init__(words)
        self.id = id


@dataclass(frozen=True)
class Field:
    """A header field: the types it may have and whether it must be there."""

    types: tuple[type, ...]
    needed: bool = True


@dataclass(frozen=True)
class Message:
    """A message taken apart.

    Attributes:
        type: its name, a key of REQUESTS or ANSWERS.
        id: the request's number, repeated in its answer; None in events.
        fields: the rest of the header.
        buffers: raw parts.
    """

    type: str
    id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    buffers: Sequence[Any] = ()

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


_TEXT, _INT, _LIST, _MAP = Field((str,)), Field((int,)), Field((list,)), Field((dict,))
_FLAG, _MAYBE_LIST = Field((bool,), needed=False), Field((list, type(None)), needed=False)
_MAYBE_MAP = Field((dict, type(None)), needed=False)

REQUESTS: dict[str, tuple[str, dict[str, Field]]] = {
    "hello": (
        CONTROL,
        {"protocol": _TEXT, "client": _TEXT, "capabilities": _LIST, "owner": _MAP, "stay": _FLAG},
    ),
    "ping": (CONTROL, {}),
    "bye": (CONTROL, {}),
    "list": (CONTROL, {"before": Field((int, float, type(None)), needed=False)}),
    "status": (CONTROL, {"job": _TEXT}),
    "cancel": (CONTROL, {"job": _TEXT}),
    "pause": (CONTROL, {"job": _TEXT}),
    "resume": (CONTROL, {"job": _TEXT}),
    "forget": (CONTROL, {"job": _TEXT}),
    "shutdown": (CONTROL, {}),
    "submit": (
        WORK,
        {
            "kind": _TEXT,
            "settings": _MAP,
            "items": _LIST,
            "corrections": _MAYBE_LIST,
            "priority": Field((str, type(None)), needed=False),
            "palette": _MAYBE_MAP,
        },
    ),
    "put": (WORK, {"job": _TEXT, "item": _INT}),
    "start": (WORK, {"job": _TEXT}),
    "result": (
        WORK,
        {"job": _TEXT, "form": _TEXT, "numbers": _MAYBE_LIST, "credit": _INT, "have": _MAYBE_LIST},
    ),
    "credit": (WORK, {"job": _TEXT, "frames": _INT}),
}
"""What a client may send: the socket it belongs on and its fields."""

ANSWERS: dict[str, tuple[str, dict[str, Field]]] = {
    "welcome": (
        CONTROL,
        {
            "accepted": Field((bool,)),
            "engine": _TEXT,
            "protocol": _TEXT,
            "capabilities": _LIST,
            "limits": _MAP,
        },
    ),
    "ok": (CONTROL, {}),
    "pulse": (CONTROL, {}),
    "jobs": (CONTROL, {"jobs": _LIST, "more": _FLAG}),
    "job": ("both", {"job": _MAP}),
    "error": ("both", {"code": _TEXT, "message": _TEXT}),
    "submitted": (WORK, {"job": _TEXT, "window": _INT, "stored": _MAYBE_LIST}),
    "stored": (WORK, {"job": _TEXT, "item": _INT, "left": _INT}),
    "progress": (
        WORK,
        {"job": _TEXT, "stage": _TEXT, "done": _INT, "total": _INT, "figures": _MAYBE_MAP},
    ),
    "frame": (
        WORK,
        {
            "job": _TEXT,
            "number": _INT,
            "form": _TEXT,
            "shape": _LIST,
            "digest": Field((str,), needed=False),
            "same": _FLAG,
        },
    ),
    "done": (WORK, {"job": _TEXT, "notes": _MAYBE_LIST, "tuned": _MAYBE_MAP}),
    "failed": (WORK, {"job": _TEXT, "message": _TEXT}),
    "cancelled": (WORK, {"job": _TEXT}),
}
"""What the engine may send."""

ERROR_CODES = ("malformed", "unknown", "hello", "protocol", "shot", "job", "disk", "engine")


def pack(message: Message) -> list[Any]:
    """Parts of a message, the header first."""
    header = {"type": message.type, **message.fields}
    if message.id is not None:
        header["id"] = message.id
    # A word may hold a file's name, which need not be text: it shall not end who says it.
    return [msgpack.packb(header, unicode_errors="backslashreplace"), *message.buffers]


def unpack(parts: Sequence[Any]) -> Message:
    """Take a message apart without looking at its type's fields.

    Raises:
        MalformedMessage: not a header map with a type and, perhaps, an id.
    """
    if not parts:
        raise MalformedMessage("a message needs a header")
    head = memoryview(parts[0])
    if head.nbytes > MAX_HEADER:
        raise MalformedMessage(f"the header has {head.nbytes} bytes; at most {MAX_HEADER} are allowed")
    try:
        header = msgpack.unpackb(
            head,
            max_str_len=1 << 16,
            max_bin_len=1 << 16,
            max_array_len=1 << 16,
            max_map_len=1 << 10,
            max_ext_len=0,
            strict_map_key=True,
        )
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException) as error:
        raise MalformedMessage(f"the header is not msgpack as this protocol allows it ({error})") from None
    if not isinstance(header, dict) or not all(isinstance(key, str) for key in header):
        raise MalformedMessage("the header is not a map with text keys")
    id, kind = header.pop("id", None), header.pop("type", None)
    if id is not None and not (type(id) is int and 0 <= id < 1 << 63):
        raise MalformedMessage("the id of a message is a whole number from 0 to 2^63 - 1")
    if not isinstance(kind, str):
        raise MalformedMessage("the header has no type", id)
    return Message(kind, id, header, parts[1:])


def check(message: Message, socket: str) -> None:
    """See that a request is known, stands on the right socket and has its fields; others are ignored.

    Raises:
        MalformedMessage: it is not so; the message says what is missing.
    """
    where, fields = REQUESTS[message.type]
    if where != socket:
        raise MalformedMessage(f"`{message.type}` belongs on the {where} socket", message.id)
    for name, expected in fields.items():
        if name not in message.fields:
            if expected.needed:
                raise MalformedMessage(f"`{message.type}` needs the field `{name}`", message.id)
        elif type(message.fields[name]) not in expected.types:
            words = " or ".join(t.__name__ for t in expected.types)
            raise MalformedMessage(f"the field `{name}` of `{message.type}` must be {words}", message.id)
