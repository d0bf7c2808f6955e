# SPDX-License-Identifier: Apache-2.0
"""What did not change since an earlier shot is not sent again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from shiage.service import upload_cache
from shiage.service.upload_cache import UploadCache
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Done, RegionFrame, Uploaded
from shiage.wire.shot import ShotUpload

DrawShot = Callable[..., ShotUpload]


def test_only_what_changed_is_sent(run_engine: Callable[..., Connection], draw_shot: DrawShot) -> None:
    with Client(run_engine()) as client:
        sent, seen = [], []
        for shot in (draw_shot(), draw_shot(), changed(draw_shot())):
            shot.name_items()
            events = list(client.color(shot))
            assert isinstance(events[-1], Done)
            sent.append(sum(isinstance(event, Uploaded) for event in events))
            seen.append({e.number: bytes(e.labels) for e in events if isinstance(e, RegionFrame)})
        assert sent == [6, 0, 1]
        assert seen[0] == seen[1] != seen[2]


def changed(shot: ShotUpload) -> ShotUpload:
    """Another drawing in frame 2."""
    other = ShotUpload(gap=0)
    for item in shot.items:
        if item.header["role"] == "line" and item.header["number"] == 2:
            other.line(2, 160, 120, bytes(160 * 60) + bytes([255]) * 160 * 4 + bytes(160 * 56))
        else:
            other.items.append(item)
    return other


def test_a_wrong_digest_is_refused(run_engine: Callable[..., Connection], draw_shot: DrawShot) -> None:
    shot = draw_shot()
    shot.name_items()
    shot.items[3].header["digest"] = "0" * 64
    with Client(run_engine()) as client:
        last = list(client.color(shot))[-1]
        assert "is not what its digest says" in getattr(last, "message", "")


def test_the_oldest_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_cache, "ROOM", 25)
    kept = UploadCache(tmp_path / "pool")
    for index in range(4):
        file = tmp_path / str(index)
        file.write_bytes(bytes(10))
        kept.keep(str(index) * 64, file)
        os.utime(kept.folder / (str(index) * 64), (1000 + index, 1000 + index))
    assert kept.fetch("0" * 64, tmp_path / "again", 10)
    (kept.folder / "film of mine.mov").write_bytes(bytes(100))
    (kept.folder / ("b" * 64)).mkdir()
    kept.trim()
    assert sorted(path.name[0] for path in kept.folder.iterdir()) == ["0", "3", "b", "f"]
    assert not kept.fetch("1" * 64, tmp_path / "gone", 10)
    assert (tmp_path / "again").read_bytes() == bytes(10)


def test_what_is_not_whole_is_not_given_and_is_replaced(tmp_path: Path) -> None:
    kept, digest = UploadCache(tmp_path / "pool"), "a" * 64
    file = tmp_path / "file"
    file.write_bytes(bytes(10))
    (kept.folder / digest).write_bytes(bytes(7))
    assert not kept.fetch(digest, tmp_path / "short", 10)
    kept.keep(digest, file)
    assert kept.fetch(digest, tmp_path / "whole", 10)
    assert not kept.fetch(digest, tmp_path / "longer", 11)
    assert not (tmp_path / "longer").exists()
    (kept.folder / digest).unlink()
    (kept.folder / digest).symlink_to(file)
    assert not kept.fetch(digest, tmp_path / "link", 10)
