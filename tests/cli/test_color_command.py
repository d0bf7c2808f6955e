# SPDX-License-Identifier: Apache-2.0
"""`shiage color` and `shiage demo` for real: files, resuming, the engine's way and the inline way alike."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from shiage.cli.app import app

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def color(*arguments: str | Path) -> dict[str, object]:
    """Run inline and hand back what --json says."""
    result = CliRunner().invoke(app, ["color", *map(str, arguments), "--inline", "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def contents(folder: Path) -> dict[str, bytes]:
    """Files by name, without the time that the record says a run took."""
    files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: re.sub(rb', "seconds": [0-9.]+', b"", data) for name, data in files.items()}


def test_writes_everything_there_is_to_see(shot: Path) -> None:
    answer = color(shot)
    out = shot / "colored"
    assert answer["written"] == [1, 2, 3, 4, 5]
    assert set(contents(out)) == {
        *(f"{part}/{n:04d}.png" for part in ("frames", "cels") for n in range(1, 6)),
        "contact.png", "confidence.png", "preview.gif", "palette.gpl", "palette.json", "report.json",
        "job.json",
    }  # fmt: skip
    allowed = {tuple(c) for n in (1, 5) for c in _colours(shot / "keys" / f"{n:04d}.png")}
    for n in range(1, 6):
        assert {tuple(c) for c in _colours(out / "cels" / f"{n:04d}.png")} <= allowed
    report = json.loads((out / "report.json").read_text())
    assert [row["frame"] for row in report["frames"]] == [1, 2, 3, 4, 5]
    assert all(row["regions"] > 10 and 0 <= row["least"] <= 1 for row in report["frames"])


def _colours(path: Path) -> list[list[int]]:
    with Image.open(path) as picture:
        colours: list[list[int]] = np.unique(np.asarray(picture).reshape(-1, 4), axis=0).tolist()
    return colours


def test_a_key_keeps_its_own_colours(shot: Path) -> None:
    color(shot)
    with Image.open(shot / "keys" / "0001.png") as a, Image.open(shot / "colored" / "cels" / "0001.png") as b:
        same = (np.asarray(a) == np.asarray(b)).all(2)
    assert same.mean() > 0.99


def test_one_model_sheet_colours_a_shot_without_a_key(shot: Path) -> None:
    color(shot)
    keyed = {path.name: _pixels(path) for path in (shot / "colored" / "cels").iterdir()}
    (shot / "sheets").mkdir()
    (shot / "colored" / "frames" / "0001.png").rename(shot / "sheets" / "hero.png")
    shutil.rmtree(shot / "keys")
    shutil.rmtree(shot / "colored")
    answer = color(shot)
    assert answer["written"] == [1, 2, 3, 4, 5]
    same = [(_pixels(shot / "colored" / "cels" / name) == cel).all(2).mean() for name, cel in keyed.items()]
    print("the same as with two keys:", [round(float(share), 4) for share in same])
    assert min(same) > 0.95
    report = json.loads((shot / "colored" / "report.json").read_text())
    assert all(0 <= row["least"] <= 1 for row in report["frames"]), "what is unsure is said"


def _pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        return np.asarray(picture)


def test_goes_on_where_it_was(shot: Path) -> None:
    color(shot)
    whole = contents(shot / "colored")
    stamps = {p: p.stat().st_mtime_ns for p in (shot / "colored").rglob("*.png")}
    assert color(shot)["written"] == []
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps
    (shot / "colored" / "frames" / "0003.png").unlink()
    (shot / "colored" / "preview.gif").unlink()
    answer = color(shot)
    assert (answer["written"], answer["kept"]) == ([3], [1, 2, 4, 5])
    assert contents(shot / "colored") == whole


def test_other_input_is_coloured_anew(shot: Path) -> None:
    color(shot)
    with Image.open(shot / "keys" / "0005.png") as picture:
        cel = np.asarray(picture).copy()
    cel[(cel[..., :3] == (66, 124, 178)).all(2)] = (80, 140, 60, 255)
    Image.fromarray(cel).save(shot / "keys" / "0005.png")
    (shot / "lines" / "0004.png").unlink()
    assert color(shot)["written"] == [1, 2, 3, 5]
    assert not (shot / "colored" / "frames" / "0004.png").exists()
    assert color(shot, "--gap", "0")["written"] == [1, 2, 3, 5]


def test_fewer_keys(shot: Path) -> None:
    color(shot, "--keys", "last", "-o", shot / "one")
    report = json.loads((shot / "one" / "report.json").read_text())
    assert [row["frame"] for row in report["frames"] if row["key"]] == [5]


def test_names_from_a_palette(shot: Path) -> None:
    palette = shot / "house.gpl"
    palette.write_text("GIMP Palette\nName: house\n#\n66 124 178\tcourier blue\n")
    answer = color(shot, "--palette", palette)
    assert "courier blue" in (shot / "colored" / "palette.gpl").read_text()
    assert "lacks" in str(answer["notes"])
    (kept,) = json.loads((shot / "colored" / "report.json").read_text())["notes"]
    assert [kept["text"]] == answer["notes"]
    again = color(shot, "--palette", palette)
    assert again["notes"] == answer["notes"], "what is there already is spoken of again"


def test_a_key_comes_back_and_what_was_not_followed_is_said_by_both_ways(shot: Path, shiage: Run) -> None:
    path = shot / "keys" / "0001.png"
    with Image.open(path) as picture:
        key = np.asarray(picture.convert("RGBA")).copy()
    key[10:30, 10:40] = (9, 200, 90, 255)
    Image.fromarray(key).save(path)
    done = shiage("color", shot, "-o", shot / "one")
    assert done.returncode == 0, done.stderr
    assert "note: frame 1: the area of #09c85a at (" in done.stdout
    color(shot, "-o", shot / "two")
    for part in ("cels", "frames", "palette.json", "report.json"):
        one, two = shot / "one" / part, shot / "two" / part
        assert contents(one) == contents(two) if one.is_dir() else one.read_bytes() == two.read_bytes()
    with Image.open(shot / "one" / "cels" / "0001.png") as picture:
        cel = np.asarray(picture.convert("RGBA"))
    painted = key[..., 3] > 0
    assert (cel[painted] == key[painted]).all()
    report = json.loads((shot / "one" / "report.json").read_text())
    assert [note["frame"] for note in report["notes"]] == [1]


def test_a_gif_of_lines_goes_in(drawn: Path, tmp_path: Path) -> None:
    pictures = []
    for path in sorted((drawn / "lines").iterdir()):
        with Image.open(path) as picture:
            pictures.append(picture.convert("L"))
    pictures[0].save(tmp_path / "walk.gif", save_all=True, append_images=pictures[1:])
    answer = color(tmp_path / "walk.gif", "--keys-dir", drawn / "keys")
    assert answer["written"] == [1, 2, 3, 4, 5]
    assert (tmp_path / "walk_colored" / "frames" / "0005.png").is_file()


def test_the_engine_writes_the_same_bytes(shot: Path, shiage: Run) -> None:
    done = shiage("color", shot, "--json", "-o", shot / "engine")
    assert done.returncode == 0, done.stderr
    color(shot, "-o", shot / "inline")
    assert contents(shot / "engine") == contents(shot / "inline")


def test_blank_drawings_and_brown_ink_go_both_ways(shot: Path, shiage: Run) -> None:
    for n in (1, 2, 4, 5):
        with Image.open(shot / "lines" / f"{n:04d}.png") as picture:
            cover = 1 - np.asarray(picture.convert("RGB")).min(2, keepdims=True) / 255
        brown = np.round(255 - (255 - np.array([110, 60, 30])) * cover).astype(np.uint8)
        Image.fromarray(brown).save(shot / "lines" / f"{n:04d}.png")
    Image.new("RGB", (384, 216), "white").save(shot / "lines" / "0003.png")
    answer = color(shot)
    assert [note for note in answer["notes"] if "blank" in note] == [  # type: ignore[attr-defined]
        "frame 3: the drawing is blank, and so is the result"
    ]
    out = shot / "colored"
    for part in ("frames", "cels"):
        with Image.open(out / part / "0003.png") as picture:
            assert not np.asarray(picture).any()
    with Image.open(out / "frames" / "0002.png") as picture:
        frame = np.asarray(picture)
    with Image.open(shot / "lines" / "0002.png") as picture:
        full = (np.asarray(picture) == (110, 60, 30)).all(2)
    assert np.abs(frame[full][:, :3].astype(int) - (110, 60, 30)).max() <= 4
    with Image.open(out / "preview.gif") as film:
        film.seek(1)
        tones = np.asarray(film.convert("RGB")).reshape(-1, 3)
    assert (np.abs(tones.astype(int) - (110, 60, 30)).max(1) <= 12).sum() > 100
    result = shiage("color", shot, "-o", shot / "through", "--json")
    assert result.returncode == 0, result.stderr
    assert contents(out / "frames") == contents(shot / "through" / "frames")
    assert json.loads(result.stdout)["notes"] == answer["notes"]


def test_a_job_left_by_a_killed_command_is_taken_up(shot: Path, shiage: Run, home: Path) -> None:
    """Kill the command once the engine has its job; the next one goes on with that very job."""
    assert shiage("engine", "start").returncode == 0
    command = [sys.executable, "-m", "shiage", "color", str(shot)]
    first = subprocess.Popen(command, env={**os.environ, "SHIAGE_HOME": str(home)})
    record = shot / "colored" / "job.json"
    while first.poll() is None and not _job(record):
        time.sleep(0.005)
    first.kill()
    first.wait()
    assert shiage("color", shot, "--json").returncode == 0
    color(shot, "-o", shot / "inline")
    assert contents(shot / "colored") == contents(shot / "inline")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_killed_engine_does_not_stop_the_command(shot: Path, shiage: Run, home: Path) -> None:
    assert shiage("engine", "start").returncode == 0
    engine = json.loads((home / "engine.json").read_text())["pid"]
    command = [sys.executable, "-m", "shiage", "color", str(shot)]
    running = subprocess.Popen(command, env={**os.environ, "SHIAGE_HOME": str(home)})
    while running.poll() is None and not _job(shot / "colored" / "job.json"):
        time.sleep(0.005)
    os.kill(engine, signal.SIGKILL)
    assert running.wait(timeout=60) == 0
    color(shot, "-o", shot / "inline")
    assert contents(shot / "colored") == contents(shot / "inline")


def _job(record: Path) -> str | None:
    try:
        job: str | None = json.loads(record.read_text())["job"]
    except (OSError, ValueError):
        return None
    return job


@pytest.mark.skipif(sys.platform == "win32", reason="signals as Ctrl-C sends them")
def test_ctrl_c_cancels_the_job(drawn: Path, tmp_path: Path, shiage: Run, home: Path) -> None:
    from shiage.wire.client import Client

    assert shiage("engine", "start").returncode == 0
    out = tmp_path / "out"
    command = [sys.executable, "-m", "shiage", "color", str(drawn), "-o", str(out)]
    running = subprocess.Popen(
        command, env={**os.environ, "SHIAGE_HOME": str(home)}, stderr=subprocess.PIPE, text=True
    )
    while running.poll() is None and not _job(out / "job.json"):
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, words = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.skip("the command was quicker than the test")
    assert running.returncode == 130
    assert words.strip() == "shiage: cancelled"
    with Client.connect(start=False) as client:
        until = time.monotonic() + 20  # it stops at the end of the step it is at
        while {info.state for info in client.jobs()} - {"cancelled", "done"}:
            assert time.monotonic() < until, client.jobs()
            time.sleep(0.02)
    for path in out.rglob("*.png"):
        with Image.open(path) as picture:
            picture.load()


def test_the_demo_scores_itself(tmp_path: Path) -> None:
    arguments = ["demo", "-o", str(tmp_path / "demo"), "--frames", "4", "--width", "384", "--inline"]
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    score = json.loads(result.stdout)["score"]
    assert 0.5 < score["acc_thres"] <= 1
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    for word in ("Acc-Thres", "contact.png", "preview.gif"):
        assert word in result.output


def test_the_demo_takes_only_its_own_folder(shot: Path, tmp_path: Path) -> None:
    before = contents(shot)
    result = CliRunner().invoke(app, ["demo", "-o", str(shot), "--inline"])
    assert result.exit_code == 2
    assert str(shot) in result.stderr
    assert contents(shot) == before
    for frames in ("5", "3"):
        arguments = ["demo", "-o", str(tmp_path / "d"), "--frames", frames, "--width", "320", "--inline"]
        assert CliRunner().invoke(app, arguments).exit_code == 0
    assert len(list((tmp_path / "d").glob("*/0*.png"))) == 3 + 3 + 2


def test_mode_soft_shades_as_the_keys_do_by_both_ways(shot: Path, networks: Path, shiage: Run) -> None:
    from shiage.cel.images import read_cel, read_line_art, write_png
    from shiage.shot.evaluate.airbrush import airbrush

    for n in (1, 5):
        key = shot / "keys" / f"{n:04d}.png"
        write_png(key, airbrush(read_line_art(shot / "lines" / key.name), read_cel(key)))
    done = shiage("color", shot, "--mode", "soft", "--json", "-o", shot / "one")
    assert done.returncode == 0, done.stderr
    color(shot, "--mode", "soft", "-o", shot / "two")
    for part in ("cels", "frames"):
        assert contents(shot / "one" / part) == contents(shot / "two" / part)
    assert len(_colours(shot / "one" / "cels" / "0003.png")) > 1000
    with Image.open(shot / "one" / "preview.gif") as preview:
        assert getattr(preview, "n_frames", 1) == 5
