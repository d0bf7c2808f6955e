# SPDX-License-Identifier: Apache-2.0
"""The work of one tune, from what is held out to the version that is adopted or not."""

from __future__ import annotations

import contextlib
import time
from dataclasses import asdict, replace
from pathlib import Path

from torch import Tensor

from shiage.cel.beside import write_beside
from shiage.cel.images import png_bytes
from shiage.models.matcher import Matcher, MatcherConfig
from shiage.models.weights import Weights, load_weights, save_weights
from shiage.production.folder import Production
from shiage.production.versions import (
    adopt,
    chosen_version,
    name_of,
    weights_of,
)
from shiage.shot.types import Watch
from shiage.tuning.checkpoint import Standing, read_checkpoint, write_checkpoint
from shiage.tuning.gate import Gate, Stopped
from shiage.tuning.judge import Judge
from shiage.tuning.learner import Learner
from shiage.tuning.material import Material, read_material
from shiage.tuning.request import SHEET, Tuned, TuneRequest

WORK, CHECKPOINT, CANDIDATE = ".tuning", "checkpoint.safetensors", "candidate.safetensors"

MEASURED_EVERY, KEPT_EVERY = 10, 20.0
"""Steps between two looks at what is held out, and seconds between two checkpoints."""

READING = 0.5
"""Share of its time that a tune takes to read, describe and compare what it did not before."""

LEAST_GAIN = 0.01
"""By so much of itself the loss on what is held out has to fall, or nothing was learned there."""

SHARES = (1.0, 0.5)
"""Shares of what was learned that are judged: half of it often keeps more of what the version before knew
(Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""

SAMPLES = 2
"""The drawing of the sample sheet is coloured so often."""

PATIENCE = 8
"""After so many looks without a better step the tune has learned what there is to learn."""


class OneTune:
    """A tune that nobody else does at the same time."""

    def __init__(self, production: Production, asked: TuneRequest, gate: Gate, work: Path) -> None:
        self._production, self._asked = production, asked
        self._seconds, self._steps = 60 * asked.minutes, asked.steps
        self._gate, self._work = gate, work
        version = chosen_version(production)
        self._before, self._start = name_of(version), weights_of(version)
        self._held_before = [] if version is None else list(version.about.get("held_cuts", []))

    def run(self) -> Tuned:
        """Tune; see `tune`."""
        left = read_checkpoint(self._work / CHECKPOINT)
        reached = None if left is None else left[0].reached
        material = self._read(reached)
        inputs = material.inputs(self._start.digest)
        if left is not None and left[0].inputs != inputs:  # other cuts or corrections since
            material, left = self._read(None), None
            inputs = material.inputs(self._start.digest)
        if left is not None:
            self._gate.worked_before(left[0].spent)
        learner = Learner(self._start, material.learned, material.held, self._ready)
        judge = Judge(material.judged, self._production.shot_settings())
        best = _weights_of(learner)
        if left is not None:
            with contextlib.suppress(KeyError, RuntimeError, ValueError):  # of another network: begin anew
                learner.go_on(_named(left[1], "learner."), left[0].done)
                best = _named(left[1], "best.")
                return self._learn(material, learner, judge, left[0], best)
        began = time.monotonic()
        wrong = judge.wrong(self._start, self._watch("judge"))
        loss = learner.measure()
        judging = time.monotonic() - began
        spent = self._gate.spent
        standing = Standing(inputs, material.reached, spent, spent, 0, 0, loss, loss, wrong, judging)
        return self._learn(material, learner, judge, standing, best)

    def _read(self, reached: int | None) -> Material:
        seconds = READING * self._seconds
        return read_material(
            self._production, self._held_before, self._gate, seconds, reached, self._asked.shots
        )

    def _learn(
        self, material: Material, learner: Learner, judge: Judge, now: Standing, best: dict[str, Tensor]
    ) -> Tuned:
        """Learn until only the time to judge is left, all steps are done, or nothing more is learned."""
        end = self._seconds - 1.3 * (len(SHARES) + SAMPLES) * now.judging
        kept, looks = time.monotonic(), 0
        try:
            while learner.done < self._steps and self._gate.spent < end and looks < PATIENCE:
                along = (self._gate.spent - now.began) / max(end - now.began, 1e-6)
                loss = learner.step(max(along, learner.done / self._steps))
                if learner.done % MEASURED_EVERY == 0 or learner.done == self._steps:
                    held = learner.measure()
                    looks += 1
                    if held < now.best:
                        best, looks = _weights_of(learner), 0
                        now = replace(now, best=held, best_step=learner.done)
                now = replace(now, spent=self._gate.spent, done=learner.done)
                if time.monotonic() - kept > KEPT_EVERY:
                    self._keep(learner, now, best)
                    kept = time.monotonic()
                self._gate.step(
                    stage="learn", done=learner.done, total=self._steps, loss=round(loss, 4),
                    held_out=round(now.best, 4), before=round(now.before, 4),
                )  # fmt: skip
            return self._decide(material, learner, judge, now, best)
        except Stopped:
            self._keep(learner, replace(now, spent=self._gate.spent), best)
            raise

    def _decide(
        self, material: Material, learner: Learner, judge: Judge, now: Standing, best: dict[str, Tensor]
    ) -> Tuned:
        """Judge the best step by the solver, and half of what it changed; adopt the better one if it wins."""
        wrong, loss, share = now.wrong_before, now.best, 0.0
        if now.best < (1 - LEAST_GAIN) * now.before:
            tried = []
            for part in SHARES:
                candidate = self._write(best, part, material, now)
                tried.append((judge.wrong(candidate, self._watch("judge")), -part))
            wrong, share = min(tried)
            share = -share
            loss = learner.measure(self._part(best, share))
        tuned = Tuned(
            None,
            self._before,
            (now.before, loss),
            (now.wrong_before, wrong),
            (now.best_step, now.done),
            self._gate.spent,
            material.words,
            material.notes,
        )
        after = self._write(best, share, material, now) if share else self._start
        sheet = judge.sample(self._start, after, self._watch("sample"))
        picture = b"" if sheet is None else bytes(png_bytes(sheet))
        if self._asked.out is not None and picture:
            write_beside(self._asked.out / SHEET, picture)
        if share and wrong <= now.wrong_before and loss < now.before:
            tuned = replace(tuned, version=self._adopt(after, tuned, material, share, picture))
        (self._work / CANDIDATE).unlink(missing_ok=True)
        return tuned

    def _adopt(
        self, candidate: Weights, tuned: Tuned, material: Material, share: float, picture: bytes
    ) -> str:
        """Make a version of a candidate, and use it; returns its name."""
        about = material.about() | {
            "before": self._before,
            "loss": list(tuned.loss),
            "wrong_regions": list(tuned.wrong),
            "steps": list(tuned.steps),
            "share": share,
            "seconds": round(tuned.seconds, 1),
            "made": time.strftime("%Y-%m-%d %H:%M:%S"),
            "shots": list(self._asked.shots),
            "job": self._asked.job,
            "tuned": asdict(tuned),
        }
        beside = {SHEET: picture} if picture else {}
        return adopt(self._production, candidate.path, about, beside).name

    def _write(self, best: dict[str, Tensor], share: float, material: Material, now: Standing) -> Weights:
        """Write the weights that lie between those it began with and the best."""
        matcher = Matcher(self._start.configured(MatcherConfig))
        matcher.load_state_dict(self._part(best, share))
        told = {"from": self._start.label, "steps": str(now.best_step), "data": material.words}
        told["share"] = f"{share:g}"
        path = self._work / CANDIDATE
        save_weights(path, matcher, matcher.config, told)
        return load_weights(path)

    def _part(self, best: dict[str, Tensor], share: float) -> dict[str, Tensor]:
        begun = self._start.tensors
        return {name: begun[name].lerp(best[name], share) for name in best}

    def _keep(self, learner: Learner, now: Standing, best: dict[str, Tensor]) -> None:
        tensors = {f"learner.{n}": t for n, t in learner.state().items()}
        write_checkpoint(self._work / CHECKPOINT, now, tensors | {f"best.{n}": t for n, t in best.items()})

    def _ready(self, done: int, total: int) -> None:
        self._gate.step(stage="look", done=done, total=total)

    def _watch(self, stage: str) -> Watch:
        return Watch(lambda part, done, total: self._gate.step(stage=stage, done=done, total=total))


def _weights_of(learner: Learner) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in learner.matcher.state_dict().items()}


def _named(tensors: dict[str, Tensor], beginning: str) -> dict[str, Tensor]:
    return {n.removeprefix(beginning): t for n, t in tensors.items() if n.startswith(beginning)}
