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
from shiage.shot.airbrush import airbrush
from shiage.shot.attention import color_by_attention
from shiage.shot.baselines import BASELINES, color_by
from shiage.shot.color import solve_shot
from shiage.shot.flicker import flicker
from shiage.shot.folder import ShotFiles, choose_keys, find_shot
from shiage.shot.likeness import evidence_likeness
from shiage.shot.punch import punch_gaps
from shiage.shot.score import Score, on_white, score_frame
from shiage.shot.shot import Frame, Key, Settings, Shot, ShotError
from shiage.shot.solved import SolvedShot
from shiage.shot.source import read_frames, read_keys

if TYPE_CHECKING:
    from shiage.models.shot_painter import ShotPainter

UNAIDED = "evidence"
"""Mode flat without its network, by the hand-made evidence alone: what the network adds is the difference."""

ATTENTION = "attention"
"""Regions by the attention of the colour transform network alone, where its weights are at hand."""

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


def evaluate_shots(
    folder: Path,
    keys: str = "first,last",
    settings: Settings | None = None,
    baselines: bool = False,
    gaps: int = 0,
    write: Path | None = None,
    shaded: bool = False,
    progress: Callable[[str, int, int], None] = lambda shot, done, total: None,
) -> list[ShotScore]:
    """Score every shot of a folder.

    Args:
        folder: shots with lines/ and truth/, or one such shot.
        keys: which frames are keys, see `folder.choose_keys`.
        settings: how to colour.
        baselines: score the plain methods too, flat without its network, and flat beside soft.
        gaps: length in pixels of breaks punched into the lines before colouring; scores still count the
            regions of the intact drawing.
        write: put the mode's cels there, as <shot>/NNNN.png.
        shaded: paint soft shading over truth and keys first, see `airbrush`.
        progress: told (shot's name, shots done, shots in all).

    Raises:
        ShotError: no shot with truth, or a shot that cannot be read.
        ImageError: a picture cannot be used.
    """
    shots = find_shots(folder)
    scores = []
    for done, path in enumerate(shots):
        progress(path.name, done, len(shots))
        scores.append(_evaluate(path, keys, settings or Settings(), baselines, gaps, write, shaded))
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


def _evaluate(
    path: Path, words: str, settings: Settings, baselines: bool, gaps: int, write: Path | None, shaded: bool
) -> ShotScore:
    files, intact, truth = read_with_truth(path)
    if shaded:
        truth = {f.number: airbrush(f.line, truth[f.number]) for f in intact}
    numbers = [f.number for f in intact]
    chosen = choose_keys(words, numbers, numbers, files.called)
    frames = intact if not gaps else [Frame(f.number, punch_gaps(f.line, gaps, f.number)) for f in intact]
    names = {f.number: f.name or f"{f.number:04d}" for f in intact}
    shot = Shot(frames=frames, keys=[Key(n, truth[n]) for n in chosen], settings=settings)
    ours = settings.mode
    solved = solve_shot(shot)
    cels: dict[str, Cels] = {ours: draw_cels(solved)}
    if baselines:
        flat = replace(shot, settings=replace(settings, mode="flat"))
        if ours != "flat":
            cels["flat"] = draw_cels(solve_shot(flat))
        cels[UNAIDED] = draw_cels(solve_shot(flat, likeness=evidence_likeness()))
        if (painter := _painter()) is not None:
            cels[ATTENTION] = color_by_attention(flat, painter)
        cels |= {name: color_by(baseline, shot) for name, baseline in BASELINES.items()}
    if write is not None:
        (write / path.name).mkdir(parents=True, exist_ok=True)
        for number, cel in cels[ours].items():
            write_png(write / path.name / f"{names[number]}.png", cel)
    scored = [f for f in intact if f.number not in chosen]
    if not scored:
        raise ShotError(f"{path}: every frame is a key, nothing is left to score")
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
    from shiage.shot.soft import open_painter

    try:
        return open_painter()
    except ShotError:
        return None


def draw_cels(solved: SolvedShot) -> Cels:
    """Cels of all frames, number -> (H, W, 4) uint8 RGBA without ink."""
    return {number: solved.draw(number).painted(solved.palette) for number in solved.numbers}
