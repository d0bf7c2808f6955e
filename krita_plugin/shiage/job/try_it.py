# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a document with lines and two keys, ready to be coloured."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from krita import Krita

DEMO = Path(__file__).parent.parent / "demo.kra"


def open_demo() -> None:
    """Open a copy of it: what is saved over is the artist's own."""
    folder = Path(tempfile.mkdtemp(prefix="shiage-demo-"))
    application = Krita.instance()
    document = application.openDocument(str(shutil.copy(DEMO, folder / "shiage-demo.kra")))
    window = application.activeWindow()
    if document is not None and window is not None:
        window.addView(document)
        document.setCurrentTime(0)
