# SPDX-License-Identifier: Apache-2.0
"""Reading what TVPaint exports as JSON: a clip's layers, and which picture each shows on which frame.

Its pictures lie in folders beside the file. A layer's `link` has an entry a picture: its file, and the images
(frames of the clip, from 0) that show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shiage.pipeline.exposure_sheet import Column, Exposure, ExposureSheet, SheetError
from shiage.pipeline.json_parts import JsonParts
from shiage.pipeline.named_shot import NamedShot, check_names, parsed, read_text
from shiage.shot.io.picture_files import pictures
from shiage.shot.io.shot_folder import ShotFiles


@dataclass(frozen=True)
class TvpaintClip:
    """What the file says.

    Attributes:
        sheet: the layers that show anything as columns, the lowest first; a cel has its picture's name.
        pictures: the picture of each cel, by layer.
    """

    sheet: ExposureSheet
    pictures: dict[str, dict[str, Path]]


def read_tvpaint(path: Path) -> TvpaintClip:
    """Read a clip.

    Raises:
        SheetError: it is no such file, torn, or says two things of one frame.
        OSError: the file cannot be read.
    """
    return _Reader(path).clip(parsed(path, read_text(path)))


def find_layers(path: Path, clip: TvpaintClip) -> list[NamedShot]:
    """The layers that have keys, in keys/ beside their pictures and under their names.

    Args:
        path: the clip's file.
        clip: what it says.

    Raises:
        SheetError: no layer has a key, a picture is not there, or a layer's name is no folder's.
        ShotError: a key's file leads nowhere.
    """
    found, without = [], []
    for column in clip.sheet.columns:
        files = _files(path, column, clip.pictures[column.name])
        if files.keys:
            found.append(NamedShot(column.name, files))
        else:
            without.append(column)
    if not found:
        if not without:
            raise SheetError(f"{path}: no layer shows a picture")
        first = clip.pictures[without[0].name][without[0].cels()[0]]
        raise SheetError(
            f"{path}: no layer has a key; colour a picture, {first.parent / 'keys' / first.name} say"
        )
    check_names(path, [shot.name for shot in found], "layer")
    if without:
        note = f"layers without keys are not coloured: {', '.join(column.name for column in without)}"
        files = found[0].files
        found[0] = NamedShot(found[0].name, ShotFiles(**{**vars(files), "notes": (*files.notes, note)}))
    return found


def _files(path: Path, column: Column, drawn: dict[str, Path]) -> ShotFiles:
    cels = column.cels()
    for cel in cels:
        if not drawn[cel].is_file():
            raise SheetError(f"{path}, layer {column.name}: its picture {drawn[cel]} is not there")
    keys_folder = drawn[cels[0]].parent / "keys"
    painted = {file.stem.casefold(): file for file in pictures(keys_folder)}
    keys = {n: painted[cel.casefold()] for n, cel in enumerate(cels, 1) if cel.casefold() in painted}
    strange = [file.name for file in painted.values() if file not in keys.values()]
    notes = (f"keys of pictures that the clip does not show: {', '.join(strange)}",) if strange else ()
    lines = {n: drawn[cel] for n, cel in enumerate(cels, 1)}
    return ShotFiles(lines, None, keys, {}, {}, [], keys_folder, dict(enumerate(cels, 1)), notes)


class _Reader(JsonParts):
    """Takes a clip apart."""

    def clip(self, data: object) -> TvpaintClip:
        project = self.an_object(self.an_object(data, "the file").get("project"), "project")
        clip = self.an_object(project.get("clip"), "project.clip")
        duration = self.a_number(clip.get("image-count"), "project.clip.image-count")
        columns, shown = [], {}
        layers = self.a_list(clip.get("layers"), "project.clip.layers")
        for n, layer in reversed(list(enumerate(layers))):  # TVPaint lists the highest first
            at = f"project.clip.layers[{n}]"
            column, drawn = self._layer(self.an_object(layer, at), len(layers) - 1 - n, duration, at)
            if column.cels():
                if column.name in shown:
                    raise self.error(at, f"two layers are called {column.name}: rename one")
                columns.append(column)
                shown[column.name] = drawn
        sheet = ExposureSheet(str(clip.get("name", "")), duration, tuple(columns))
        return TvpaintClip(sheet, shown)

    def _layer(
        self, layer: dict[str, Any], track: int, duration: int, at: str
    ) -> tuple[Column, dict[str, Path]]:
        name = self.a_text(layer.get("name"), f"{at}.name")
        drawn: dict[str, Path] = {}
        frames: dict[int, str] = {}
        for n, entry in enumerate(self.a_list(layer.get("link", []), f"{at}.link")):
            place = f"{at}.link[{n}]"
            link = self.an_object(entry, place)
            file = self._picture(self.a_text(link.get("file"), f"{place}.file"), place)
            if drawn.setdefault(file.stem, file) != file:
                raise self.error(place, f"two pictures of layer {name} are called {file.stem}: rename one")
            for image in self.a_list(link.get("images"), f"{place}.images"):
                frame = self.a_number(image, f"{place}.images")
                if frames.setdefault(frame, file.stem) != file.stem:
                    raise self.error(place, f"layer {name} shows two pictures on image {frame}")
        cels = [frames.get(frame) for frame in range(duration)]
        changes = [
            Exposure(frame, cel) for frame, cel in enumerate(cels) if frame == 0 or cel != cels[frame - 1]
        ]
        return Column(name, track, tuple(changes)), drawn

    def _picture(self, text: str, place: str) -> Path:
        relative = PurePosixPath(text.replace("\\", "/"))
        if relative.is_absolute() or ".." in relative.parts or ":" in relative.parts[0]:
            raise self.error(
                place, f"{text}: pictures lie beside the file; export it again with its pictures"
            )
        return self._path.parent / relative
