# SPDX-License-Identifier: Apache-2.0
"""Each bad input: exit code 2, one line that names the file, and nothing written."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from shiage.cli.app import app


def torn(shot: Path) -> Path:
    path = shot / "lines" / "0003.png"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def empty_file(shot: Path) -> Path:
    (shot / "lines" / "0003.png").write_bytes(b"")
    return shot / "lines" / "0003.png"


def sizes_that_differ(shot: Path) -> Path:
    path = shot / "lines" / "0004.png"
    with Image.open(path) as picture:
        larger = picture.resize((400, 225))
    larger.save(path)
    return path


def no_key(shot: Path) -> Path:
    shutil.rmtree(shot / "keys")
    return shot / "keys"


def key_of_another_size(shot: Path) -> Path:
    Image.new("RGBA", (100, 100), (9, 9, 9, 255)).save(shot / "keys" / "0001.png")
    return shot / "keys" / "0001.png"


def key_of_16_bit(shot: Path) -> Path:
    path = shot / "keys" / "0005.png"
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    assert cv2.imwrite(str(path), np.asarray(picture).astype(np.uint16) * 256)
    return path


def key_in_cmyk(shot: Path) -> Path:
    path = shot / "keys" / "0001.tif"
    with Image.open(shot / "keys" / "0001.png") as picture:
        picture.convert("RGB").convert("CMYK").save(path)
    (shot / "keys" / "0001.png").unlink()
    return path


def no_lines(shot: Path) -> Path:
    shutil.rmtree(shot / "lines")
    return shot / "lines"


BAD = [
    torn, empty_file, sizes_that_differ, no_key, key_of_another_size, key_of_16_bit,
    key_in_cmyk, no_lines,
]  # fmt: skip


@pytest.mark.parametrize("spoil", BAD, ids=lambda f: f.__name__)
def test_refused_in_one_line_and_nothing_written(shot: Path, spoil: Callable[[Path], Path]) -> None:
    named = spoil(shot)
    result = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert str(named) in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (shot / "colored").exists()


@pytest.mark.parametrize("spoil", [torn, key_of_16_bit], ids=lambda f: f.__name__)
def test_refused_as_json(shot: Path, spoil: Callable[[Path], Path]) -> None:
    named = spoil(shot)
    result = CliRunner().invoke(app, ["color", str(shot), "--inline", "--json"])
    assert result.exit_code == 2
    assert str(named) in json.loads(result.stdout)["error"]["message"]


def a_file_in_its_place(tmp_path: Path) -> Path:
    (tmp_path / "taken").write_text("I am a file")
    return tmp_path / "taken"


def below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "taken").write_text("I am a file")
    return tmp_path / "taken" / "results"


def where_nobody_may_write(tmp_path: Path) -> Path:
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here")
    return Path("/proc/self/results")


@pytest.mark.parametrize(
    "place", [a_file_in_its_place, below_a_file, where_nobody_may_write], ids=lambda f: f.__name__
)
def test_a_folder_that_cannot_be_written(shot: Path, tmp_path: Path, place: Callable[[Path], Path]) -> None:
    out = place(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(app, ["color", str(shot), "--inline", "-o", str(out)])
    assert result.exit_code == 2
    assert str(out) in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_result_that_cannot_be_replaced_leaves_nothing_half(shot: Path) -> None:
    """Something stands where a frame should go: the error names it, what was whole stays whole."""
    out = shot / "colored"
    assert CliRunner().invoke(app, ["color", str(shot), "--inline"]).exit_code == 0
    (out / "frames" / "0003.png").unlink()
    (out / "frames" / "0003.png").mkdir()
    (out / "frames" / "0003.png" / "keep").write_text("in the way")
    result = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert result.exit_code == 2
    assert "0003.png" in result.stderr
    for path in (*out.glob("frames/*.png"), *out.glob("cels/*.png")):
        if path.is_file():
            with Image.open(path) as picture:
                picture.load()
    assert not list(out.rglob(".*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_leaves_only_whole_files(shot: Path, small_disk: Path) -> None:
    out = small_disk / "out"
    result = CliRunner().invoke(app, ["color", str(shot), "--inline", "-o", str(out)])
    assert result.exit_code == 2
    assert str(out) in result.stderr
    assert "No space left" in result.stderr
    assert result.stderr.count("\n") == 1
    for path in out.rglob("*.png"):
        with Image.open(path) as picture:
            picture.load()
    assert not list(out.rglob("*.part"))
    assert not list(out.rglob(".*"))


def test_foreign_frames_are_never_overwritten(shot: Path) -> None:
    (shot / "colored" / "frames").mkdir(parents=True)
    (shot / "colored" / "frames" / "0001.png").write_text("an artist's work")
    result = CliRunner().invoke(app, ["color", str(shot), "--inline"])
    assert result.exit_code == 2
    assert str(shot / "colored") in result.stderr
    assert (shot / "colored" / "frames" / "0001.png").read_text() == "an artist's work"


@pytest.mark.parametrize("arguments", [["--keys", "2"], ["--keys", "1,soon"], ["--keys-dir", "nowhere"]])
def test_options_that_name_nothing(shot: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["color", str(shot), "--inline", *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith("shiage: ")
    assert not (shot / "colored").exists()
