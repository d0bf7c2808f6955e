# SPDX-License-Identifier: GPL-3.0-or-later
"""The types that the plug-in is checked against are those of the real Krita."""

from __future__ import annotations

import re

from host import Host
from krita_stub import STUB, stub


def test_the_stub_says_what_krita_says(krita: Host) -> None:
    found, version = krita.call("krita_types.signatures"), krita.call("krita_types.version")
    kept = STUB.read_text("utf-8")
    if f"from Krita {version}, " in kept:
        assert stub(found, version) == kept
    # whatever its version: what the plug-in may call is there
    kind = ""
    for line in kept.splitlines():
        if begun := re.match(r"class (\w+)", line):
            kind = begun[1]
        method = re.match(r"    def (\w+)\(", line)
        if method and kind != "DockWidgetFactory":
            assert method[1] in found[kind], f"{kind}.{method[1]}"
