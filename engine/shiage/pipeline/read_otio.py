# SPDX-License-Identifier: Apache-2.0
"""Reading a cut list (OpenTimelineIO): each clip's media is a shot, coloured whole and once.

An edit trims and repeats its media; a later one may cut elsewhere, so all drawings are coloured.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiage.errors import first_line
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.named_shot import NamedShot, check_names, parsed, read_text
from shiage.shot.io.picture_files import pictures
from shiage.shot.io.shot_folder import FILMS, ShotFiles, find_shot

if TYPE_CHECKING:
    import opentimelineio as otio


def find_clips(path: Path) -> list[NamedShot]:
    """The shots that a timeline's clips show, in its order, each once.

    Media are folders of a shot (lines/ and keys/), films, or image sequences with keys/ beside the pictures;
    relative ones lie beside the timeline.

    Raises:
        SheetError: opentimelineio is not installed, or the file is torn, of an unknown schema, in a circle,
            or shows media that are not there.
        ShotError: media's files cannot be used.
        OSError: the file cannot be read.
    """
    try:
        import opentimelineio as otio
    except ImportError:
        raise SheetError(
            f"{path}: reading a timeline needs opentimelineio: pip install 'shiage[pipeline]'"
        ) from None
    text = read_text(path)
    parsed(path, text)  # tells torn JSON by its line, and bounds its nesting
    try:
        timeline = otio.adapters.read_from_string(text, "otio_json")
    except (otio.exceptions.OTIOError, ValueError) as error:
        raise SheetError(f"{path}: {first_line(error)}") from error
    if not isinstance(timeline, otio.schema.Timeline):
        raise SheetError(f"{path}: it holds a {type(timeline).__name__}, not a timeline")
    found: dict[str, NamedShot] = {}
    clips = [clip for clip in timeline.find_clips() if clip.enabled]
    for clip in clips:
        place = f"{path}, clip {clip.name or '?'}"
        media = _media(otio, clip.media_reference, place, path.parent)
        if media is not None:
            found.setdefault(str(media.files.keys_folder.absolute()), media)
    if not found:
        raise SheetError(f"{path}: none of its {len(clips)} clips shows drawings")
    shots = list(found.values())
    check_names(path, [shot.name for shot in shots], "shot")
    return shots


def _media(otio: Any, media: otio.core.MediaReference, place: str, beside: Path) -> NamedShot | None:
    """The shot of a clip's media; None for generated ones, such as bars."""
    if isinstance(media, otio.schema.GeneratorReference):
        return None
    if isinstance(media, otio.schema.ImageSequenceReference):
        folder = _local(otio, media.target_url_base, place, beside)
        number = rf"(\d{{{max(1, media.frame_zero_padding)},}})"
        name = re.compile(re.escape(media.name_prefix) + number + re.escape(media.name_suffix))
        return _sequence(folder, name, place)
    if not isinstance(media, otio.schema.ExternalReference):
        raise SheetError(f"{place}: it has no media; relink it")
    target = _local(otio, media.target_url, place, beside)
    hashes = re.search(r"%0?(\d*)d|#+", target.name)
    if hashes:
        before, after = (
            re.escape(part) for part in (target.name[: hashes.start()], target.name[hashes.end() :])
        )
        return _sequence(target.parent, re.compile(rf"{before}(\d+){after}"), place)
    if not target.is_dir() and target.suffix.lower() not in FILMS:
        raise SheetError(f"{place}: its media {target} is no shot's folder, film or image sequence")
    if not target.exists():
        raise SheetError(f"{place}: its media {target} is not there; relink it")
    return NamedShot(target.stem if target.is_file() else target.name, find_shot(target))


def _sequence(folder: Path, name: re.Pattern[str], place: str) -> NamedShot:
    """An image sequence; where it is the lines/ of a shot, that shot."""
    if not folder.is_dir():
        raise SheetError(f"{place}: its media's folder {folder} is not there; relink it")
    if folder.name == "lines":
        return NamedShot(folder.parent.name, find_shot(folder.parent))
    lines = _numbered(folder, name)
    if not lines:
        raise SheetError(f"{place}: {folder} has no picture of its image sequence")
    keys = {n: f for n, f in _numbered(folder / "keys", name).items() if n in lines}
    if not keys:
        raise SheetError(
            f"{place}: {folder / 'keys'} has no key; colour {next(iter(lines.values())).name}, say"
        )
    called = {number: file.stem for number, file in lines.items()}
    return NamedShot(folder.name, ShotFiles(lines, None, keys, {}, {}, [], folder / "keys", called))


def _numbered(folder: Path, name: re.Pattern[str]) -> dict[int, Path]:
    matched = ((name.fullmatch(file.name), file) for file in pictures(folder))
    return {int(match.group(1)): file for match, file in matched if match}


def _local(otio: Any, url: str, place: str, beside: Path) -> Path:
    if re.match(r"(?!file:)[a-z][a-z0-9+.-]+://", url, re.IGNORECASE):
        raise SheetError(f"{place}: its media {url} is not on this machine's disks")
    # the numbers of an image sequence, no fragment of a page
    return beside / Path(otio.url_utils.filepath_from_url(url.replace("#", "%23")))
