# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip through Krita's own importer."""

from __future__ import annotations

from pathlib import Path

from host import Host


def test_krita_imports_the_zip_and_unpacks_the_wheels_beside(imported: tuple[Host, list[str]]) -> None:
    host, said = imported
    assert len(said) == 1
    assert "<li>Shiage</li>" in said[0]
    resources = host.folder / "data" / "krita"
    assert (resources / "pykrita" / "shiage" / "wire" / "client.py").exists()
    assert (resources / "actions" / "shiage.action").exists()
    library = host.call("plugin.library")
    assert Path(library).is_relative_to(resources / "shiage" / "lib")
    assert "Traceback" not in host.log()
