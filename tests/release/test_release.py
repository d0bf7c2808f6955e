# SPDX-License-Identifier: Apache-2.0
"""What users are given: every file that is built is opened, and two builds are the same bytes."""

from __future__ import annotations

import configparser
import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from release.blender_zip import blender_zip
from release.engine_wheel import ROOT, engine_wheel, version
from release.krita_zip import krita_zip

NAMES = {
    f"shiage-{version()}-py3-none-any.whl",
    f"shiage-blender-{version()}.zip",
    f"shiage-krita-{version()}.zip",
    "SHA256SUMS",
    "LICENSES.txt",
}
CARRIED = {
    f"shiage-{version()}-py3-none-any.whl",
    "pip-26.3-py3-none-any.whl",
    "constraints.txt",
    "LICENSES.txt",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "release", "-o", out], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"[0-9.]+ MiB", done.stdout)) == len(NAMES)
    return out


def names(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        found = archive.namelist()
        assert len(found) == len(set(found)) and {one.date_time[0] for one in archive.infolist()} == {1980}
    assert not [
        n for n in found if re.search(r"__pycache__|\.pyc$|\.venv|tests?/|conftest|\.part$|egg-info", n)
    ]
    return set(found)


def test_all_is_there_with_its_checksums(built: Path) -> None:
    assert {file.name for file in built.iterdir()} == NAMES
    for line in (built / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((built / name).read_bytes()).hexdigest() == digest
    listed = (built / "LICENSES.txt").read_text()
    assert not re.findall(r".*: \?;.*", listed)
    for package in ("pyzmq", "msgpack", "pip", "packaging", "shiage"):
        assert f"\n{package} " in listed


def test_the_wheel_has_the_engine_and_takes_what_colouring_needs(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    found = names(wheel)
    assert {
        "shiage/weights/matcher.safetensors",
        "shiage/wire/PROTOCOL.md",
        "shiage/bootstrap/install.py",
    } <= found
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(next(n for n in found if n.endswith("/METADATA"))).decode()
        record = archive.read(next(n for n in found if n.endswith("/RECORD"))).decode()
    needs = [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    for heavy in ("lightning", "tensorboard", "pytest", "playwright", "numba", "ruff"):
        assert not [line for line in needs if heavy in line]
    assert {line.rsplit(",", 2)[0] for line in record.splitlines()} == found


@pytest.mark.parametrize("host", ["blender", "krita"])
def test_a_zip_has_the_engine_and_wheels_for_every_host(built: Path, host: str) -> None:
    (file,) = built.glob(f"shiage-{host}-*.zip")
    place = "shiage/" if host == "krita" else ""
    found = names(file)
    files = {name.removeprefix(place) for name in found if name.startswith(place)}
    assert {f"bootstrap/carried/{name}" for name in CARRIED} == {
        n for n in files if n.startswith("bootstrap/carried/") and not n.endswith("/")
    }
    assert {"wire/client.py", "wire/LICENSE", "bootstrap/install.py", "bootstrap/LICENSE", "LICENSE"} <= files
    assert ({"blender_manifest.toml", "demo.blend"} if host == "blender" else {"demo.kra"}) <= files
    with zipfile.ZipFile(file) as archive:
        inside = archive.read(f"{place}bootstrap/carried/shiage-{version()}-py3-none-any.whl")
        assert inside == next(built.glob("*.whl")).read_bytes()
        for name in found:
            if name.endswith((".whl", ".blend", ".kra")):
                _opens(name, archive.read(name))
        if host == "krita":
            desktop = configparser.ConfigParser()
            desktop.read_string(archive.read("shiage.desktop").decode())
            assert desktop["Desktop Entry"]["X-KDE-Library"] == "shiage"
    wheels = [n for n in files if n.startswith("wheels/") and n.endswith(".whl")]
    pythons = ("311", "313") if host == "blender" else ("310", "311", "312", "313")
    for python in pythons:
        for machine in ("win_amd64", r"macosx_\w+(arm64|universal2)", r"manylinux\w+x86_64"):
            for package in ("pyzmq", "msgpack"):
                stable = "|cp312-abi3" if int(python) >= 312 else ""
                fits = re.compile(rf"{package}-.*(cp{python}-cp{python}{stable})-.*{machine}")
                assert [n for n in wheels if fits.search(n)], (package, python, machine)


def _opens(name: str, content: bytes) -> None:
    if name.endswith(".blend"):  # packed with Zstandard, or not at all
        assert content[:4] in (b"\x28\xb5\x2f\xfd", b"BLEN")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None, name


def test_two_builds_are_the_same_bytes(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import release.engine_wheel as room

    other = tmp_path / "elsewhere"  # another folder, later, nothing kept of the build before
    other.mkdir()
    for name in (*room.SOURCES, "build/wheels"):
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, other / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, other / name)
    monkeypatch.setattr(room, "ROOT", other)
    out = tmp_path / "out"
    out.mkdir()
    wheel = engine_wheel(out)
    assert wheel.read_bytes() == (built / wheel.name).read_bytes()
    for build in (blender_zip, krita_zip):
        file = build(out)
        assert file.read_bytes() == (built / file.name).read_bytes(), file.name


def test_a_tag_of_another_version_builds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "release", "-o", str(tmp_path / "out"), "--tag", "v9.9"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "not that of version" in done.stderr and not (tmp_path / "out").exists()


def test_what_the_workflows_use_is_named_by_its_commit() -> None:
    used = [
        line
        for file in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in file.read_text("utf-8").splitlines()
        if "uses:" in line
    ]
    assert used and not [line for line in used if not re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d", line)]
