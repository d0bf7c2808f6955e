# SPDX-License-Identifier: Apache-2.0
"""`shiage setup`: the plug-in in Krita's folders, other settings as they were."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shiage.cli.app import app
from shiage.cli.setup_blender import Blender, install_into
from shiage.errors import ShiageError


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


NEEDED = ("shiage.desktop", "shiage.action", "shiage/__init__.py")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a space and letters of another script, where no host is found."""
    folder = tmp_path / "絵コンテ Jane"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in [name for name in os.environ if name.startswith(("XDG_", "APPDATA", "LOCALAPPDATA"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", "")
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["setup", *map(str, words)])


@pytest.mark.skipif(sys.platform != "linux", reason="the folders are those of Linux")
def test_krita_is_found_by_its_folders(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = plugin(tmp_path, *NEEDED)
    none = run("krita", file)
    assert none.exit_code == 2 and "no Krita was found: start it once" in none.stderr
    flatpak, own = home / ".var/app/org.kde.krita", home / ".local/share/krita"
    flatpak.mkdir(parents=True)
    assert run("krita", file).exit_code == 0 and (flatpak / "data/krita/pykrita/shiage").is_dir()
    assert not own.exists()
    own.mkdir(parents=True)
    kritarc = home / ".config" / "kritarc"
    kept = tmp_path / "dotfiles"
    kept.write_bytes(b"[recent]\nfile=\xe9\\xff\n")
    kept.chmod(0o600)
    kritarc.parent.mkdir(parents=True)
    kritarc.symlink_to(kept)
    carried = own / "pykrita/shiage/bootstrap/carried/shiage-0.0.9-py3-none-any.whl"
    carried.parent.mkdir(parents=True)
    carried.write_text("")
    program = tmp_path / "bin" / "krita"
    program.parent.mkdir()
    shutil.copy("/bin/sleep", program)
    monkeypatch.setenv("PATH", str(program.parent))
    running = subprocess.Popen([program, "60"], env=dict(os.environ))
    try:
        refused = run("krita", file)
        assert refused.exit_code == 2 and "Krita is running" in refused.stderr and carried.exists()
        other = run("krita", file, "--resources", tmp_path / "r", "--settings", tmp_path / "other")
        assert other.exit_code == 0, "that one has other settings"
    finally:
        running.kill()
        running.wait()
    done = run("krita", file)
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0 and "in place of 0.0.9" in said and str(flatpak / "data") in said, said
    assert not carried.exists() and kritarc.is_symlink() and kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes().startswith(b"[recent]\nfile=\xe9\\xff\n\n[python]\nenable_shiage=true\n")


def test_a_folder_that_cannot_be_written_keeps_what_is_there(home: Path, tmp_path: Path) -> None:
    file, resources = plugin(tmp_path, *NEEDED), tmp_path / "krita"
    resources.mkdir()
    (resources / "actions").write_text("a file where the folder should be")
    old = resources / "pykrita/shiage/old.py"
    old.parent.mkdir(parents=True)
    old.write_text("")
    done = run("krita", file, "--resources", resources, "--settings", tmp_path / "kritarc")
    assert done.exit_code == 2 and "actions" in done.stderr, done.stderr
    assert old.exists() and [one.name for one in old.parent.parent.iterdir()] == ["shiage"]
    assert not (tmp_path / "kritarc").exists()


def blender(place: Path, version: str) -> Path:
    """What says that it is a Blender of some version; tests/blender sets up a real one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "Blender {version}" && exit\n'
        'echo "RuntimeError: cannot be written" >&2; exit 1\n'
    )
    place.chmod(0o755)
    return place


@pytest.mark.skipif(sys.platform == "win32", reason="programs are scripts here")
def test_the_newest_blender_is_taken_and_what_is_none_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "shiage-blender-9.zip"
    plugin(tmp_path, "blender_manifest.toml").rename(file)
    none = run("blender", file)
    assert none.exit_code == 2 and "no Blender was found: name its program" in none.stderr
    for wrong in (tmp_path / "nothing", file, blender(tmp_path / "other", "is what it blends")):
        refused = run("blender", file, "--program", wrong)
        assert refused.exit_code == 2 and "no Blender; name its program" in refused.stderr, wrong
    old = blender(tmp_path / "old", "4.2.1 LTS")
    refused = run("blender", file, "--program", old)
    assert "Blender 4.2.1 (" in refused.stderr and "too old: the add-on needs 4.5 or newer" in refused.stderr
    if sys.platform == "linux":
        blender(home / "blender-4.5.3-linux-x64/blender", "4.5.3 LTS")
        newest = blender(home / "Downloads/blender-10.0-linux-x64/blender", "10.0.0")
        failed = run("blender", file)
        assert f"Blender 10.0.0 ({newest}) did not take {file}: RuntimeError: cannot" in failed.stderr
        program = tmp_path / "運転" / "blender"
        program.parent.mkdir()
        shutil.copy("/bin/sleep", program)
        running = subprocess.Popen([program, "60"])
        try:
            busy = Blender(program, (5, 0))
            with pytest.raises(ShiageError, match="is running and would write its settings over"):
                install_into(busy, file, sys.executable)
        finally:
            running.kill()
            running.wait()
