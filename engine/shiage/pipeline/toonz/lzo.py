# SPDX-License-Identifier: Apache-2.0
"""LZO1X by two libraries: lzokay unpacks within a bound, lzallright packs six times as quickly."""

from __future__ import annotations

from shiage.pipeline.toonz.level import LevelError


def check_lzo() -> None:
    """See that both are there.

    Raises:
        LevelError: one is not installed.
    """
    try:
        import lzallright  # noqa: F401
        import lzokay  # noqa: F401
    except ModuleNotFoundError as error:
        raise LevelError("TLV wants libraries more: pip install shiage[pipeline]") from error


def packed(data: bytes) -> bytes:
    """The bytes as one stream."""
    from lzallright import LZOCompressor

    return bytes(LZOCompressor().compress(data))


def unpacked(stream: bytes, size: int) -> bytes:
    """What a stream holds; no more than so many bytes are ever made of it.

    Args:
        stream: one stream, whole.
        size: how many bytes it must hold, at least 2.

    Raises:
        ValueError: it is broken, or holds more or less.
    """
    import lzokay

    try:
        data: bytes = lzokay.decompress(stream, size)
    except lzokay.LzokayError as error:
        raise ValueError(f"cannot be unpacked ({error})") from error
    try:
        lzokay.decompress(stream, size - 1)
    except lzokay.OutputOverrunError:
        return data
    # what ends early came back filled up, and only such a one has room in a byte less
    raise ValueError(f"ends before {size} bytes")
