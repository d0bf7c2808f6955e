# SPDX-License-Identifier: Apache-2.0
"""`shiage farm` on a real Ray cluster: results as with `shiage color`, and nothing done twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.production.add_cut import add_cut
from shiage.production.folder import new_production
from shiage.production.settings import ProductionSettings

FARM = [sys.executable, "-m", "shiage", "farm"]
RAY = ["--ray", "local", "--workers", "2"]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


def farm(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*FARM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment(), cwd=cwd)


def contents(folder: Path) -> dict[str, Any]:
    """Files by name; of the record all but the time that a run took."""
    found: dict[str, Any] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found[str(path.relative_to(folder))] = path.read_bytes()
        if path.name == "job.json":
            record = json.loads(path.read_bytes())
            assert record.pop("seconds") > 0
            found[str(path.relative_to(folder))] = record
    return found


def stamps(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*.png") if "colored" in str(p)}


def color(shot: Path, out: Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["color", str(shot), "-o", str(out), "--inline"])
    assert result.exit_code == 0, result.output
    return contents(out)


def episode(folder: Path) -> Path:
    """What a stranger has: the same names twice, spaces, Japanese, a sheet, links, and two bad shots."""
    for place in ("sq1/c001", "sq2/c001", "第1話 朝/カット 02"):
        write_finished(folder / place, walking(3, len(place)), [1], truth=False)
    sheet = folder / "sq3"
    write_finished(sheet / "A", walking(2), [1], truth=False)
    data = {
        "header": {"cut": "1", "scene": "1"},
        "timeTables": [
            {
                "duration": 4,
                "name": "1",
                "fields": [
                    {
                        "fieldId": 0,
                        "tracks": [
                            {
                                "trackNo": 0,
                                "frames": [
                                    {"frame": f, "data": [{"id": 0, "values": [v]}]}
                                    for f, v in ((0, "1"), (2, "2"), (4, "SYMBOL_NULL_CELL"))
                                ],
                            }
                        ],
                    }
                ],
                "timeTableHeaders": [{"fieldId": 0, "names": ["A"]}],
            }
        ],
        "version": 5,
    }
    (sheet / "cut.xdts").write_text("exchangeDigitalTimeSheet Save Data\n" + json.dumps(data), "utf-8")
    write_finished(folder / "sq4" / "no key", walking(2), [1], truth=False)
    shutil.rmtree(folder / "sq4" / "no key" / "keys")
    write_finished(folder / "sq4" / "torn", walking(2), [1], truth=False)
    torn = folder / "sq4" / "torn" / "lines" / "0002.png"
    torn.write_bytes(torn.read_bytes()[:60])
    (folder / "linked").symlink_to(folder / "sq1")
    (folder / "sq2" / "round").symlink_to(folder)
    return folder


GOOD = ("sq1/c001", "sq2/c001", "第1話 朝/カット 02")


def test_an_episode_comes_out_as_by_the_command_of_one_shot(tmp_path: Path) -> None:
    ep = episode(tmp_path / "ep")
    listed = farm("ep", "--list", cwd=tmp_path)
    names = [str(Path(line).relative_to(ep)) for line in listed.stdout.splitlines()]
    # the link comes first by its name, and its shot is the one of sq1: coloured once
    assert names == [
        "linked/c001",
        "sq2/c001",
        "sq3/cut.xdts",
        "sq4/no key",
        "sq4/torn",
        "第1話 朝/カット 02",
    ]
    done = farm("ep", *RAY, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "4 shots coloured (11 frames), 0 were there already, 2 failed" in done.stdout
    assert done.stdout.count("failed\n") == 2
    said = done.stderr.splitlines()
    assert len([line for line in said if "no key" in line]) == 1
    assert len([line for line in said if "0002.png" in line]) == 1
    for number, place in enumerate(GOOD):
        assert contents(ep / place / "colored") == color(ep / place, tmp_path / f"alone{number}")
    alone = CliRunner().invoke(
        app, ["color", str(ep / "sq3/cut.xdts"), "-o", str(tmp_path / "s"), "--inline"]
    )
    assert alone.exit_code == 0, alone.output
    assert contents(ep / "sq3" / "cut_colored") == contents(tmp_path / "s")
    before = stamps(ep)
    again = farm("ep", "--inline", "--json", cwd=tmp_path)  # the way without Ray knows it too
    told = json.loads(again.stdout)
    assert (told["coloured"], told["passed over"], len(told["failed"])) == (0, 4, 2)
    assert stamps(ep) == before


def test_a_worker_and_the_driver_are_killed_and_nothing_is_done_twice(tmp_path: Path) -> None:
    ep = tmp_path / "ep"
    for number in range(10):
        write_finished(ep / f"c{number:03d}", walking(4, number), [1], truth=False)
    log = tmp_path / "log"
    with log.open("w") as file:
        driver = subprocess.Popen([*FARM, str(ep), *RAY], stdout=file, stderr=file, env=environment())
    try:
        _wait(driver, log, 1)
        workers = _workers(driver.pid)
        assert len(workers) == 2
        workers[0].send_signal(signal.SIGKILL)
        _wait(driver, log, 4)
        rest = psutil.Process(driver.pid).children(recursive=True)
    finally:
        driver.kill()
        driver.wait()
    working = [p for p in rest if p.name() == "raylet" or p.name().startswith("ray::_Worker")]
    psutil.wait_procs(working, timeout=60)
    assert not _alive(working)
    whole = [shot for shot in ep.iterdir() if (shot / "colored" / "report.json").is_file()]
    assert len(whole) >= 4
    finished = {path: stamp for shot in whole for path, stamp in stamps(shot).items()}
    done = farm(ep, *RAY, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["coloured"] + told["passed over"] == 10
    assert told["passed over"] >= 4
    now = stamps(ep)
    assert len([p for p in now if "/cels/" in p]) == 40
    assert {path: now[path] for path in finished} == finished
    for number in (0, 9):
        shot = ep / f"c{number:03d}"
        assert contents(shot / "colored") == color(shot, tmp_path / f"alone{number}")


def _wait(driver: subprocess.Popen[bytes], log: Path, shots: int) -> None:
    until = time.monotonic() + 120
    while log.read_text().count(" frames") < shots:
        assert driver.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)


def _workers(driver: int) -> list[psutil.Process]:
    children = psutil.Process(driver).children(recursive=True)
    return [p for p in _alive(children) if p.name().startswith("ray::_Worker")]


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.txt/", "--only", "5"], "there is no 5; the list has 1 to 1"),
        (["empty"], "no shot is there"),
        (["a.txt", "--only", "x"], "'x' is no place in the list"),
        (["film/a.mp4", "film/a.gif"], "would both be coloured into"),
        (["a.txt", "--ray", "127.0.0.1:1"], "--ray 127.0.0.1:1: "),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "film").mkdir()
    for name in ("a.mp4", "a.gif"):
        (tmp_path / "film" / name).touch()
    write_finished(tmp_path / "c 1", walking(2), [1], truth=False)
    (tmp_path / "a.txt").write_text("# one\n\nc 1\n")
    done = farm(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "c 1" / "colored").exists()


def test_without_ray_it_is_told(tmp_path: Path) -> None:
    write_finished(tmp_path / "c1", walking(2), [1], truth=False)
    code = "import sys; sys.modules['ray'] = None; from shiage.cli import main; main()"
    command = [sys.executable, "-c", code, "farm", str(tmp_path / "c1"), "--ray", "local"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)
    assert done.returncode == 2
    assert "python -m pip install 'shiage[farm]'" in done.stderr


def test_results_elsewhere_lie_as_the_shots_do(tmp_path: Path) -> None:
    for place in ("sq1/c001", "sq2/c001"):
        write_finished(tmp_path / "ep" / place, walking(2), [1], truth=False)
        (tmp_path / "ep" / place).chmod(0o500)
    try:
        done = farm(tmp_path / "ep", "--inline", "-o", tmp_path / "out")
    finally:
        for place in ("sq1/c001", "sq2/c001"):
            (tmp_path / "ep" / place).chmod(0o700)
    assert done.returncode == 0, done.stderr
    records = (tmp_path / "out").rglob("job.json")
    assert {str(p.parent.relative_to(tmp_path / "out")) for p in records} == {"sq1/c001", "sq2/c001"}


def test_a_tune_is_a_piece_of_a_clusters_work(tmp_path: Path) -> None:
    film = new_production(tmp_path / "film", ProductionSettings("film", gap=5), [], [])
    for number in range(3):
        add_cut(film, write_finished(tmp_path / f"c{number}", walking(2, 2 * number)))
    done = farm("--tune", film.folder, "--steps", "2", "--minutes", "2", "--ray", "local", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == "001" and told["steps"] == [2, 2], told
