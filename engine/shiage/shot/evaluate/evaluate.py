# SPDX-License-Identifier: Apache-2.0
"""Colour shots whose truth is known from a few of their frames, and score what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shiage.cel.fill import ink_over
from shiage.cel.images import write_png
from shiage.cel.lineart import LineArt
from shiage.shot.color import solve_shot
from shiage.shot.evaluate.airbrush import airbrush
from shiage.shot.evaluate.attention_baseline import color_by_attention
from shiage.shot.evaluate.baselines import BASELINES, FOR_SHEETS, color_by
from shiage.shot.evaluate.break_lines import punch_gaps
from shiage.shot.evaluate.flicker import flicker
from shiage.shot.evaluate.metrics import Score, on_white, score_frame
from shiage.shot.evaluate.sheet_of_frame import sheet_of
from shiage.shot.io.read_shot import read_frames, read_keys
from shiage.shot.io.shot_folder import ShotFiles, choose_keys, find_shot
from shiage.shot.match.feature_matcher import feature_matcher
from shiage.shot.runtime import Runtime, default_runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Frame, Key, Settings, Shot, ShotError

if TYPE_CHECKING:
    from shiage.models.shot_painter import ShotPainter

UNAIDED = "evidence"
"""Mode flat without its network, by the hand-made evidence alone: what the network adds is the difference."""

ATTENTION = "attention"
"""Regions by the attention of the colour transform network alone, where its weights are at hand."""

FAR_FROM_SHEET = 8
"""A frame that a model sheet was made of says little by itself; frames fewer drawings away are not scored."""

Cels = dict[int, NDArray[np.uint8]]


@dataclass(frozen=True)
class ShotScore:
    """Figures of one shot.

    Attributes:
        shot: its folder's name.
        frames: number of frames scored (keys are not).
        methods: mean figures by method, the mode asked for first, then baselines.
        flickers: of each method where the mode is soft, over all frames, see `flicker.flicker`.
        notes: what the mode said of the shot.
    """

    shot: str
    frames: int
    methods: dict[str, Score]
    flickers: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """What shots are given, and what is measured.

    Attributes:
        keys: frames given, as words or numbers, see `shot_folder.choose_keys`.
        settings: how shots are coloured.
        baselines: score the plain methods too, flat without its network, and flat beside soft.
        gaps: lines get breaks of this many pixels first, see `punch_gaps`; scores still count the
            regions of the intact drawing.
        write: put the mode's cels there, as <shot>/NNNN.png.
        shaded: paint soft shading over truth and keys first, see `airbrush`.
        sheet: no frame is a key; the only reference is a model sheet made of this frame, see `sheet_of`.
        solve: decides a shot in the mode asked for.
    """

    keys: str = "first,last"
    settings: Settings = field(default_factory=Settings)
    baselines: bool = False
    gaps: int = 0
    write: Path | None = None
    shaded: bool = False
    sheet: int | None = None
    solve: Callable[[Shot], SolvedShot] = solve_shot


def evaluate_shots(
    folder: Path, trial: Trial, progress: Callable[[str, int, int], None] = lambda shot, done, total: None
) -> list[ShotScore]:
    """Score every shot of a folder.

    Args:
        folder: a shot, or a folder of them; each has lines/ and truth/.
        trial: what is given and measured.
        progress: called with (shot's name, shots done, shots in all).

    Raises:
        ShotError: no shot with truth, or a shot that cannot be read.
        ImageError: a picture cannot be used.
    """
    shots = find_shots(folder)
    scores = []
    for done, path in enumerate(shots):
        progress(path.name, done, len(shots))
        scores.append(_evaluate(path, trial))
    progress("", len(shots), len(shots))
    return scores


def find_shots(folder: Path) -> list[Path]:
    """Folders that hold lines and truth: the folder itself or those in it.

    Raises:
        ShotError: there is none.
    """
    if (folder / "truth").is_dir():
        return [folder]
    shots = sorted(p.parent for p in folder.glob("*/truth") if p.is_dir())
    if not shots:
        raise ShotError(f"{folder}: no shot with a folder truth/ beside its lines/")
    return shots


def _evaluate(path: Path, trial: Trial) -> ShotScore:
    files, intact, truth = read_with_truth(path)
    if trial.shaded:
        truth = {f.number: airbrush(f.line, truth[f.number]) for f in intact}
    numbers = [f.number for f in intact]
    chosen = choose_keys(trial.keys, numbers, numbers, files.called) if trial.sheet is None else []
    if trial.sheet is not None and trial.sheet not in truth:
        raise ShotError(f"{path}: no frame {trial.sheet} to make a model sheet of")
    frames = intact
    if trial.gaps:
        frames = [Frame(f.number, punch_gaps(f.line, trial.gaps, f.number)) for f in intact]
    names = {f.number: f.file_name for f in intact}
    shot = Shot(
        frames=frames,
        keys=[Key(n, truth[n]) for n in chosen],
        sheets=[sheet_of(f.line, truth[f.number]) for f in intact if f.number == trial.sheet],
        settings=trial.settings,
    )
    ours = shot.settings.mode
    solved = trial.solve(shot)
    cels: dict[str, Cels] = {ours: draw_cels(solved)}
    if trial.baselines:
        cels |= _others(shot)
    if trial.write is not None:
        (trial.write / path.name).mkdir(parents=True, exist_ok=True)
        for number, cel in cels[ours].items():
            write_png(trial.write / path.name / f"{names[number]}.png", cel)
    scored = [f for f in intact if f.number not in chosen]
    if trial.sheet is not None:
        at = numbers.index(trial.sheet)
        scored = [f for i, f in enumerate(intact) if abs(i - at) >= FAR_FROM_SHEET]
    if not scored:
        raise ShotError(f"{path}: no frame is left to score")
    return ShotScore(
        path.name,
        len(scored),
        {
            method: Score.mean([score_frame(f.line, truth[f.number], drawn[f.number]) for f in scored])
            for method, drawn in cels.items()
        },
        _flickers(intact, truth, cels) if ours == "soft" else {},
        tuple(note.words_with(files.called) for note in solved.notes),
    )


def read_with_truth(place: Path) -> tuple[ShotFiles, list[Frame], Cels]:
    """Files of a shot's folder, its frames, and the truth of each by its number.

    Raises:
        ShotError: a frame has no truth, or the shot cannot be read.
        ImageError: a picture cannot be used.
    """
    files = find_shot(place)
    frames = read_frames(files)
    missing = [f.number for f in frames if f.number not in files.truth]
    if missing:
        raise ShotError(f"{place / 'truth'}: no truth of frame {files.called.get(missing[0], missing[0])}")
    return files, frames, {k.number: k.cel for k in read_keys(files.truth, frames[0].line.size)}


def _others(shot: Shot) -> dict[str, Cels]:
    """Cels by the plain methods, by flat where the mode is another one, and by flat without its network."""
    flat = replace(shot, settings=replace(shot.settings, mode="flat"))
    cels: dict[str, Cels] = {}
    if shot.settings.mode != "flat":
        cels["flat"] = draw_cels(solve_shot(flat))
    cels[UNAIDED] = draw_cels(solve_shot(flat, runtime=Runtime(matcher=feature_matcher())))
    if shot.keys and (painter := _painter()) is not None:
        cels[ATTENTION] = color_by_attention(flat, painter)
    plain = BASELINES if shot.keys else {name: BASELINES[name] for name in FOR_SHEETS}
    return cels | {name: color_by(baseline, shot) for name, baseline in plain.items()}


def _flickers(frames: list[Frame], truth: Cels, cels: dict[str, Cels]) -> dict[str, float]:
    """Flicker of each method's finished frames at the size that rasters are scored at."""
    wanted = [_shown(f.line, truth[f.number]) for f in frames]
    return {
        method: flicker([_shown(f.line, drawn[f.number]) for f in frames], wanted)
        for method, drawn in cels.items()
    }


def _shown(line: LineArt, cel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A finished frame on white, (h, w, 3) uint8 RGB."""
    return np.rint(on_white(ink_over(cel, line)) * 255).astype(np.uint8)


def _painter() -> ShotPainter | None:
    try:
        return default_runtime().open_painter()
    except ShotError:
        return None


def draw_cels(solved: SolvedShot) -> Cels:
    """Cels of all frames, number -> (H, W, 4) uint8 RGBA without ink."""
    return {number: solved.draw(number).painted(solved.palette) for number in solved.numbers}
