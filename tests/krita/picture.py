# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/krita-before.png, -during.png, -after.png, -sheet.png, -model.png and -candidates.png.

They show the docker at work: a shot from keys, one from a model sheet alone, a production's model being
tuned, and candidates for a frame that was scribbled on. Run
as tests that are asked for by name: `pytest tests/krita/picture.py --timeout=1200`.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
from host import Host
from pictures import bgra, fill, finished, on_nothing
from test_krita_shot import FRAMES, TIMES, make

from shiage.cel.images import write_png
from shiage.cel.lineart import LineArt
from shiage.cel.regions import find_regions
from shiage.demo.shot import draw_frames
from shiage.production.add_cut import add_cut
from shiage.production.folder import new_production
from shiage.production.settings import ProductionSettings
from shiage.shot.evaluate.draw_scribbles import draw_scribbles, scribbled_labels
from shiage.shot.evaluate.metrics import packed

DOCS = Path(__file__).parent.parent.parent / "docs"
SIZE = (640, 360)
"""What the window shows whole."""

SHOWN = TIMES[9]


def test_pictures(krita: Host, tmp_path: Path) -> None:
    make(krita, tmp_path, list(islice(draw_frames(size=SIZE), FRAMES)))
    krita.call("docker.show", width=1366, height=768)
    show(krita)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-before.png"))
    picture, stage = str(DOCS / "krita-during.png"), "comparing drawings"
    assert krita.call("docker.press", button="Color shot", picture=picture, stage=stage)["taken"]
    show(krita)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-after.png"))


def test_sheet_picture(krita: Host, tmp_path: Path) -> None:
    size = (960, 540)
    drawn = list(islice(draw_frames(size=size), FRAMES + 1))
    krita.call("documents.create", width=size[0], height=size[1], last=40)
    krita.call("documents.add_layer", name="Lines")
    fill(
        krita,
        tmp_path,
        "Lines",
        {time: on_nothing(frame.line) for time, frame in zip(TIMES, drawn, strict=False)},
    )
    krita.call("docker.show", width=1366, height=768)
    write_png(tmp_path / "model sheet.png", finished(drawn[-1]))
    krita.call("sheets.add_files", paths=[str(tmp_path / "model sheet.png")])
    done = krita.call("docker.press", button="Color shot")
    assert "16 colored drawings" in done["words"], done
    krita.call("docker.unfold_alone", title="Review")
    show(krita, size)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-sheet.png"))
    krita.call("docker.unfold_alone", title="")


def test_model_picture(krita: Host, tmp_path: Path) -> None:
    drawn = list(islice(draw_frames(size=SIZE), 32))
    film = new_production(tmp_path / "Demo film", ProductionSettings("Demo film"), [], [])
    for name, frames in {"c003": drawn[16:21], "c004": drawn[21:26], "c005": drawn[26:31]}.items():
        for part in ("lines", "truth"):
            (tmp_path / name / part).mkdir(parents=True)
        for number, frame in enumerate(frames, 1):
            write_png(tmp_path / name / "lines" / f"{number:04d}.png", frame.line)
            write_png(tmp_path / name / "truth" / f"{number:04d}.png", frame.truth)
        add_cut(film, tmp_path / name)
    make(krita, tmp_path, drawn[:FRAMES])
    krita.call("docker.show", width=1366, height=768)
    krita.call("docker.choose_production", folder=str(film.folder))
    assert krita.call("plugin.color", timeout=300, seconds=290)["done"]
    krita.call("docker.few_steps", steps=40)
    krita.call("docker.unfold_alone", title="Model")
    slow = {"seconds": 580, "timeout": 600}
    krita.call("docker.press_model", button="Tune on all cuts", until="done", **slow)
    krita.call("docker.press_model", button="Tune on this shot", until="learn", **slow)
    show(krita)
    krita.call("krita_itself.grab", path=str(DOCS / "krita-model.png"))
    krita.call("docker.press_model", button="Stop tuning", until="cancelled", **slow)
    krita.call("docker.unfold_alone", title="")


def test_candidates_picture(krita: Host, tmp_path: Path) -> None:
    (frame,) = islice(draw_frames(size=(960, 540)), 1)
    height, width = frame.line.shape[:2]
    krita.call("documents.create", width=width, height=height, last=4)
    labels = find_regions(LineArt.from_image(frame.line)).labels
    colours = packed(frame.truth)
    kinds = [np.unique(colours[labels == i], return_counts=True) for i in range(1, int(labels.max()) + 1)]
    wanted = np.array([values[counts.argmax()] for values, counts in kinds], np.uint32)
    marks = draw_scribbles(labels, frame.truth, scribbled_labels(labels, wanted, 24))
    layers = {"Colours": np.zeros_like(marks), "Lines": on_nothing(frame.line), "Scribbles": bgra(marks)}
    for name, pixels in layers.items():
        krita.call("documents.add_layer", name=name)
        fill(krita, tmp_path, name, {0: pixels})
    krita.call("plugin.choose", lines="Lines", colours="Colours", scribbles="Scribbles")
    krita.call("docker.show", width=1366, height=768)
    assert len(krita.call("candidates.ask")["shown"]) == 4
    krita.call("candidates.grab", path=str(DOCS / "krita-candidates.png"))
    krita.call("candidates.escape")


def show(krita: Host, size: tuple[int, int] = SIZE) -> None:
    """The drawing in the middle of the window; once more where the first scrolling changed the layout."""
    krita.call("documents.go", time=SHOWN)
    for _ in range(2):
        krita.call("docker.look")
        krita.call("docker.centre", x=size[0] // 2, y=size[1] // 2)
