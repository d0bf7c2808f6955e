# SPDX-License-Identifier: Apache-2.0
"""What other programs import, and the README's example of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import shiage
from shiage.demo.shot import write_demo

README = Path(__file__).parent.parent / "README.md"


def test_all_names_are_there() -> None:
    for name in shiage.__all__:
        assert getattr(shiage, name) is not None
    with pytest.raises(AttributeError, match="colour_shot"):
        _ = shiage.colour_shot


def test_errors_have_one_root() -> None:
    with pytest.raises(shiage.ShiageError, match="no such folder"):
        shiage.read_shot(Path("nowhere"))


def test_import_costs_nothing() -> None:
    code = "import sys, shiage; print(sorted({'numpy', 'torch', 'cv2', 'zmq'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_the_example_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_demo(tmp_path / "shot", 3, (384, 216))
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.S)
    exec(compile(example, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert all((tmp_path / f"{number}.png").is_file() for number in (1, 2, 3))
