# SPDX-License-Identifier: Apache-2.0
"""A farm's run as its caller sees it: a line for each shot, and at the end which failed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from shiage.cli.farm_work import FarmResult, FarmShot, FarmTune, color_one, tune_one, tune_told
from shiage.cli.finetune import print_tuned
from shiage.cli.say import bars, fail, readable, show
from shiage.farm.openjd_lines import fail_line, progress_line, status_line
from shiage.farm.ray_pool import Cluster, Lost, on_cluster


class FarmRun:
    """Follows the shots of an episode; of those that went well it keeps numbers alone.

    Attributes:
        failed: reasons, by shot.
    """

    def __init__(self, total: int, openjd: bool, as_json: bool) -> None:
        """Args: total: shots; openjd: say `openjd_progress`; as_json: say nothing until the end."""
        self.failed: dict[Path, str] = {}
        self._total, self._openjd, self._quiet = total, openjd, as_json
        self._began = time.monotonic()
        self._coloured = self._passed = self._frames = 0

    def follow(self, asked: Sequence[FarmShot], cluster: Cluster | None) -> None:
        """Have all shots coloured. Raises FarmError when the cluster cannot be used."""
        results = _one_by_one(asked, self._say) if cluster is None else _on_ray(asked, cluster)
        watched = sys.stderr.isatty()
        with bars(quiet=self._quiet or self._openjd) as progress:
            task = progress.add_task("shots", total=self._total)
            for done, result in enumerate(results, 1):
                self._count(result)
                progress.update(task, completed=done)
                said = f"{done}/{self._total} {result.shot.name}: {_words(result)}"
                if self._openjd:
                    print(progress_line(done, self._total), flush=True)
                    print(readable(status_line(said)), flush=True)
                elif watched and not self._quiet:
                    progress.console.print(readable(said), markup=False, soft_wrap=True)
                elif not self._quiet:
                    typer.echo(readable(said))

    def close(self) -> None:
        """Say how it went."""
        seconds = time.monotonic() - self._began
        if not self._quiet:
            left = self._total - self._coloured - self._passed - len(self.failed)
            parts = [
                f"{self._coloured} shots coloured ({self._frames} frames)",
                f"{self._passed} were there already",
                f"{len(self.failed)} failed",
                *([f"{left} not done"] if left else []),
            ]
            typer.echo(f"{', '.join(parts)}, {seconds:.1f} s")
        for shot, words in self.failed.items():
            print(f"shiage: {readable(f'{shot}: {_without(shot, words)}')}", file=sys.stderr)
        if self.failed and self._openjd:
            print(readable(fail_line(f"{len(self.failed)} of {self._total} shots failed")), flush=True)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "shots": self._total,
            "coloured": self._coloured,
            "passed over": self._passed,
            "frames": self._frames,
            "failed": {str(shot): words for shot, words in self.failed.items()},
            "seconds": round(time.monotonic() - self._began, 3),
        }

    def _say(self, shot: FarmShot) -> None:
        if self._openjd:
            print(readable(status_line(f"colouring {shot.shot.name}")), flush=True)

    def _count(self, result: FarmResult) -> None:
        self._frames += result.written
        if result.error:
            self.failed[result.shot] = result.error
        elif result.written or not result.kept:
            self._coloured += 1
        else:
            self._passed += 1


def tune_on_farm(asked: FarmTune, cluster: Cluster | None, openjd: bool, as_json: bool) -> None:
    """Tune a production's model, on a cluster's worker or here, and say what came of it."""

    def follow(stage: str, done: int, total: int) -> None:
        if openjd:
            print(progress_line(done, total), flush=True)
            print(readable(status_line(f"{stage} {done} of {total}")), flush=True)

    if cluster is None:
        said = tune_told(asked, follow)
    else:
        (answer,) = on_cluster(cluster, [asked], tune_one)
        said = {"error": answer.words} if isinstance(answer, Lost) else answer
    if "error" in said:
        if openjd:
            print(readable(fail_line(str(said["error"]))), flush=True)
        fail(str(said["error"]), as_json)
    show(said) if as_json else print_tuned(said)


def _one_by_one(asked: Sequence[FarmShot], say: Any) -> Iterator[FarmResult]:
    for shot in asked:
        say(shot)
        yield color_one(shot)


def _on_ray(asked: Sequence[FarmShot], cluster: Cluster) -> Iterator[FarmResult]:
    for answer in on_cluster(cluster, asked, color_one):
        yield FarmResult(answer.item.shot, error=answer.words) if isinstance(answer, Lost) else answer


def _words(result: FarmResult) -> str:
    if result.error:
        return "failed"
    if not result.written:
        return "was there already"
    kept = f", {result.kept} were there already" if result.kept else ""
    least = "" if result.least is None else f", least sure {result.least:.0%}"
    return f"{result.written} frames{kept}, {result.seconds:.1f} s{least}"


def _without(shot: Path, words: str) -> str:
    """A reason that begins with its shot's path does not say it twice."""
    return words.removeprefix(f"{shot}: ")
