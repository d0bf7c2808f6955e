# SPDX-License-Identifier: Apache-2.0
"""`shiage setup`: the plug-in in Krita's folders, other settings as they were."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from typer.testing import CliRunner

from shiage.cli.app import app


def plugin(folder: Path, *names: str) -> Path:
    file = folder / "shiage-krita-9.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return file


def test_krita_gets_the_plugin_and_keeps_its_settings(tmp_path: Path) -> None:
    file = plugin(tmp_path, "shiage.desktop", "shiage.action", "shiage/__init__.py")
    resources, kritarc = tmp_path / "Jane Doe" / "krita", tmp_path / "kritarc"
    kritarc.write_text("theme=dark\n\n[python]\nenable_other=true\nenable_shiage=false\n\n[Colour][x]\na=b\n")
    old = resources / "pykrita" / "shiage" / "old.py"
    old.parent.mkdir(parents=True)
    old.write_text("")
    command = ["setup", "krita", str(file), "--resources", str(resources), "--settings", str(kritarc)]
    for _ in range(2):
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (resources / "pykrita").rglob("*")) == [
        "__init__.py",
        "shiage",
        "shiage.desktop",
    ]
    assert (resources / "actions" / "shiage.action").is_file()
    assert kritarc.read_text() == (
        "theme=dark\n\n[python]\nenable_shiage=true\nenable_other=true\n\n[Colour][x]\na=b\n\n"
        f"[shiage]\nengine={sys.executable}\n"
    )


def test_what_is_no_plugin_is_refused(tmp_path: Path) -> None:
    for file in (plugin(tmp_path, "blender_manifest.toml"), tmp_path / "kritarc"):
        place = ["--resources", str(tmp_path / "r"), "--settings", str(tmp_path / "kritarc")]
        done = CliRunner().invoke(app, ["setup", "krita", str(file), *place])
        assert done.exit_code != 0 and "shiage-krita" in done.output
    assert not (tmp_path / "kritarc").exists()
