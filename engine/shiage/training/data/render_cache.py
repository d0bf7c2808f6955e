# SPDX-License-Identifier: Apache-2.0
"""Cache of rendered pictures: on disk, and the last used ones in memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path

from shiage.training.data.rendered_source import Rendered

IN_MEMORY = 4
"""Pictures that are held ready; one takes about 20 MB, and some hundredths of a second to read again."""


class RenderedCache:
    """Rendered pictures by the file they came from and how they were rendered.

    Attributes:
        folder: where they are stored; the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = user_cache_path("shiage") / "cels" if folder is None else folder
        self._ready: OrderedDict[str, Rendered] = OrderedDict()

    def get(self, source: Path, how: str, render: Callable[[], Rendered]) -> Rendered:
        """The picture of a source with given render settings, from the cache or rendered now.

        Raises:
            OSError: the source or the cache folder cannot be used.
        """
        about = source.stat()
        key = hashlib.sha256(
            f"{source.resolve()} {about.st_size} {about.st_mtime_ns} {how}".encode()
        ).hexdigest()
        if key in self._ready:
            self._ready.move_to_end(key)
            return self._ready[key]
        file = self.folder / f"{source.stem}-{key[:16]}.npz"
        try:
            made = Rendered.read(file)
        except FileNotFoundError:
            made = render()
            made.write(file)
        self._ready[key] = made
        if len(self._ready) > IN_MEMORY:
            self._ready.popitem(last=False)
        return made
