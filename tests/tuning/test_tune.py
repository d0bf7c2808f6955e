# SPDX-License-Identifier: Apache-2.0
"""A tune from its first drawing to its version: in a process, stopped, killed, and where it cannot win."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TextIO, cast

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN
from finished_shots import walking
from safetensors import safe_open

from shiage.models.weights import MATCHER, load_weights, save_arrays
from shiage.production.folder import Production
from shiage.production.settings import ProductionError
from shiage.production.versions import adopt, choose_version, chosen_version, versions
from shiage.tuning.checkpoint import Standing
from shiage.tuning.gate import Gate, Stopped
from shiage.tuning.one_tune import CHECKPOINT, WORK
from shiage.tuning.request import Tuned, TuneRequest, read_outcome
from shiage.tuning.tune import LOCK, tune
from shiage.wire.lock import take

STEPS = 20


def child(film: Production, steps: int = STEPS, minutes: float = 5) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "shiage.tuning", str(film.folder)]
    return subprocess.Popen(
        [*command, f"--minutes={minutes}", f"--steps={steps}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What it says; it goes on when the next is asked for."""
    assert process.stdout is not None and process.stdin is not None
    for line in process.stdout:
        said = json.loads(line)
        yield said
        if "stage" in said:
            process.stdin.write("go\n")
            process.stdin.flush()


def until_step(process: subprocess.Popen[str], number: int) -> int:
    """Let it learn until so many steps are done; returns the first step that it told of."""
    first = 0
    for said in lines(process):
        if said.get("stage") == "learn":
            first = first or said["done"]
            if said["done"] == number:
                return first
    raise AssertionError("it ended before")


def standing(film: Production) -> Standing:
    """How far the tune was that left a checkpoint."""
    with safe_open(film.models / WORK / CHECKPOINT, "pt") as file:
        return Standing(**json.loads(file.metadata()["standing"]))


def test_stopped_then_killed_it_goes_on_and_becomes_a_version(film: Production) -> None:
    with child(film) as process:
        assert until_step(process, 7) == 1
        assert process.stdin is not None
        process.stdin.close()  # whoever started it is gone
        assert process.wait() == 3 and (film.models / WORK / CHECKPOINT).is_file()
    with child(film) as process:
        assert until_step(process, 11) == 8
        process.send_signal(signal.SIGKILL)
    spent = standing(film).spent
    assert versions(film) == []
    with child(film) as process:
        said = list(lines(process))
    assert process.returncode == 0
    assert next(s["done"] for s in said if s.get("stage") == "learn") == 8
    done = said[-1]["tuned"]
    assert done["seconds"] > spent > 0
    assert done["steps"][1] == STEPS and "held out: cut c0, 3 drawings" in done["words"]
    assert done["loss"][1] < done["loss"][0] and done["wrong"] == [0, 0]
    chosen = chosen_version(film)
    assert chosen is not None and chosen.name == done["version"] == "001"
    assert chosen.about["held_cuts"] == ["c0"] and set(chosen.about["learned"]) == {"c1", "c2"}
    assert chosen.weights().size < 4 << 20
    assert sorted(p.name for p in (film.models / WORK).iterdir()) == ["lock"]


def test_what_learns_nonsense_is_not_adopted(film: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cuts it learns from are painted at random; the one held out is as it should be."""
    from shiage.cel.images import read_cel, write_png

    thrown, paints = np.random.default_rng(4), np.array([RED, BLUE, SKIN], np.uint8)
    for cut in ("c1", "c2"):
        for path in sorted((film.cuts / cut / "truth").iterdir()):
            cel, mixed = read_cel(path), thrown.permutation(3)
            out = cel.copy()
            for paint, other in zip(paints, mixed, strict=True):
                out[(cel == paint).all(2)] = paints[other]
            write_png(path, out)
    monkeypatch.setattr("shiage.tuning.learner.RATE", 3e-3)
    done = tune(film, TuneRequest(5, 12), Gate(io.StringIO(), None))
    assert done.version is None and versions(film) == [] and chosen_version(film) is None
    assert done.wrong[0] == done.wrong[1] == 0 and done.before == "shiage"


def test_waiting_is_not_working() -> None:
    answers = ["go\n", ""]

    class Slow:
        def readline(self) -> str:
            time.sleep(0.3)
            return answers.pop(0)

    gate = Gate(io.StringIO(), cast(TextIO, Slow()))
    gate.worked_before(100)
    gate.step(stage="learn", done=1, total=2)
    assert 100 <= gate.spent < 100.25
    with pytest.raises(Stopped):
        gate.step(stage="learn", done=2, total=2)


def test_too_few_cuts_are_told(make: Any) -> None:
    film = make({"only": walking(2)})
    with pytest.raises(ProductionError, match="too little to learn from: add finished cuts"):
        tune(film, TuneRequest(1, 5), Gate(io.StringIO(), None))


def test_one_tune_at_a_time(film: Production) -> None:
    with child(film) as process:
        next(lines(process))
        with pytest.raises(ProductionError, match="being tuned already"):
            tune(film, TuneRequest(1, 5), Gate(io.StringIO(), None))
        process.kill()


@pytest.mark.parametrize("chosen", [True, False])
def test_a_tune_whose_end_was_not_noted_is_not_done_again(
    film: Production, tmp_path: Path, chosen: bool
) -> None:
    """Its process was killed once its version was there, before or after that was chosen."""
    came = Tuned(None, "shiage", (1.5, 1.25), (3, 2), (10, 20), 9.0, "words", ("note",))
    shipped = load_weights(MATCHER)
    save_arrays(tmp_path / "w.safetensors", shipped.arrays(), shipped.config, {"data": "tuned"})
    adopt(film, tmp_path / "w.safetensors", {"job": "job 1", "tuned": asdict(came)})
    if not chosen:
        (film.models / "chosen.json").unlink()
    said = io.StringIO()
    done = tune(film, TuneRequest(5, 20, job="job 1", out=tmp_path), Gate(said, None))
    assert done == replace(came, version="001") == read_outcome(tmp_path) and said.getvalue() == ""
    now = chosen_version(film)
    assert len(versions(film)) == 1 and now is not None and now.name == "001"
    # noted since: also when another version was chosen after it
    choose_version(film, "shiage")
    assert tune(film, TuneRequest(5, 20, job="job 1", out=tmp_path), Gate(said, None)) == done
    assert chosen_version(film) is None


def test_another_tune_that_just_ends_is_waited_for(film: Production) -> None:
    """An engine was killed: its child still has the production when the next engine's begins."""
    work = film.models / WORK
    work.mkdir(parents=True, exist_ok=True)
    lock = os.open(work / LOCK, os.O_RDWR | os.O_CREAT)
    assert take(lock)
    told: list[str] = []

    class Waiting(Gate):
        def step(self, **said: Any) -> None:
            told.append(said["stage"])
            if said["stage"] != "wait":
                raise Stopped
            if len(told) == 2:
                os.close(lock)

    with pytest.raises(Stopped):
        tune(film, TuneRequest(5, 2, patience=30), Waiting(io.StringIO(), None))
    assert told[:2] == ["wait", "wait"] and told[-1] != "wait"
