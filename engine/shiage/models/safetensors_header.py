# SPDX-License-Identifier: Apache-2.0
"""The header of a safetensors file: eight bytes of length, then JSON, all of it checked."""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shiage.cel.outside import open_regular
from shiage.errors import ShiageError

LONGEST_HEADER = 2 << 20
"""Bytes of the longest head that is read; a real one has some kilobytes."""

MOST_TENSORS = 10_000

MOST_BYTES = 2 << 30
"""Bytes of the largest file that is read."""

_PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
"""First bytes of pickles and torch's archives of them."""

_BYTES = {"F64": 8, "F32": 4, "F16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
"""Kinds of numbers that are read, and the bytes of one."""


class WeightsError(ShiageError, ValueError):
    """Weights cannot be used; the message names the file and says what to do."""


@dataclass(frozen=True)
class Header:
    """The header of a file.

    Attributes:
        metadata: strings by name.
        numbers: how many numbers all its tensors have.
        size: bytes of the file.
    """

    metadata: dict[str, str]
    numbers: int
    size: int

    def json(self, name: str) -> dict[str, Any]:
        """A JSON map in the metadata, empty where there is none.

        Raises:
            ValueError: it is something else.
        """
        content = json.loads(self.metadata.get(name, "{}"))
        if not isinstance(content, dict):
            raise ValueError(f"{name} is no map")
        return content


def read_header(path: Path) -> Header:
    """Read the header of a safetensors file and check that it fits the file.

    Raises:
        WeightsError: it is no regular file, a pickle, no safetensors file, torn, or too large.
    """
    try:
        with open_regular(path) as file:
            begin = file.read(8)
            if begin.startswith(_PICKLES):
                raise WeightsError(
                    f"{path} is a pickle, which can run any code when it is opened: ask for safetensors"
                )
            length = struct.unpack("<Q", begin)[0] if len(begin) == 8 else 0
            text = file.read(length) if 2 <= length <= LONGEST_HEADER else b""
            size = file.seek(0, os.SEEK_END)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}") from error
    if size > MOST_BYTES:
        raise WeightsError(f"{path} has {size >> 20} MiB; weights of at most {MOST_BYTES >> 20} MiB are read")
    try:
        if not text:
            raise ValueError(f"its head is torn, or longer than {LONGEST_HEADER >> 20} MiB")
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError("it is no map of tensors")
        metadata = content.pop("__metadata__", {})
        if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
            raise ValueError("its words about itself are no text")
        return Header(metadata, _numbers(content, size - 8 - length), size)
    except (ValueError, RecursionError) as error:
        raise WeightsError(
            f"{path} is no safetensors file, or torn: fetch it again ({_short(error)})"
        ) from error


def _numbers(tensors: dict[str, Any], room: int) -> int:
    """How many numbers the tensors have; they must fill the rest of the file, one after the other."""
    if len(tensors) > MOST_TENSORS:
        raise ValueError(f"it has more than {MOST_TENSORS} tensors")
    places = []
    numbers = 0
    for entry in tensors.values():
        shape, kind, place = (_field(entry, name) for name in ("shape", "dtype", "data_offsets"))
        if not isinstance(kind, str) or kind not in _BYTES:
            raise ValueError("it has numbers of a kind that is not read, such as BF16")
        if not _are_whole(shape) or len(shape) > 16 or not _are_whole(place) or len(place) != 2:
            raise ValueError("a tensor has no shape or place")
        count = 1
        for side in shape:
            count *= min(side, MOST_BYTES + 1)
        if count * _BYTES[kind] != place[1] - place[0]:
            raise ValueError("a tensor does not fill its place")
        places.append((place[0], place[1]))
        numbers += count
    end = 0
    for first, last in sorted(places):
        if first != end:
            raise ValueError("tensors lie across each other")
        end = last
    if end != room:
        raise ValueError("its length is another than its tensors need")
    return numbers


def _field(entry: object, name: str) -> Any:
    if not isinstance(entry, dict):
        raise ValueError("a tensor is no map")
    return entry.get(name)


def _are_whole(values: object) -> bool:
    return isinstance(values, list) and all(type(v) is int and v >= 0 for v in values)


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:100]
