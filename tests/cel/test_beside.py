# SPDX-License-Identifier: Apache-2.0
"""Files written beside and renamed, also where others write and plant links."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from shiage.cel.beside import sweep_unfinished, write_beside


def test_many_writers_of_one_file_leave_one_of_theirs_whole(tmp_path: Path) -> None:
    contents = [bytes([n]) * 300_000 for n in range(8)]

    def write(content: bytes) -> None:
        for _ in range(20):
            write_beside(tmp_path / "a", content[:7], content[7:])

    threads = [threading.Thread(target=write, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if (tmp_path / "a").exists():
            assert (tmp_path / "a").read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_links_in_the_files_place_are_replaced_and_hidden_names_cannot_be_foreseen(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("a", ".a.part", ".a.png.part"):
        (tmp_path / name).symlink_to(victim)
    write_beside(tmp_path / "a", b"new")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "a").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_results_are_as_the_umask_says(tmp_path: Path) -> None:
    for umask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        before = os.umask(umask)
        try:
            write_beside(tmp_path / "a", b"x")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    write_beside(tmp_path / ("n" * 251 + ".png"), b"x")


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "in it").write_text("x")
    with pytest.raises(OSError, match=r"directory|denied") as error:
        write_beside(tmp_path / "a", b"x")
    assert error.value.filename == str(tmp_path / "a")
    with pytest.raises(FileNotFoundError):
        write_beside(tmp_path / "no" / "a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_only_what_we_left_half_written_is_swept(tmp_path: Path) -> None:
    ours, theirs = ".shiage-0123456789abcdef.part", ("film.part", ".shiage.part", ".a.png.part", "frame.png")
    for name in (ours, *theirs):
        (tmp_path / name).write_text("x")
    (tmp_path / ".shiage-fedcba9876543210.part").mkdir()
    sweep_unfinished(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*theirs, ".shiage-fedcba9876543210.part"}
    sweep_unfinished(tmp_path / "gone")
