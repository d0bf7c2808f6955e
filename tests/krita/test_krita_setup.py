# SPDX-License-Identifier: GPL-3.0-or-later
"""`shiage setup krita`: a real Krita finds the plug-in, switched on, with this engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from host import Host, Screen


@pytest.mark.timeout(300)
def test_a_krita_that_was_set_up_has_the_plugin_and_its_engine(
    screen: Screen, zipped: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "絵コンテ Jane"
    folder.mkdir()
    home = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    own = {"SHIAGE_ENGINE_FOLDER": str(folder / "none"), "SHIAGE_HOME": str(folder / "home")}
    host = Host(folder, screen, **own, PATH="/usr/bin:/bin")

    def setup() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shiage", "setup", "krita", str(zipped)]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **home})

    done = setup()
    assert done.returncode == 0, done.stderr
    host.start()
    try:
        host.call("docker.show", width=1366, height=768)
        assert not host.call("installing.shown")["visible"], "there is an engine"
        ours = [sys.executable, "-I", "-X", "utf8", "-m", "shiage.service"]
        assert host.call("plugin.engine_command")[-len(ours) :] == ours
        refused = setup()
        assert refused.returncode == 2 and "Krita is running" in refused.stderr
    finally:
        host.stop()
    assert "Traceback" not in host.log()
    again = setup()
    assert again.returncode == 0 and "in place of " in " ".join(again.stdout.split()), again.stderr
