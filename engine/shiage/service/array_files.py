# SPDX-License-Identifier: Apache-2.0
"""Arrays in a file: a msgpack map of names to dtype, shape and compressed bytes; nothing is unpickled."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgpack  # type: ignore[import-untyped]

from shiage.cel.beside import write_beside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def write_arrays(path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Write arrays of plain numbers beside and rename.

    Raises:
        OSError: the disk is full or the folder cannot be written; nothing is left half-written.
    """
    import numpy as np

    packed = {}
    for name, array in arrays.items():
        whole = np.ascontiguousarray(array)
        packed[name] = [whole.dtype.str, list(array.shape), zlib.compress(whole.data, 1)]
    write_beside(path, msgpack.packb(packed))


def read_arrays(path: Path, *names: str) -> dict[str, NDArray[np.generic]]:
    """Read what write_arrays wrote: all of it, or the arrays of these names that are there.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is truncated or was not written by write_arrays.
    """
    import numpy as np

    try:
        packed = msgpack.unpackb(path.read_bytes())
        return {
            name: np.frombuffer(bytearray(zlib.decompress(data)), np.dtype(dtype)).reshape(shape)
            for name, (dtype, shape, data) in packed.items()
            if not names or name in names
        }
    except (ValueError, TypeError, AttributeError, zlib.error) as error:
        raise ValueError(f"{path} is damaged ({error})") from None
