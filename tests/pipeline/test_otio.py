# SPDX-License-Identifier: Apache-2.0
"""Cut lists: the media of a timeline's clips are shots, each coloured once and whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import opentimelineio as otio
import pytest
from typer.testing import CliRunner

from shiage.cli.app import app
from shiage.demo.shot import write_demo
from shiage.pipeline.exposure_sheet import SheetError
from shiage.pipeline.read_otio import find_clips

RANGE = otio.opentime.TimeRange(otio.opentime.RationalTime(1, 24), otio.opentime.RationalTime(1, 24))


def timeline(*media: otio.core.MediaReference) -> otio.schema.Timeline:
    made = otio.schema.Timeline("episode 1")
    track = otio.schema.Track()
    for n, reference in enumerate(media):
        track.append(otio.schema.Clip(f"c{n}", reference, RANGE))
        track.append(otio.schema.Gap(duration=RANGE.duration))
    made.tracks.append(track)
    return made


def save(path: Path, made: otio.schema.Timeline) -> Path:
    otio.adapters.write_to_file(made, str(path))
    return path


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A shot's folder, and an image sequence with its key beside it."""
    write_demo(tmp_path / "sh 010", 2, (384, 216))
    sequence = tmp_path / "sh020 絵"
    (sequence / "keys").mkdir(parents=True)
    for n in (1, 2):
        shutil.copy(tmp_path / "sh 010" / "lines" / f"{n:04d}.png", sequence / f"v1_x.{n + 100:04d}.png")
    shutil.copy(tmp_path / "sh 010" / "truth" / "0001.png", sequence / "keys" / "v1_x.0101.png")
    return tmp_path


def test_every_clips_media_is_coloured_once_and_whole(media: Path) -> None:
    images = otio.schema.ImageSequenceReference("sh020 絵", "v1_x.", ".png", 101, 1, 24, 4)
    same = otio.schema.ExternalReference((media / "sh020 絵" / "v1_x.####.png").as_uri().replace("%23", "#"))
    made = timeline(
        otio.schema.ExternalReference("sh%20010"), images, same, otio.schema.GeneratorReference("bars")
    )
    off = otio.schema.Clip("off", otio.schema.MissingReference(), RANGE)
    off.enabled = False
    made.tracks[0].append(off)
    path = save(media / "ep.otio", made)
    result = CliRunner().invoke(app, ["color", str(path), "--inline"])
    assert result.exit_code == 0, result.stderr
    out = media / "ep_colored"
    assert sorted(f.name for f in out.iterdir()) == ["sh 010", "sh020 絵"]
    assert [f.name for f in sorted((out / "sh020 絵" / "cels").iterdir())] == [
        "v1_x.0101.png",
        "v1_x.0102.png",
    ]
    assert result.stdout.count("shot sh") == 2


def _circle(path: Path) -> None:
    data = json.loads(path.read_text())
    data["tracks"]["children"] = [{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "Timeline-1"}]
    data["OTIO_REF_ID"] = "Timeline-1"
    path.write_text(json.dumps(data))


def _deep(path: Path) -> None:
    path.write_text("[" * 100_000)


def _cut_off(path: Path) -> None:
    path.write_text(path.read_text()[:-20])


def _unknown(path: Path) -> None:
    path.write_text(path.read_text().replace("Timeline.1", "Timeline.99"))


def _only_a_clip(path: Path) -> None:
    otio.adapters.write_to_file(otio.schema.Clip("x"), str(path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_circle, "ep.otio"),
        (_deep, "nested too deep"),
        (_cut_off, "line "),
        (_unknown, "ep.otio"),
        (_only_a_clip, "holds a Clip, not a timeline"),
    ],
)
def test_a_bad_timeline_is_told(media: Path, change: Callable[[Path], None], words: str) -> None:
    path = save(media / "ep.otio", timeline(otio.schema.ExternalReference("sh 010")))
    change(path)
    result = CliRunner().invoke(app, ["color", str(path), "--inline"])
    assert result.exit_code == 2, result.stdout
    assert words in result.stderr and "Traceback" not in result.stderr
    assert not (media / "ep_colored").exists()


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (otio.schema.MissingReference(), "clip c0: it has no media"),
        (otio.schema.ExternalReference("gone"), "gone is no shot's folder"),
        (otio.schema.ExternalReference("gone.mp4"), "gone.mp4 is not there"),
        (otio.schema.ExternalReference("https://example.com/a/"), "not on this machine"),
        (otio.schema.ExternalReference("gone/a.%04d.png"), "folder"),
        (otio.schema.ImageSequenceReference("sh020 絵", "other.", ".png", 1, 1, 24, 4), "has no picture"),
        (otio.schema.GeneratorReference("bars"), "none of its 1 clips shows drawings"),
    ],
)
def test_what_lacks_media_is_told_by_its_clip(
    media: Path, reference: otio.core.MediaReference, words: str
) -> None:
    with pytest.raises(SheetError, match=words):
        find_clips(save(media / "ep.otio", timeline(reference)))
