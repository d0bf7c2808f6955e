# SPDX-License-Identifier: Apache-2.0
"""Endpoints of the engine's sockets: in a folder of its user's alone, in the home where possible."""

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

from shiage.service.listening_sockets import ListeningSocket, closed_path
from shiage.service.tcp_guard import TcpGuard

TRANSPORTS = ("ipc", "tcp")

DEFAULT = "tcp" if sys.platform == "win32" else "ipc"

LONGEST = 107 if sys.platform == "linux" else 103
"""Bytes of the path of a socket, a limit of the system."""

NAMES = ("control", "work")

log = logging.getLogger(__name__)


class SocketEndpoints:
    """The endpoints of one engine's sockets.

    On Linux and macOS they are always ipc in a folder of the user's alone. Where tcp is asked for, a
    TCP guard on 127.0.0.1 forwards to them. On Windows they are tcp themselves.
    """

    def __init__(self, home: Path, transport: str | None = None) -> None:
        """Args: home: the engine's, locked; transport: how clients come, one of TRANSPORTS, or DEFAULT."""
        self._home, self._transport = home.absolute(), transport or DEFAULT
        self._folder: Path | None = None
        self._guard: TcpGuard | None = None

    def bind(
        self, control: zmq.Socket[bytes], work: zmq.Socket[bytes]
    ) -> tuple[ListeningSocket, ListeningSocket]:
        """Bind both sockets.

        Raises:
            OSError: no folder can hold them.
        """
        if sys.platform == "win32":
            return ListeningSocket(control, None), ListeningSocket(work, None)
        for folder in self._folders():
            if _prepare(folder):
                self._folder = folder
                break
        else:
            self._folder = Path(
                tempfile.mkdtemp(prefix="shiage-", dir="/tmp")
            )  # a name that cannot be predicted
        sockets = [
            ListeningSocket(router, self._folder / name)
            for name, router in zip(NAMES, (control, work), strict=True)
        ]
        log.info("the sockets are in %s", self._folder)
        if self._transport == "tcp":
            self._guard = TcpGuard([self._folder / name for name in NAMES])
            self._guard.start()
            for listening, endpoint in zip(sockets, self._guard.endpoints, strict=True):
                listening.endpoint = endpoint
        return sockets[0], sockets[1]

    def clear(self) -> None:
        """Remove the folder of the sockets."""
        if self._guard is not None:
            self._guard.end()
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


def _prepare(folder: Path) -> bool:
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
        _check_unix_sockets(folder)
    except OSError:
        return False
    return True


def _check_unix_sockets(folder: Path) -> None:
    """Check that the file system supports sockets: some do not."""
    with socket.socket(socket.AF_UNIX) as trial:
        trial.bind(str(folder / NAMES[0]))
    _empty(folder)


def _empty(folder: Path) -> None:
    for name in NAMES:
        for path in (folder / name, closed_path(folder / name)):
            path.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Remove a folder of sockets; whatever else is in it stays."""
    with suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            _empty(folder)
            folder.rmdir()
