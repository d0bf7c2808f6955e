# SPDX-License-Identifier: Apache-2.0
"""The documentation is built as a site without a warning: no link leads nowhere, no page is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    pages = {
        "install": "Install Engine",
        "blender-manual": "Mode Soft",
        "krita-manual": "Colorize Mask",
        "protocol": "engine.json",
        "python": "color_shot",
        "troubleshooting": "Repair Engine",
    }
    for page, words in pages.items():
        assert words in (tmp_path / "site" / page / "index.html").read_text("utf-8"), page
