# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether fills can be written into an object."""

from __future__ import annotations

from typing import Any

from ..language.messages import ShiageError
from ..saved.written_fills import is_ours
from .plan import RESULT


def check_writable(target: Any) -> None:
    """See that fills can be written into an object, and will be there when the file is opened again.

    Raises:
        ShiageError: it or its data belongs to another file, or its result layer is locked or the artist's.
    """
    data = target.data
    if target.library is not None or data.library is not None or not data.is_editable:
        words = "'{}' is linked from another file and cannot be changed: make it local, or open that file"
        raise ShiageError(words, target.name)
    if data.override_library is not None:
        words = "What is drawn on a library override is lost when the file is closed: make '{}' local"
        raise ShiageError(words, target.name)
    layer = data.layers.get(RESULT)
    check_name(target)
    if layer is not None and layer.lock:
        raise ShiageError("The layer '{}' is locked: unlock it, the fills go there", RESULT)


def check_name(target: Any) -> None:
    """See that no layer of the artist's has the result's name.

    Raises:
        ShiageError: one has.
    """
    layer = target.data.layers.get(RESULT)
    if layer is not None and not is_ours(layer):
        raise ShiageError("'{}' has a layer '{}' that Shiage did not make: rename it", target.name, RESULT)
