# SPDX-License-Identifier: Apache-2.0
"""Where the engine's sockets lie: in the home where that can be, which no other user may enter."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import zmq

from shiage.service.listening_sockets import ListeningSocket, shut
from shiage.service.tcp_guard import TcpGuard

TRANSPORTS = ("ipc", "tcp")

DEFAULT = "tcp" if sys.platform == "win32" else "ipc"

LONGEST = 107 if sys.platform == "linux" else 103
"""Bytes of the path of a socket, a limit of the system."""

NAMES = ("control", "work")

log = logging.getLogger(__name__)


class SocketEndpoints:
    """The place of one engine's sockets.

    On Linux and macOS they are always ipc in a folder that is its user's alone. Where tcp is asked for, a
    porch on 127.0.0.1 lets clients through to them. On Windows they are tcp themselves.
    """

    def __init__(self, home: Path, transport: str | None = None) -> None:
        """Args: home: the engine's, locked; transport: how clients come, one of TRANSPORTS, or DEFAULT."""
        self._home, self._transport = home.absolute(), transport or DEFAULT
        self._folder: Path | None = None
        self._porch: TcpGuard | None = None

    def bind(
        self, control: zmq.Socket[bytes], work: zmq.Socket[bytes]
    ) -> tuple[ListeningSocket, ListeningSocket]:
        """Bind both sockets.

        Raises:
            OSError: there is no place for them.
        """
        if sys.platform == "win32":
            return ListeningSocket(control, None), ListeningSocket(work, None)
        for folder in self._folders():
            if _ours(folder):
                self._folder = folder
                break
        else:
            self._folder = Path(
                tempfile.mkdtemp(prefix="shiage-", dir="/tmp")
            )  # which nobody else could foresee
        doors = [
            ListeningSocket(router, self._folder / name)
            for name, router in zip(NAMES, (control, work), strict=True)
        ]
        log.info("the sockets are in %s", self._folder)
        if self._transport == "tcp":
            self._porch = TcpGuard([self._folder / name for name in NAMES])
            self._porch.start()
            for door, endpoint in zip(doors, self._porch.endpoints, strict=True):
                door.endpoint = endpoint
        return doors[0], doors[1]

    def clear(self) -> None:
        """Leave nothing behind."""
        if self._porch is not None:
            self._porch.end()
        for folder in (self._folder, *self._folders()):
            if folder is not None:
                _clear(folder)

    def _folders(self) -> Iterator[Path]:
        """Folders for sockets, the best first; the same at each start, so what a killed one left goes."""
        name = hashlib.sha256(os.fsencode(self._home)).hexdigest()[:16]
        yield self._home / "sockets"
        if runtime := os.environ.get("XDG_RUNTIME_DIR"):
            yield Path(runtime) / f"shiage-{name}"
        yield Path(tempfile.gettempdir()) / f"shiage-{name}"
        yield Path("/tmp") / f"shiage-{name}"


def _ours(folder: Path) -> bool:
    """Make a folder that is this user's alone and short enough for sockets; False when it cannot be."""
    path = os.fsencode(folder / max(NAMES, key=len))
    if len(path) > LONGEST or path != str(folder / max(NAMES, key=len)).encode("utf-8", "replace"):
        return False
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
            return False
        folder.chmod(0o700)
        _empty(folder)
        _try(folder)
    except OSError:
        return False
    return True


def _try(folder: Path) -> None:
    """See that the file system has sockets: some that hold homes have not."""
    with socket.socket(socket.AF_UNIX) as trial:
        trial.bind(str(folder / NAMES[0]))
    _empty(folder)


def _empty(folder: Path) -> None:
    for name in NAMES:
        for path in (folder / name, shut(folder / name)):
            path.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Remove a folder of sockets; whatever else is in it stays."""
    with suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            _empty(folder)
            folder.rmdir()
