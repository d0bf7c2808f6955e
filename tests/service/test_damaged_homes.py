# SPDX-License-Identifier: Apache-2.0
"""Homes that are damaged, of a Shiage to come, or partly somebody else's: the engine goes on."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from shiage.service import process
from shiage.service.disk_errors import DiskError
from shiage.service.engine_log import write_log
from shiage.service.job import DONE, ENDED, FAILED, WAITING, Job, new_id
from shiage.service.job_store import JobStore
from shiage.wire.client import Client
from shiage.wire.connection import Connection, connection_path, read_connection
from shiage.wire.events import Done, EngineError, Failed, RegionFrame
from shiage.wire.home import claim
from shiage.wire.home import home as home_folder
from shiage.wire.process_alive import process_started
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]
DrawShot = Callable[..., ShotUpload]

PLAIN = {"number": 1, "dtype": "u1", "alpha": "none"}
ITEMS = [
    {"role": "line", "shape": [64, 64, 1], "channels": "ink", **PLAIN},
    {"role": "key", "shape": [64, 64, 4], "channels": "RGBA", **PLAIN, "alpha": "straight"},
]
SETTINGS = {"mode": "flat", "gap": 0, "min_area": 4, "corrections": []}


def keep_job(home: Path, state: str) -> Job:
    """A job that an engine of this home left, with a file of each kind."""
    store = JobStore(home)
    job = Job(new_id(), "color", dict(SETTINGS), [dict(item) for item in ITEMS], [1])
    store.add(job, 10)
    for index in range(2):
        store.keep_item(job, index, [b"\0" * 64 * 64 * (1, 4)[index]])
    store.set_palette(job, {"colours": [[1, 2, 3, 255]], "names": ["x"]})
    store.set_notes(job, [{"frame": 1, "text": "open"}])
    job.state, job.ended = state, time.time() if state in ENDED else 0.0
    store.keep_state(job)
    store.close()
    return job


def load(home: Path) -> list[Job]:
    store = JobStore(home)
    jobs = store.load()
    store.close()
    return jobs


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A home in which a job is done and another waits; its table is one file."""
    claim(tmp_path / "home")
    for state in (DONE, WAITING):
        keep_job(tmp_path / "home", state)
    return tmp_path / "home"


def change(home: Path, *queries: str) -> None:
    base = sqlite3.connect(home / "engine.sqlite")
    for query in queries:
        base.execute(query)
    base.commit()
    base.close()


def asides(home: Path) -> list[str]:
    return sorted(path.name.split(".aside-")[0] for path in home.iterdir() if ".aside-" in path.name)


def test_a_home_that_is_whole_stays_as_it_is(kept: Path) -> None:
    assert sorted(job.state for job in load(kept)) == [DONE, WAITING]
    assert [job.notes for job in load(kept)] == [[{"frame": 1, "text": "open"}]] * 2
    assert asides(kept) == []


def _half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2 // 4096 * 4096)


def _scramble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)


def _folder(file: Path) -> None:
    file.unlink()
    (file / "in it").mkdir(parents=True)


def _link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut to nothing": lambda file: os.truncate(file, 0),
    "gone": Path.unlink,
    "cut in half": _half,
    "noise": lambda file: file.write_bytes(os.urandom(40960)),
    "noise behind its first page": _scramble,
    "a table of other columns": lambda file: change(
        file.parent, "DROP TABLE jobs", "CREATE TABLE jobs (id TEXT, blob BLOB)"
    ),
    "a noisy log of changes": lambda file: file.with_name("engine.sqlite-wal").write_bytes(os.urandom(9000)),
    "a folder": _folder,
}
if sys.platform != "win32":
    DAMAGE |= {"a link": _link, "a pipe": _pipe}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_table_that_cannot_be_used_is_set_aside_with_its_jobs(damage: str, kept: Path) -> None:
    files = {path.name: path.read_bytes() for path in (kept / "jobs").rglob("*.raw")}
    DAMAGE[damage](kept / "engine.sqlite")
    assert load(kept) == []
    (jobs,) = kept.glob("jobs.aside-*")
    assert {path.name: path.read_bytes() for path in jobs.rglob("*.raw")} == files
    job = keep_job(kept, DONE)
    assert [found.id for found in load(kept)] == [job.id]


def test_columns_and_tables_of_the_future_are_left_alone(kept: Path) -> None:
    change(kept, "ALTER TABLE jobs ADD COLUMN mood TEXT", "CREATE TABLE moods (a)")
    keep_job(kept, FAILED)
    assert sorted(job.state for job in load(kept)) == [DONE, FAILED, WAITING]
    assert asides(kept) == []


ROWS = {
    "torn items": "items = '[{'",
    "no items": "items = '[]'",
    "items of another kind": "items = '[7]'",
    "deep settings": "settings = '" + "[" * 100_000 + "'",
    "settings that are a list": "settings = '[]'",
    "another mode": 'settings = \'{"mode": "oil", "gap": 0, "min_area": 4, "corrections": []}\'',
    "another kind": "kind = 'vector'",
    "another state": "state = 'asleep'",
    "a state of tunes alone": "state = 'paused'",
    "a path for an id": "id = '../../victim'",
    "bytes for an id": "id = x'ff00'",
    "numbers that are text": "numbers = '[\"a\"]'",
    "huge numbers": "numbers = '[" + "9" * 5000 + "]'",
    "other numbers": "numbers = '[1, 2]'",
    "numbers that cannot be sent": "state = 'done', numbers = '[1000000000000000000000]'",
    "a kind that was done": "state = 'done', kind = 'vector'",
    "no time": "created = NULL",
    "a time that is text": "ended = 'soon'",
    "a palette that is none": 'palette = \'{"colours": [[1, 2]], "names": ["x"]}\'',
    "no text": "message = x'ff'",
}


@pytest.mark.parametrize("row", ROWS)
def test_a_strange_row_is_left_alone_and_the_others_go_on(row: str, kept: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (victim / "items").mkdir(parents=True)
    (victim / "items" / "0.raw").write_bytes(b"precious")
    change(kept, f"UPDATE jobs SET {ROWS[row]} WHERE state = 'waiting'")
    files = set((kept / "jobs").rglob("*.raw"))
    assert [job.state for job in load(kept)] == [DONE]
    assert asides(kept) == []
    assert (victim / "items" / "0.raw").read_bytes() == b"precious"
    if not row.endswith("for an id"):
        assert set((kept / "jobs").rglob("*.raw")) == files


def test_a_table_that_another_program_holds_is_told_and_stays(kept: Path) -> None:
    other = sqlite3.connect(kept / "engine.sqlite", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DiskError, match=r"engine\.sqlite is in use by another program"):
        load(kept)
    other.close()
    assert len(load(kept)) == 2
    assert asides(kept) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
@pytest.mark.parametrize("name", ["jobs", "pool"])
def test_a_linked_folder_is_refused_and_what_lies_there_stays(name: str, kept: Path, tmp_path: Path) -> None:
    precious = tmp_path / "other" / new_id() / "items" / "0.raw"
    precious.parent.mkdir(parents=True)
    precious.write_bytes(b"x")
    shutil.rmtree(kept / name)
    (kept / name).symlink_to(tmp_path / "other")
    with pytest.raises(DiskError, match=f"{name} is a link"):
        load(kept)
    assert precious.read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_links_and_files_of_others_in_the_jobs_folder_stay(kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "items").mkdir(parents=True)
    (elsewhere / "items" / "0.raw").write_bytes(b"mine")
    jobs = kept / "jobs"
    (jobs / "invoice.txt").write_text("mine")
    (jobs / "client" / "items").mkdir(parents=True)
    (jobs / "client" / "items" / "0.raw").write_text("mine")
    linked, holder, mixed = (jobs / f"20260101-00000{n}-0123abcd" for n in range(3))
    linked.symlink_to(elsewhere)
    holder.mkdir()
    (holder / "items").symlink_to(elsewhere / "items")
    (mixed / "items").mkdir(parents=True)
    (mixed / "items" / "0.raw").write_text("ours")
    (mixed / "items" / "1.raw").symlink_to(elsewhere / "items" / "0.raw")
    (mixed / "items" / "2.raw").mkdir()
    for name in ("notes.txt", "items/scan.png"):
        (mixed / name).write_text("mine")
    before = {path: os.path.lexists(path) for path in jobs.rglob("*")}
    load(kept)
    assert [path for path in before if not os.path.lexists(path)] == [mixed / "items" / "0.raw"]
    assert (elsewhere / "items" / "0.raw").read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
@pytest.mark.parametrize("part", ["", "items", "frames", "steps"])
def test_a_job_whose_folder_became_a_link_is_left_alone(part: str, kept: Path, tmp_path: Path) -> None:
    (waiting,) = (job for job in load(kept) if job.state == WAITING)
    folder = kept / "jobs" / waiting.id / part
    shutil.copytree(folder, tmp_path / "elsewhere")
    shutil.rmtree(folder)
    folder.symlink_to(tmp_path / "elsewhere")
    files = sorted((tmp_path / "elsewhere").rglob("*"))
    assert [job.state for job in load(kept)] == [DONE]
    assert folder.is_symlink()
    assert sorted((tmp_path / "elsewhere").rglob("*")) == files


def test_forgetting_a_job_leaves_what_others_put_beside_it(kept: Path) -> None:
    store = JobStore(kept)
    for job in store.load():
        (kept / "jobs" / job.id / "mine.txt").write_text("mine")
        store.delete(job)
        assert [path.name for path in (kept / "jobs" / job.id).iterdir()] == ["mine.txt"]
    assert store.load() == []
    store.close()


@pytest.fixture
def used(home: Path, draw_shot: DrawShot) -> Iterator[Path]:
    """A home whose engine coloured a shot, then was killed."""
    with Client.connect(stay=True) as client:
        assert isinstance(list(client.color(draw_shot(2)))[-1], Done)
    connection = read_connection()
    assert connection is not None
    engine = psutil.Process(connection.pid)
    engine.kill()
    engine.wait(10)
    yield home
    process.stop()


def test_an_engine_starts_whatever_stands_where_its_files_belong(used: Path) -> None:
    """All at once: an engine takes seconds to start."""
    told = json.loads((used / "engine.json").read_text())
    (used / "engine.json").write_text(json.dumps({**told, "pid": 10**30}))
    for name in ("engine.log", "engine.err", "engine.lock"):
        (used / name).unlink()
        (used / name / "in it").mkdir(parents=True)
    if sys.platform != "win32":
        os.mkfifo(used / "engine.log.1")
        (used / "engine.log.2").symlink_to("/dev/zero")
    with Client.connect(stay=True) as client:
        (job,) = client.jobs()
        assert job.state == "done"
        frames = [event for event in client.result(job.job) if isinstance(event, RegionFrame)]
        assert len(frames) == 2
    assert {"engine.json", "engine.log", "engine.err", "engine.lock"} <= set(asides(used))
    log = process.logs()
    assert any("engine.json is not what an engine writes: it is kept as" in line for line in log)
    assert any("engine.log is no plain file: it is kept as" in line for line in log)


def test_an_engine_goes_on_with_a_damaged_table_and_says_so(used: Path) -> None:
    (used / "engine.sqlite").write_bytes(b"no table at all" * 500)
    (used / "engine.sqlite-wal").unlink()  # of which SQLite would make it whole again
    with Client.connect(stay=True) as client:
        assert client.jobs() == []
    assert any("engine.sqlite is damaged" in line and "it is kept as" in line for line in process.logs())


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes are POSIX")
def test_an_engine_writes_through_no_link_and_for_its_user_alone(
    home: Path, tmp_path: Path, draw_shot: DrawShot
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    home.mkdir()
    for name in ("engine.err", "engine.log", "engine.lock", "engine.json", "engine.sqlite-journal"):
        (home / name).symlink_to(victim)
    umask = os.umask(0)
    try:
        with Client.connect(stay=True) as client:
            list(client.color(draw_shot(2)))
            client.submit(draw_shot(2))
            modes: dict[Path, int] = {}
            for path in home.rglob("*"):
                with suppress(FileNotFoundError):  # steps of a job that has ended go meanwhile
                    modes[path] = path.lstat().st_mode
    finally:
        os.umask(umask)
        process.stop()
    assert victim.read_text() == "precious"
    for path, mode in modes.items():
        if ".aside-" not in path.name and not stat.S_ISSOCK(mode):
            assert stat.S_IMODE(mode) == (0o700 if stat.S_ISDIR(mode) else 0o600), path


def test_a_stranger_that_got_an_engines_number_is_not_killed(used: Path) -> None:
    told = json.loads(connection_path().read_text())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        for started in (0, 1, told["started"], process_started(stranger.pid)):
            # The last is as if it were the very same process: then the lock tells that no engine runs.
            connection_path().write_text(json.dumps({**told, "pid": stranger.pid, "started": started}))
            assert not process.stop(1)
        assert stranger.poll() is None
        with Client.connect(stay=True) as client:
            assert client.connection.pid != stranger.pid
        stranger.communicate(b"\n")
        assert stranger.returncode == 0


def test_an_engine_whose_file_was_removed_or_overwritten_says_again_where_it_is(
    run_engine: RunEngine,
) -> None:
    connection = run_engine("--stay")
    connection_path().unlink()
    with Client.connect() as client:
        assert client.connection == connection
    connection_path().write_text("{}")
    with Client.connect() as client:
        assert client.connection == connection


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that is a disk of 256 KiB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting needs root on Linux")
    monkeypatch.setenv("SHIAGE_HOME", str(disk))
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def run_in_front() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shiage.service", "--stay"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("used", ["fresh", "marked", "with a table"])
def test_a_disk_that_is_full_at_the_start_is_told(used: str, small_disk: Path) -> None:
    if used != "fresh":
        claim(small_disk)
        for name in ("engine.log", "engine.err", "engine.lock"):
            (small_disk / name).touch()
    if used == "with a table":
        load(small_disk)
    with suppress(OSError), (small_disk / "lost+found").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    in_front = run_in_front()
    assert in_front.returncode == 2
    for words in (in_front.stderr, str(_refused())):
        assert "is full: free some space" in words or "No space left" in words
        assert "Traceback" not in words
        assert str(small_disk) in words


def test_a_home_that_cannot_be_written_is_told(small_disk: Path) -> None:
    for marked in (False, True):
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        in_front = run_in_front()
        assert in_front.returncode == 2
        for words in (in_front.stderr, str(_refused())):
            assert "Read-only file system" in words
            assert "Traceback" not in words
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        if not marked:
            claim(small_disk)


def _refused() -> EngineError:
    with pytest.raises(EngineError) as error:
        Client.connect(timeout=60)
    return error.value


@pytest.mark.skipif(sys.platform != "linux", reason="names of no UTF-8 are Linux's")
@pytest.mark.parametrize("name", [b"\xff\xfe", b'two\nlines it\'s "q"', b"l" * 200])
def test_an_engine_serves_a_home_of_any_name_and_its_errors_can_be_said(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw_shot: DrawShot
) -> None:
    monkeypatch.setenv("SHIAGE_HOME", os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        with Client.connect(stay=True) as client:
            (job,) = {event.job for event in client.color(draw_shot(2))}
            for frame in (home_folder() / "jobs" / job / "frames").iterdir():
                frame.write_bytes(b"torn")
            failed = list(client.result(job))[-1]
            assert isinstance(failed, Failed)
            failed.message.encode()
            assert client.ping() < 5
    finally:
        process.stop()


def test_a_name_cannot_begin_a_line_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = logging.root.handlers[:], logging.root.level, logging.raiseExceptions
    write_log(tmp_path / "engine.log")
    logging.getLogger("x").info("%s says hello", "a\n2026 FORGED \x1b[31m \udcff 工房")
    try:
        raise OSError("twice\nas long")
    except OSError:
        logging.getLogger("x").exception("it ends")
    for handler in logging.root.handlers:
        handler.close()
    logging.root.handlers[:], logging.root.level, logging.raiseExceptions = kept
    lines = (tmp_path / "engine.log").read_text("utf-8").splitlines()
    assert lines[0].endswith("a\\n2026 FORGED \\x1b[31m \\udcff 工房 says hello")
    assert lines[1].endswith("it ends")
    assert lines[2] == "Traceback (most recent call last):"
    assert stat.S_IMODE((tmp_path / "engine.log").stat().st_mode) == 0o600 or sys.platform == "win32"
