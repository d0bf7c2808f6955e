# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes typings/krita/__init__.pyi from what a real Krita says: `python tests/krita/krita_stub.py`."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from host import Host, Screen

STUB = Path(__file__).parents[2] / "typings" / "krita" / "__init__.pyi"

Signatures = dict[str, dict[str, list[str]]]

NONE = {
    "Krita": ("activeDocument", "openDocument"),
    "Document": ("activeNode", "nodeByName", "selection"),
    "Window": ("activeView",),
    "View": ("document",),
    "DockWidget": ("canvas",),
    "Canvas": ("view",),
}
"""Methods that hand back None at times, which no signature tells."""

TAKEN = {"addChildNode": (1,)}
"""Arguments that may be None, which none tells either: a layer without one below it is the topmost."""

BACK = {"resources": "dict[str, Resource]"}
"""Of what is only said to be an object."""

HEAD = """# SPDX-License-Identifier: GPL-3.0-or-later
# Made by tests/krita/krita_stub.py from Krita {version}, and compared with the real one by its tests.
from collections.abc import Callable, Iterable
from typing import Any, overload

from PyQt5.QtCore import (
    QByteArray,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    QUuid,
    pyqtBoundSignal,
)
from PyQt5.QtGui import QColor, QIcon, QImage, QTransform
from PyQt5.QtWidgets import QAction, QDockWidget, QMainWindow, QWidget

"""

TAIL = """
class DockWidgetFactory(DockWidgetFactoryBase):
    def __init__(
        self, _id: str, _dockPosition: int, _klass: Callable[[], DockWidget], /
    ) -> None: ...
    def createDockWidget(self) -> DockWidget: ...

qApp: Any
"""


def stub(found: Signatures, version: str) -> str:
    """The stub's text."""
    classes = "\n".join(_class(name, dict(said)) for name, said in found.items())
    return HEAD.format(version=version) + classes + TAIL


def _class(name: str, said: dict[str, list[str]]) -> str:
    bases = [base for base in said.pop("bases") if base not in ("wrapper", "simplewrapper", "object")]
    lines = [f"class {name}({', '.join(bases)}):" if bases else f"class {name}:"]
    enums = {method for method, said_of in said.items() if said_of == ["enum"]}
    for enum in sorted(enums):
        # a constant is its enumeration's, too
        members = [method for method, said_of in said.items() if said_of == [enum]]
        lines += [f"    class {enum}(int):", *(f'        {member}: "{name}.{enum}"' for member in members)]
    for method, signatures in said.items():
        if method in enums:
            continue
        if len(signatures) == 1 and "(" not in signatures[0]:
            kind = {"pyqtSignal": "pyqtBoundSignal"}.get(signatures[0], signatures[0])
            lines.append(f"    {method}: {kind}")
            continue
        made = [_method(name, method, one) for one in signatures if "(" in one]
        for one in made:
            lines += ["    @overload", *one] if len(made) > 1 else one
    return "\n".join(lines if len(lines) > 1 else [f"{lines[0]} ..."]) + "\n"


def _method(kind: str, method: str, signature: str) -> list[str]:
    inside, _, returned = signature.partition("(")[2].rpartition(")")
    if " -> " in signature:
        inside, _, returned = signature.partition("(")[2].rpartition(") -> ")
    arguments = _split(inside)
    own = method == "__init__" or arguments[:1] == ["self"]
    arguments = [one for one in arguments if one != "self"]
    words = [_annotation(one) for one in arguments]
    for place in TAKEN.get(method, ()):
        words[place] += " | None"
    taken = [f"a{i}: {word}" for i, word in enumerate(words)]
    back = BACK.get(method) or _annotation(returned.strip()) if returned.strip() else "None"
    if method in NONE.get(kind, ()):
        back += " | None"
    said = ", ".join([*(["self"] if own else []), *taken, *(["/"] if taken else [])])
    line = f"    def {method}({said}) -> {back}: ..."
    return [line] if own else ["    @staticmethod", line]


def _annotation(said: str) -> str:
    """A type as Python has it; a default is only said to be there."""
    word, _, default = said.partition(" = ")
    word = word.partition(": ")[2] or word
    word = re.sub(r"\bUnion\[(.*)\]", lambda m: " | ".join(_split(m[1])), word)
    word = re.sub(r"\bList\b", "list", re.sub(r"\bDict\b", "dict", word))
    word = re.sub(r"\bTuple\b", "tuple", word)
    if default == "None":
        word += " | None"
    return f"{word} = ..." if default else word


def _split(said: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    parts, depth = [""], 0
    for letter in said:
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def main() -> None:
    """Write the stub of the Krita of this machine."""
    screen = Screen()
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder), screen)
        host.start()
        text = stub(host.call("krita_types.signatures"), host.call("krita_types.version"))
        host.stop()
    screen.close()
    STUB.parent.mkdir(parents=True, exist_ok=True)
    STUB.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
