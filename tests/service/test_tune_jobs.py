# SPDX-License-Identifier: Apache-2.0
"""Tunes as jobs of a real engine: shots go first, pause, resume, cancel, kill; finished shots become cuts."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from finished_shots import Drawn, walking, write_finished

from shiage.production.add_cut import add_cut
from shiage.production.folder import Production, new_production
from shiage.production.settings import ProductionSettings
from shiage.production.versions import chosen_version, versions
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Cancelled, Done, Event, Failed, Progress, Refused
from shiage.wire.shot import ShotUpload
from shiage.wire.tune import TuneUpload

RunEngine = Callable[..., Connection]


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """Three cuts of a face that walks; c0 is held out, by chance, which is the same each time."""
    film = new_production(tmp_path / "film", ProductionSettings("film", gap=5), [], [])
    for index in range(3):
        add_cut(film, write_finished(tmp_path / f"c{index}", walking(2, 2 * index)))
    return film


def asked(film: Production, steps: int = 20, shots: tuple[str, ...] = ()) -> TuneUpload:
    return TuneUpload(str(film.folder), 5, steps, shots)


def shot(drawn: list[Drawn], cut: str = "", production: str = "") -> ShotUpload:
    """A shot with one key; as a cut all frames are."""
    sent = ShotUpload(gap=5, production=production, cut=cut)
    for number, (line, cel) in enumerate(drawn, -1):
        width, height = line.size
        sent.line(number, width, height, line.ink)
        if cut or number == -1:
            sent.key(number, width, height, cel)
    return sent


def until(client: Client, job: str, ready: Callable[[Event], bool]) -> Event:
    for event in client.events(job):
        if ready(event):
            return event
    raise AssertionError("it ended before")


def learns(number: int = 1) -> Callable[[Event], bool]:
    return lambda e: isinstance(e, Progress) and e.stage == "learn" and e.done >= number


def children(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if "shiage.tuning" in " ".join(child.cmdline())]


def state(client: Client, job: str, wanted: str) -> None:
    deadline = time.monotonic() + 60
    while client.status(job).state != wanted:
        assert time.monotonic() < deadline, client.status(job)
        time.sleep(0.05)


def test_two_tunes_give_way_pause_survive_kills_and_are_adopted_once(
    film: Production, home: Path, run_engine: RunEngine, tmp_path: Path
) -> None:
    other = new_production(tmp_path / "other", ProductionSettings("other", gap=5), [], [])
    for index in range(3):
        add_cut(other, write_finished(tmp_path / f"d{index}", walking(2, 3 * index)))
    connection = run_engine("--stay")
    with Client(connection, "test") as client:
        job, second = client.submit(asked(film, 16)), client.submit(asked(other, 4))
        told = until(client, job, learns(2))
        assert isinstance(told, Progress) and set(told.figures) == {"loss", "held_out", "before"}
        info = client.status(job)
        assert info.kind == "tune" and info.state == "running" and info.production == str(film.folder)
        # a shot goes first: while it is under way the tune says that it waits, and does no step
        colour = client.submit(shot(walking(4, 5)))
        seen: list[tuple[str, str]] = []
        ended = False
        while not ended:
            events = client.poll(0.5)
            ended = any(isinstance(event, Done) for event in events)
            seen += [(event.job, event.stage) for event in events if isinstance(event, Progress)]
        waits = seen.index((job, "colouring"))
        drawn = max(place for place, step in enumerate(seen) if step[0] == colour)
        assert (job, "learn") not in seen[waits:drawn]
        assert client.status(colour).state == "done"
        assert client.status(second).state == "waiting"
        # paused: its process ends, and a restart does not wake it
        client.pause(second)
        client.pause(job)
        state(client, job, "paused")
        assert not children(connection.pid) and client.status(second).state == "paused"
        assert (film.models / ".tuning" / "checkpoint.safetensors").is_file()
    os.kill(connection.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(connection.pid)], 10)
    connection = run_engine("--stay")
    with Client(connection, "test") as client:
        time.sleep(0.5)
        assert client.status(job).state == "paused"
        client.resume(job)
        client.attach(job)
        first = until(client, job, learns())
        assert isinstance(first, Progress) and first.done > 2  # it goes on where it was
        (child,) = children(connection.pid)
        os.kill(connection.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(connection.pid)], 10)
    with Client(
        run_engine("--stay"), "test"
    ) as client:  # its child may still be at a step: that is waited for
        heard = list(client.result(job))
        done = heard[-1]
        assert isinstance(done, Done) and done.tuned is not None, done
        learned = [e.done for e in heard if isinstance(e, Progress) and e.stage == "learn"]
        assert learned[0] >= first.done and learned == sorted(set(learned))
        assert child.wait(10) is None or not child.is_running()
        tuned = done.tuned
        assert tuned.version == "001" and tuned.before == "shiage" and tuned.loss[1] < tuned.loss[0]
        assert "held out: cut c0, 2 drawings" in tuned.words
        sheet = cv2.imdecode(np.frombuffer(tuned.sheet, np.uint8), cv2.IMREAD_COLOR)
        assert sheet is not None and sheet.shape[1] > 3 * sheet.shape[0] * 0.9
        client.resume(second)
        *_, end = client.result(second)
        assert isinstance(end, Done) and end.tuned is not None and end.tuned.steps[1] == 4, end
        # what came of it is there for whoever asks later, once and for all
        again = list(client.result(job))[-1]
        assert isinstance(again, Done) and again.tuned == tuned
    assert [version.name for version in versions(film)] == ["001"] and len(versions(other)) <= 1
    chosen = chosen_version(film)
    assert chosen is not None and chosen.about["job"] == job
    assert (chosen.folder / "sheet.png").read_bytes() == tuned.sheet


def test_a_finished_shot_becomes_a_cut_and_is_tuned_on(
    film: Production, home: Path, run_engine: RunEngine
) -> None:
    with Client(run_engine("--stay"), "test") as client:
        drawn = walking(5, 9)
        job = client.submit(shot(drawn, "shot 5", str(film.folder)))
        *_, done = client.events(job)
        assert isinstance(done, Done) and [n.text for n in done.notes] == ["cut shot 5: 5 drawings"], done
        ours = os.umask(0o077)
        os.umask(ours)
        modes = {path.stat().st_mode & 0o777 for path in (film.cuts / "shot 5").rglob("*.png")}
        assert modes == {0o666 & ~ours}  # a studio shares a production; an engine's home is its user's alone
        # the same again is nothing new; repainted it takes the first one's place
        *_, done = client.events(client.submit(shot(drawn, "shot 5", str(film.folder))))
        assert isinstance(done, Done) and len(film.cut_names()) == 4
        painted = [(line, np.where(cel[..., 3:] > 0, 255 - cel, cel).astype(np.uint8)) for line, cel in drawn]
        for _, cel in painted:
            cel[cel[..., 3] == 0] = 0
            cel[..., 3] = np.where(cel.any(2), 255, 0)
        *_, done = client.events(client.submit(shot(painted, "shot 5", str(film.folder))))
        assert isinstance(done, Done) and len(film.cut_names()) == 4, done
        from shiage.cel.images import read_cel

        assert (read_cel(film.cuts / "shot 5" / "truth" / "0001.png") == painted[0][1]).all()
        # a cut that was added by command is nobody's to replace
        *_, failed = client.events(client.submit(shot(drawn, "c1", str(film.folder))))
        assert isinstance(failed, Failed) and "this cut is there already" in failed.message
        *_, done = client.events(client.submit(asked(film, 2, ("shot 5",))))
        assert isinstance(done, Done) and done.tuned is not None, done
        assert "4 drawings of 1 cuts; held out: cut c0 and the last third of shot 5" in done.tuned.words


def test_cancelled_it_leaves_the_version_that_is_used(
    film: Production, home: Path, run_engine: RunEngine
) -> None:
    with Client(run_engine("--stay"), "test") as client:
        first, second = client.submit(asked(film, 400)), client.submit(asked(film, 400))
        until(client, first, learns())
        assert client.status(second).state == "waiting"
        client.pause(second)
        assert client.status(second).state == "paused"
        for job in (second, first):
            client.cancel(job)
            *_, end = client.events(job)
            assert isinstance(end, Cancelled)
        assert versions(film) == [] and chosen_version(film) is None
        with pytest.raises(Refused, match="is cancelled already"):
            client.pause(first)
        done = client.submit(shot(walking(2)))
        list(client.events(done))
        with pytest.raises(Refused, match="is no tune: only tunes can be paused"):
            client.pause(done)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"production": "film"}, "the whole path of its folder"),
        ({"production": ""}, "needs the folder of a production"),
        ({"minutes": 0}, "minutes of a tune"),
        ({"minutes": float("nan")}, "minutes of a tune"),
        ({"minutes": True}, "minutes of a tune"),
        ({"steps": 0}, "steps of a tune"),
        ({"steps": 1.5}, "steps of a tune"),
        ({"shots": ("",)}, "list of names"),
    ],
)
def test_what_cannot_be_tuned_is_refused(change: dict[str, object], words: str) -> None:
    from shiage.service.validate_items import ShotRefused
    from shiage.service.validate_submission import check_submission

    told = {"production": "/film", "minutes": 1, "steps": 3, "shots": []}
    assert check_submission("tune", told, [], []).settings == told
    strange = {**told, **change}
    strange["shots"] = list(strange["shots"])  # type: ignore[call-overload]
    with pytest.raises(ShotRefused, match=words):
        check_submission("tune", strange, [], [])


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", " a", "a.", "a\0", "x" * 300, "a\nb", "c:d"])
def test_what_cannot_be_a_cut_is_refused(name: str) -> None:
    from shiage.service.validate_items import ShotRefused
    from shiage.service.validate_submission import check_submission

    sent = shot(walking(2), "x", "/film")
    items = [item.header for item in sent.items]
    settings = {"gap": 5, "production": "/film", "name": "作品 5"}
    assert check_submission("cut", settings, items, []).settings["name"] == "作品 5"
    with pytest.raises(ShotRefused, match="cannot be called"):
        check_submission("cut", {**settings, "name": name}, items, [])
    with pytest.raises(ShotRefused, match="frame 0 is not painted"):
        check_submission("cut", settings, items[:3], [])


def test_lines_come_through_as_they_were() -> None:
    from shiage.cel.lineart import LineArt
    from shiage.service.take_in_cut import line_picture

    ink = np.zeros((90, 120), np.uint8)
    cv2.circle(ink, (60, 45), 30, 255, 3, cv2.LINE_AA)
    trace = np.zeros((90, 120), np.uint8)
    for code, x in ((1, 20), (2, 100), (3, 110)):
        trace[20:60, x : x + 2] = code
    read = LineArt.from_image(line_picture(LineArt(ink, trace)))
    assert read.trace is not None and (read.trace == trace).all() and (read.ink == ink).all()
    assert (LineArt.from_image(line_picture(LineArt(ink))).ink == ink).all()
