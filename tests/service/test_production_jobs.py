# SPDX-License-Identifier: Apache-2.0
"""A shot of a production through a real engine: its palette, its memory, its model, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawings import BLUE, RED, SKIN
from finished_shots import Drawn, walking, write_finished

from shiage.cel.palette import Palette, write_palette
from shiage.models.weights import MATCHER, load_weights, save_arrays
from shiage.production.add_cut import add_cut
from shiage.production.folder import Production, new_production
from shiage.production.settings import ProductionSettings
from shiage.production.versions import adopt, choose_version
from shiage.wire.client import Client
from shiage.wire.connection import Connection
from shiage.wire.events import Cancelled, Done, Failed, Progress, Refused, RegionFrame
from shiage.wire.production import has_drawings, is_production, stamp
from shiage.wire.shot import ShotUpload

RunEngine = Callable[..., Connection]


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """A production with a palette and a cut."""
    palette = tmp_path / "faces.gpl"
    write_palette(palette, Palette(np.array([RED, BLUE, SKIN], np.uint8), ("hat", "eye", "skin")))
    film = new_production(tmp_path / "film", ProductionSettings("Faces", gap=5), [palette], [])
    add_cut(film, write_finished(tmp_path / "c001", walking(4)))
    return film


def shot(drawn: list[Drawn], production: Path | str, keys: tuple[int, ...] = ()) -> ShotUpload:
    sent = ShotUpload(gap=5, production=str(production))
    for number, (line, cel) in enumerate(drawn, 1):
        width, height = line.size
        sent.line(number, width, height, line.ink)
        if number in keys:
            sent.key(number, width, height, cel)
    sent.name_items()
    return sent


def solve(
    client: Client, sent: ShotUpload
) -> tuple[set[str], dict[int, RegionFrame], Done | Failed | Cancelled]:
    """Stages that were worked at, frames, and the end."""
    stages, frames = set(), {}
    for event in client.color(sent):
        if isinstance(event, Progress):
            stages.add(event.stage)
        elif isinstance(event, RegionFrame):
            frames[event.number] = event
    return stages, frames, event  # type: ignore[return-value]


def right(frame: RegionFrame, drawn: Drawn) -> float:
    """Share of the open pixels that have the truth's colour."""
    labels = np.frombuffer(frame.labels, np.dtype("<" + frame.dtype)).reshape(frame.height, frame.width)
    swatches = np.frombuffer(frame.swatches, "<i4")
    cel = np.array(frame.palette.colours, np.uint8).reshape(-1, 4)[swatches[labels.astype(np.int64) - 1]]
    line, truth = drawn
    return float((cel == truth).all(2)[line.ink < 20].mean())


def test_a_shot_without_a_key(film: Production, home: Path, run_engine: RunEngine) -> None:
    drawn = walking(3, 7)
    with Client(run_engine("--stay"), "test") as client:
        _, frames, end = solve(client, shot(drawn, film.folder))
        assert isinstance(end, Done), end
        assert all(right(frames[n], drawn[n - 1]) > 0.99 for n in (1, 2, 3))
        assert {"hat", "eye", "skin"} <= set(frames[1].palette.names)
        said = [note.text for note in end.notes]
        assert said == ["coloured with the production Faces, the model that came with Shiage"]
        # the same shot again does nothing that was done
        stages, again, _ = solve(client, shot(drawn, film.folder))
        assert not {"describe", "match"} & stages and again[2].labels == frames[2].labels
        # another choice of drawings mixes no steps with the one before
        swapped = [(line, np.where((cel == RED).all(2)[..., None], BLUE, cel)) for line, cel in walking(4)]
        (film.cuts / "c001").rename(film.folder / "aside")
        add_cut(
            film,
            write_finished(home.parent / "c002", [(line, cel.astype(np.uint8)) for line, cel in swapped]),
        )
        stages, blue, end = solve(client, shot(drawn, film.folder))
        assert isinstance(end, Done) and "match" in stages
        hat = (drawn[0][1] == RED).all(2) & (drawn[0][0].ink < 20)
        labels = np.frombuffer(blue[1].labels, np.dtype("<" + blue[1].dtype)).reshape(hat.shape).astype(int)
        names = {blue[1].palette.names[np.frombuffer(blue[1].swatches, "<i4")[i - 1]] for i in labels[hat]}
        assert names == {"eye"}


def test_another_version_of_the_model_solves_anew(
    film: Production, home: Path, run_engine: RunEngine, tmp_path: Path
) -> None:
    drawn, shipped = walking(3), load_weights(MATCHER)
    with Client(run_engine("--stay"), "test") as client:
        solve(client, shot(drawn, film.folder, (1,)))
        save_arrays(tmp_path / "other.safetensors", shipped.arrays(), shipped.config, {"data": "other"})
        adopt(film, tmp_path / "other.safetensors", {})
        stages, frames, end = solve(client, shot(drawn, film.folder, (1,)))
        assert "match" in stages and len(frames) == 3 and isinstance(end, Done)
        assert "version 001 of its model" in end.notes[-1].text
        choose_version(film, "shiage")
        stages, _, _ = solve(client, shot(drawn, film.folder, (1,)))
        assert "match" not in stages  # done before


def test_what_is_wrong_with_a_production_is_told(
    film: Production, home: Path, run_engine: RunEngine, tmp_path: Path
) -> None:
    drawn = walking(2)
    empty = new_production(tmp_path / "empty", ProductionSettings("empty"), [], [])
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "production.toml").write_bytes(b"name = [")
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "production.toml").write_bytes(b'name = "x"\nbase_model = "shiage 9"')
    (film.models / "chosen.json").write_bytes(b"{")
    with Client(run_engine("--stay"), "test") as client:
        for folder, words in {
            tmp_path / "gone": "there is no such folder",
            tmp_path / "damaged": "is no whole TOML file",
            tmp_path / "later": 'base_model "shiage 9" is not known',
            empty.folder: "neither the shot nor the production has a coloured drawing",
            film.folder: "chosen.json is torn",
        }.items():
            _, frames, end = solve(client, shot(drawn, folder))
            assert isinstance(end, Failed) and words in end.message and not frames, end
        for strange in ("film", "../film", "/x\0y", "/" + "x" * 5000):
            with pytest.raises(Refused, match="the whole path of its folder"):
                client.submit(shot(drawn, strange))
        with pytest.raises(Refused, match="no key"):
            client.submit(shot(drawn, ""))
        client.capabilities = frozenset()
        with pytest.raises(Refused, match="knows no productions: update it"):
            client.submit(shot(drawn, film.folder))


def test_a_stamp_changes_with_the_production(film: Production, tmp_path: Path) -> None:
    folder = str(film.folder)
    assert is_production(folder) and has_drawings(folder)
    stamps = [stamp(folder)]
    assert stamp(folder) == stamps[0] and stamp("") == "" and not is_production("")
    (film.memory / "x").mkdir(parents=True)
    assert stamp(folder) == stamps[0]  # what is made anew is nothing new
    choose_version(film, "shiage")
    stamps.append(stamp(folder))
    add_cut(film, write_finished(tmp_path / "c002", walking(2, 5)))
    stamps.append(stamp(folder))
    (film.folder / "palettes" / "faces.gpl").unlink()
    stamps.append(stamp(folder))
    assert len(set(stamps)) == 4
