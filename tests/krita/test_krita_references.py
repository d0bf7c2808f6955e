# SPDX-License-Identifier: GPL-3.0-or-later
"""Model sheets in Krita: layers, files and other documents, as strangers have them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from host import Host
from numpy.typing import NDArray
from pictures import (
    BLUE,
    GREEN,
    RED,
    SMALL,
    accuracy,
    bgra,
    eye,
    fill,
    finished,
    on_nothing,
    put_eyes,
    read,
    read_small,
    right,
    write,
)

from shiage.demo.shot import draw_frames

SHIFTS = {0: -20, 4: 20}
MADE = "Shiage Colours"
SHEET = (300, 210)

Picture = NDArray[np.uint8]


def sheet(paper: tuple[int, ...] = (0, 0, 0, 0), ink: bool = True, middle: tuple[int, ...] = BLUE) -> Picture:
    """(210, 300, 4) RGBA: the eye one and a half times as large."""
    picture = np.zeros((SHEET[1], SHEET[0], 4), np.uint8)
    picture[:] = paper
    for radius, colour in ((72, RED), (27, middle)):
        cv2.circle(picture, (150, 105), radius, colour, -1)
        if ink:
            cv2.circle(picture, (150, 105), radius, (0, 0, 0, 255), 4)
    return picture


def blank_shot(host: Host, folder: Path, **document: Any) -> None:
    """Lines without any key, the docker shown."""
    put_eyes(host, folder, SHIFTS, [], **document)
    host.call("docker.show", width=1366, height=768)


def colored(host: Host, folder: Path, layer: str = MADE, depth: str = "") -> None:
    result = host.call("plugin.color")
    assert result["done"], result["words"]
    if depth:
        host.call("documents.convert", name=layer, model="RGBA", depth="U8")
    for time, shift in SHIFTS.items():
        assert right(read_small(host, folder, layer, time), shift) > 0.99


def refused(host: Host) -> str:
    tree = host.call("documents.tree")
    result = host.call("plugin.color")
    assert not result["done"]
    assert host.call("documents.tree") == tree
    return str(result["words"])


def add_layer(host: Host, folder: Path, picture: Picture, name: str = "Hero", **where: Any) -> None:
    path = write(folder, name, bgra(picture))
    place = {"x": 0, "y": 0, "width": picture.shape[1], "height": picture.shape[0], **where}
    host.call("sheets.put_beside", name=name, path=path, **place)


def save_png(path: Path, picture: Picture) -> str:
    done, data = cv2.imencode(
        path.suffix, picture[..., [2, 1, 0, 3]] if path.suffix == ".png" else picture[..., [2, 1, 0]]
    )
    assert done
    path.write_bytes(data.tobytes())
    return str(path)


def test_a_layer_off_the_canvas_is_a_model_sheet_and_is_kept(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    add_layer(krita, tmp_path, sheet(), x=260, y=-30)
    krita.call("sheets.add", names=["Hero"])
    assert krita.call("sheets.shown") == krita.call("sheets.kept") == ["Hero"]
    assert "Hero" not in krita.call("sheets.offered")
    krita.call("documents.change", name="Hero", visible=False, locked=True)
    colored(krita, tmp_path)
    assert "Nothing has changed" in krita.call("plugin.color")["words"]
    path = str(tmp_path / "shot.kra")
    krita.call("documents.save", path=path)
    krita.call("krita_itself.close_documents")
    assert krita.call("sheets.shown") == []
    krita.call("documents.open_saved", path=path)
    assert krita.call("sheets.shown") == ["Hero"]
    krita.call("sheets.remove", rows=[0])
    assert krita.call("sheets.kept") == []
    krita.call("documents.remove", name=MADE)
    assert "is painted: color one by hand first" in refused(krita)


@pytest.mark.parametrize("kind", ["group", "animated", "off-white", "no ink", "half transparent"])
def test_layers_as_strangers_have_them(krita: Host, tmp_path: Path, kind: str) -> None:
    blank_shot(krita, tmp_path)
    picture = sheet()[35:175, 50:250].copy()
    if kind == "group":
        krita.call("documents.add_layer", name="Hero", kind="grouplayer")
        krita.call("documents.add_layer", name="Inside", parent="Hero")
        krita.call(
            "documents.put",
            name="Inside",
            path=write(tmp_path, "p", bgra(picture)),
            x=0,
            y=0,
            width=200,
            height=140,
        )
    elif kind == "animated":
        krita.call("documents.add_layer", name="Hero")
        turned = bgra(np.ascontiguousarray(picture[:, ::-1]))
        fill(krita, tmp_path, "Hero", {3: bgra(picture), 7: turned, 9: np.zeros_like(turned)})
    else:
        shown = {"off-white": sheet((244, 238, 225, 255)), "no ink": sheet(ink=False)}.get(kind, sheet())
        add_layer(krita, tmp_path, shown, x=-20, y=-20)
        if kind == "half transparent":
            krita.call("documents.change", name="Hero", opacity=90)
    krita.call("sheets.add", names=["Hero"])
    colored(krita, tmp_path)


@pytest.mark.parametrize("name", ["hero.png", "主人公 ünï.png", "hero.jpg", "hero.kra"])
def test_files(krita: Host, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix == ".kra":
        krita.call(
            "sheets.sheet_document",
            path=write(tmp_path, "h", bgra(sheet())),
            width=SHEET[0],
            height=SHEET[1],
            save=str(path),
            paper=True,
        )
        krita.call("krita_itself.close_documents")
    else:
        save_png(path, sheet((255, 255, 255, 255)))
    blank_shot(krita, tmp_path)
    krita.call("sheets.add_files", paths=[str(path)])
    if path.suffix == ".jpg":
        assert krita.call("plugin.color")["done"]
        cel = read_small(krita, tmp_path, MADE, 0)
        place = (SMALL[1] // 2, SMALL[0] // 2 + SHIFTS[0])
        assert np.abs(cel[place].astype(int) - BLUE).max() <= 4 and not cel[2, 2].any()
    else:
        colored(krita, tmp_path)
    path.unlink()
    assert krita.call("sheets.shown") == [f"{name} (missing)"]
    if path.suffix != ".kra":  # what it showed is kept with the choice
        assert str(path) in refused(krita)


CHARACTER = (960, 540)


def test_a_character_from_one_sheet_by_one_press(krita: Host, tmp_path: Path) -> None:
    """Lines alone and one finished drawing in a file: a coloured shot, and its least sure regions."""
    drawn = list(islice(draw_frames(size=CHARACTER), 7))
    krita.call("documents.create", width=CHARACTER[0], height=CHARACTER[1], last=12)
    krita.call("documents.add_layer", name="Lines")
    times = {2 * n: frame for n, frame in enumerate(drawn[:4])}
    fill(krita, tmp_path, "Lines", {time: on_nothing(frame.line) for time, frame in times.items()})
    krita.call("docker.show", width=1366, height=768)
    sheet = save_png(tmp_path / "hero.png", finished(drawn[6]))
    krita.call("sheets.add_files", paths=[sheet])
    done = krita.call("docker.press", button="Color shot")
    assert "4 colored drawings" in done["words"], done
    assert krita.call("documents.tree") == ["Background", "Shiage Lines", "Lines"]
    scores = [
        accuracy(frame, read(krita, tmp_path, "Shiage Lines", time, CHARACTER[::-1]))
        for time, frame in times.items()
    ]
    unsure = krita.call("docker.shown")["unsure"]
    print(f"Acc-Thres from one sheet {[round(score, 1) for score in scores]} %; {len(unsure)} unsure regions")
    assert min(scores) > 75
    assert unsure


def test_a_file_that_is_no_picture_is_said(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    krita.call("sheets.add_files", paths=[str(bad)])
    assert "cannot open the model sheet" in refused(krita)


def test_other_documents_open_and_closed(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    picture = write(tmp_path, "h", bgra(sheet()))
    krita.call("sheets.sheet_document", path=picture, width=SHEET[0], height=SHEET[1])
    krita.call("sheets.add", names=["Sheet"])
    colored(krita, tmp_path)
    krita.call("krita_itself.settle")
    krita.call("sheets.close_other")
    assert krita.call("sheets.shown") == ["Sheet (missing)"]
    assert "The document “Sheet” was closed" in refused(krita)
    krita.call("sheets.remove", rows=[0])
    saved = str(tmp_path / "kept.kra")
    krita.call("sheets.sheet_document", path=picture, width=SHEET[0], height=SHEET[1], save=saved)
    krita.call("sheets.add", names=["kept.kra"])
    krita.call("krita_itself.settle")
    krita.call("sheets.close_other")
    assert krita.call("sheets.shown") == ["kept.kra"]
    assert "Nothing has changed" not in krita.call("plugin.color")["words"]


def test_several_sheets_a_key_and_a_lost_layer(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    add_layer(krita, tmp_path, sheet(), name="One")
    add_layer(krita, tmp_path, sheet(middle=GREEN), name="Two", x=300)
    files = [save_png(tmp_path / "a.png", sheet()), save_png(tmp_path / "b.png", sheet())]
    krita.call("sheets.add", names=["One", "Two"])
    krita.call("sheets.add_files", paths=files)
    assert krita.call("sheets.kept") == ["One", "Two", "a.png", "b.png"]
    fill(krita, tmp_path, "Colours", {0: bgra(eye(SHIFTS[0])[1])})
    colored(krita, tmp_path)  # the key has the last word
    krita.call("documents.remove", name="Two")
    assert "The layer “Two” is gone" in refused(krita)
    krita.call("sheets.shown")
    krita.call("sheets.remove", rows=[1, 2])
    assert krita.call("sheets.kept") == ["One", "b.png"]
    colored(krita, tmp_path)


@pytest.mark.parametrize("space", ["U16", "CMYKA"])
def test_a_sheet_in_a_document_of_another_space(krita: Host, tmp_path: Path, space: str) -> None:
    depth = "U16" if space == "U16" else "U8"
    blank_shot(krita, tmp_path)
    krita.call("documents.convert_all", model="RGBA" if space == "U16" else space, depth=depth)
    krita.call("sheets.add_files", paths=[save_png(tmp_path / "hero.png", sheet((255, 255, 255, 255)))])
    result = krita.call("plugin.color")
    assert result["done"], result["words"]
    krita.call("documents.convert", name=MADE, model="RGBA", depth="U8")
    cel = read_small(krita, tmp_path, MADE, 0)
    y, x = SMALL[1] // 2, SMALL[0] // 2 + SHIFTS[0]
    blue = BLUE if space == "U16" else (35, 52, 135, 255)  # Krita's CMYK has no other
    assert np.abs(cel[y, x + 33].astype(int) - RED).max() <= (2 if space == "U16" else 40)
    assert np.abs(cel[y, x].astype(int) - blue).max() <= 3
    assert cel[2, 2, 3] == 0


def test_without_a_color_layer_and_for_one_frame(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    krita.call("sheets.add_files", paths=[save_png(tmp_path / "hero.png", sheet())])
    krita.call("documents.go", time=4)
    assert krita.call("plugin.color", single=True)["done"]
    assert right(read_small(krita, tmp_path, "Colours", 4), SHIFTS[4]) > 0.99
    krita.call("documents.remove", name="Colours")
    colored(krita, tmp_path, "Shiage Lines")


def test_an_empty_sheet_is_said(krita: Host, tmp_path: Path) -> None:
    blank_shot(krita, tmp_path)
    krita.call("documents.add_layer", name="Hero")
    krita.call("sheets.add", names=["Hero"])
    assert "Nothing is painted on “Hero”" in refused(krita)
