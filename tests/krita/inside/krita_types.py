# SPDX-License-Identifier: GPL-3.0-or-later
"""What Krita says of its own Python: signatures of all its classes' methods."""

from __future__ import annotations

import krita  # type: ignore[import-not-found]


def signatures() -> dict[str, dict[str, list[str]]]:
    """By class and method the signatures that Krita documents, as it writes them.

    Bases are under "bases", the class's own under "__init__"; of a signal or constant its type alone.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name, kind in vars(krita).items():
        if not isinstance(kind, type) or kind.__module__ not in ("PyKrita.krita", "krita"):
            continue
        said = found[name] = {
            "bases": [base.__name__ for base in kind.__bases__],
            "__init__": str(kind.__doc__ or "").splitlines(),
        }
        for method in vars(kind):
            value = getattr(kind, method)
            if type(value).__name__ == "pyqtSignal" or isinstance(value, int):
                said[method] = [type(value).__name__]
            elif isinstance(value, type):
                said[method] = ["enum"]
            elif not method.startswith("_") and callable(value):
                said[method] = str(value.__doc__ or "").splitlines()
    return found


def version() -> str:
    return str(krita.Krita.instance().version())
