# SPDX-License-Identifier: Apache-2.0
"""The fingerprint of weights: a SHA-256 over all that they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def fingerprint(
    arrays: Mapping[str, NDArray[Any]], config: Mapping[str, Any], provenance: Mapping[str, str]
) -> str:
    """Hex SHA-256 of names, types, shapes and bytes of all arrays, the configuration and the provenance."""
    hashed = hashlib.sha256(f"{text_of(config)}\n{text_of(provenance)}\n".encode("utf-8", "surrogatepass"))
    for name, array in sorted(arrays.items()):
        hashed.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        hashed.update(np.ascontiguousarray(array).data)
    return hashed.hexdigest()


def text_of(content: Mapping[str, Any]) -> str:
    """Configuration or provenance, as they stand in a file and in its fingerprint."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
