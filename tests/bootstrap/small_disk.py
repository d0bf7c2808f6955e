# SPDX-License-Identifier: Apache-2.0
"""A disk of its own that is small, or that others fill: in memory, so it wants the right to mount."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOMY = 9000
"""MiB that an engine asks for, and more; memory is taken only for what is written."""


class SmallDisk:
    """The disk.

    Attributes:
        folder: where it is.
    """

    def __init__(self, folder: Path, mib: int) -> None:
        """Args: folder: made if need be; mib: its size.

        Where mounting is not allowed the test is skipped, in CI it fails.
        """
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        made = shutil.which("mount") and not self._mount(f"size={mib}m")
        if not made:
            folder.rmdir()
            assert not os.environ.get("SHIAGE_CI"), "CI must test full disks, and may not mount one"
            pytest.skip("no full disk without the right to mount one")

    def _mount(self, options: str) -> int:
        command = ["mount", "-t", "tmpfs", "-o", options, "shiage", str(self.folder)]
        return subprocess.run(command, capture_output=True).returncode

    def resize(self, mib: int) -> None:
        """Be of another size."""
        assert self._mount(f"remount,size={mib}m") == 0

    def fill(self, but: int) -> None:
        """Have no room but for so many bytes, as when others have written."""
        used = shutil.disk_usage(self.folder).used
        assert self._mount(f"remount,size={used + but}") == 0
        assert shutil.disk_usage(self.folder).free <= but + (1 << 12)

    def close(self) -> None:
        """Be gone."""
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
