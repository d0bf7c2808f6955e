# SPDX-License-Identifier: Apache-2.0
"""The review page in a real Chromium, by keyboard alone and by mouse; what it saves is taken in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drawings import BLUE, RED
from finished_shots import walking, write_finished
from typer.testing import CliRunner

from shiage.cel.images import read_cel
from shiage.cli.app import app


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium without a screen."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and not os.environ.get("SHIAGE_CI"):
        pytest.skip("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shot with its page."""
    shot = write_finished(tmp_path_factory.mktemp("shots") / "仕上げ c001", walking(5), [1], truth=False)
    made = CliRunner().invoke(app, ["review", str(shot), "--inline"])
    assert made.exit_code == 0, made.output
    return shot


@pytest.fixture
def page(browser: Any, reviewed: Path) -> Iterator[Any]:
    """The page, opened from its file without a network; an error in it fails the test."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 800}, offline=True, accept_downloads=True
    )
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: errors.append(request.url) if request.url[:4] == "http" else None)
    opened.set_default_timeout(10_000)
    opened.goto((reviewed / "review.html").as_uri())
    assert errors == []
    opened.wait_for_selector("body[data-ready]")
    yield opened
    context.close()
    assert errors == []


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Any, tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    """What Ctrl+S saves."""
    with page.expect_download() as waited:
        page.keyboard.press("Control+s")
    file = tmp_path / waited.value.suggested_filename
    waited.value.save_as(file)
    return file, json.loads(file.read_text("utf-8"))["corrections"]


def all_regions(page: Any) -> int:
    """Take the filter by confidence away; how many regions there are."""
    page.focus("#least")
    press(page, "End")
    page.evaluate("document.activeElement.blur()")
    return int(page.inner_text("#place").split("/")[1].split(",")[0])


def letter_of(page: Any, colour: tuple[int, ...]) -> str:
    """The key that paints a colour."""
    data = json.loads(page.inner_text("#data") or page.text_content("#data"))
    place = next(i for i, s in enumerate(data["palette"]) if s["colour"] == list(colour))
    return str(place + 1)


def go_to(page: Any, colour: tuple[int, ...]) -> tuple[int, int]:
    """Press the arrow until a region of a colour is shown; its frame's place and its own."""
    for _ in range(200):
        f, r, now = page.evaluate(
            "(() => { const q = queue[at]; return [q.f, q.r, shot.palette[swatchOf(q.f, q.r)].colour]; })()"
        )
        if now == list(colour):
            return f, r
        press(page, "ArrowRight")
    raise AssertionError("no such region")


def test_the_least_sure_region_comes_first(page: Any) -> None:
    all_regions(page)
    sure = page.evaluate("queue.map((q) => shot.frames[q.f].regions[q.r].sure)")
    assert sure == sorted(sure) and len(sure) > 12
    assert not page.evaluate("queue.some((q) => shot.frames[q.f].key)")
    page.fill("#least", "50")
    assert all(s < 0.5 for s in page.evaluate("queue.map((q) => shot.frames[q.f].regions[q.r].sure)"))


def test_by_keyboard_alone(page: Any, reviewed: Path, tmp_path: Path) -> None:
    count = all_regions(page)
    press(page, "Enter", "Enter")
    assert page.inner_text("#counters") == f"2 of {count} looked at, 0 recoloured, 2 accepted"
    f, r = go_to(page, RED)
    press(page, letter_of(page, BLUE), "n")
    page.keyboard.type("hat is blue here")
    press(page, "Escape")
    file, rows = save(page, tmp_path)
    assert len(rows) == 3 and file.name.endswith(".corrections.json")
    hat = next(row for row in rows if not row["accepted"])
    assert (hat["colour"], hat["scope"], hat["note"]) == (list(BLUE), "region", "hat is blue here")
    assert hat["frame"] == page.evaluate(f"shot.frames[{f}].number")
    assert hat["mark"]["box"] == page.evaluate(f"shot.frames[{f}].regions[{r}].box")
    press(page, "u", "u", "u", "u")
    assert page.inner_text("#counters").startswith("0 of")


def test_a_scope_reaches_its_regions_and_is_undone_at_once(page: Any, tmp_path: Path) -> None:
    all_regions(page)
    go_to(page, RED)
    press(page, "s", letter_of(page, BLUE))
    _, rows = save(page, tmp_path)
    assert sorted(row["frame"] for row in rows) == [2, 3, 4, 5]
    assert {row["scope"] for row in rows} == {"track"} and {tuple(row["colour"]) for row in rows} == {BLUE}
    press(page, "u")
    assert save(page, tmp_path)[1] == []
    go_to(page, BLUE)
    press(page, "s", letter_of(page, RED))
    _, rows = save(page, tmp_path)
    assert len(rows) == 8 and {row["scope"] for row in rows} == {"shot"}  # two eyes in four frames


def test_what_is_shown_changes_at_once(page: Any) -> None:
    all_regions(page)
    _, _ = go_to(page, RED)
    before = page.evaluate("document.getElementById('now').toDataURL()")
    press(page, letter_of(page, BLUE))
    assert page.evaluate("document.getElementById('now').toDataURL()") != before


def test_zoom_is_kept_from_region_to_region(page: Any) -> None:
    all_regions(page)
    press(page, "+", "+")
    zoom = page.evaluate("view.zoom")
    press(page, "Enter", "ArrowRight")
    assert page.evaluate("view.zoom") == zoom > 2
    press(page, "0")
    assert page.evaluate("view.zoom") == 1


def test_the_overview_has_all_frames(page: Any) -> None:
    all_regions(page)
    press(page, "o")
    assert page.locator("#overview canvas").count() == 5
    page.locator("#overview button").nth(3).click()
    assert page.evaluate("queue[at].f") == 3 and not page.locator("#overview.open").count()
    press(page, "o", "Escape")
    assert not page.locator("#overview.open").count()


def test_what_was_said_is_there_after_a_crash(page: Any) -> None:
    all_regions(page)
    press(page, "Enter")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert "1 accepted" in page.inner_text("#counters")
    press(page, "u")


def test_what_the_page_saves_is_taken_in(page: Any, reviewed: Path, tmp_path: Path) -> None:
    all_regions(page)
    f, r = go_to(page, RED)
    page.locator("#palette button").nth(int(letter_of(page, BLUE)) - 1).click()
    file, rows = save(page, tmp_path)
    done = CliRunner().invoke(app, ["correct", str(reviewed), str(file), "--inline"])
    assert done.exit_code == 0, done.output
    x, y = page.evaluate(f"shot.frames[{f}].regions[{r}].at")
    cel = read_cel(reviewed / "colored" / "cels" / f"{rows[0]['frame']:04d}.png")
    assert tuple(cel[y, x].tolist()) == BLUE
