# SPDX-License-Identifier: Apache-2.0
"""Where the engine of a home is found: the connection file, and whether its process still lives."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .events import EngineError
from .home import home
from .lock import home_locked, no_engine
from .process_alive import process_alive
from .regular_files import create_beside, open_regular

_MOST = 1 << 16
"""Bytes a connection file may have."""

_KEY = re.compile(r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
"""A CURVE key in Z85 (ZeroMQ RFC 32)."""

_TCP = re.compile(r"tcp://127\.0\.0\.1:([0-9]{1,5})")


@dataclass(frozen=True)
class Connection:
    """Content of the connection file.

    Attributes:
        work: endpoint of the work socket.
        control: endpoint of the control socket.
        server_public: the engine's CURVE key, Z85.
        client_public: the one client key the engine lets in, Z85.
        client_secret: its secret half, Z85.
        pid: the engine's process.
        started: when that process started, see `process_started` (0 where unknown); tells a process
            that got the same pid later.
        protocol: "major.minor".
        engine: engine version.
    """

    work: str
    control: str
    server_public: str
    client_public: str
    client_secret: str
    pid: int
    started: int
    protocol: str
    engine: str

    def alive(self) -> bool:
        """Whether the process that wrote the file still lives."""
        if not process_alive(self.pid, self.started):
            return False
        # Linux always gives the start: a file without it is of no engine.
        return bool(self.started) or sys.platform != "linux"


def connection_path() -> Path:
    """The connection file of this home."""
    return home() / "engine.json"


def read_connection() -> Connection | None:
    """The engine of this home; None when its process is dead, or no file of ours is there.

    A file that is not one of ours is no engine's: the next engine that starts sets it aside.

    Raises:
        EngineError: the file belongs to another user, or cannot be read.
    """
    connection = written_connection()
    if connection is None or not connection.alive() or home_locked(home()) is False:
        return None
    return connection


def written_connection() -> Connection | None:
    """What the connection file of this home says, also of a dead process; None when it is not one of ours.

    Raises:
        EngineError: the file belongs to another user, or cannot be read.
    """
    path = connection_path()
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            if sys.platform != "win32" and os.fstat(file.fileno()).st_uid != os.getuid():
                raise EngineError(f"{path} belongs to another user: remove it, or set SHIAGE_HOME")
            found = json.loads(file.read(_MOST))
    except PermissionError as error:
        raise EngineError(f"{path} cannot be read ({error.strerror}): set SHIAGE_HOME") from None
    except (OSError, ValueError, RecursionError):
        return None
    return _connection(found)


def _connection(found: object) -> Connection | None:
    """A connection of what a file holds; None when a field is missing or strange."""
    if not isinstance(found, dict):
        return None
    fields: dict[str, Any] = {name: found.get(name) for name in Connection.__dataclass_fields__}
    numbers: list[Any] = [fields.pop("pid"), fields.pop("started")]
    if not all(type(number) is int and 0 <= number < 1 << 63 for number in numbers):
        return None
    if not 0 < numbers[0] < 1 << 31 or not all(isinstance(text, str) for text in fields.values()):
        return None
    connection = Connection(**fields, pid=numbers[0], started=numbers[1])
    keys = (connection.server_public, connection.client_public, connection.client_secret)
    usable = all(map(_KEY.fullmatch, keys)) and all(map(_usable, (connection.work, connection.control)))
    return connection if usable else None


def _usable(endpoint: str) -> bool:
    """Whether ZeroMQ would take an endpoint."""
    port = _TCP.fullmatch(endpoint)
    return 0 < int(port[1]) < 1 << 16 if port else endpoint.startswith("ipc://") and len(endpoint) > 6


def write_connection(connection: Connection) -> None:
    """Write the connection file beside and rename it; only its owner may read it.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    path = connection_path()
    part, descriptor = create_beside(path)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(connection), file, indent=1)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def remove_connection() -> None:
    """Remove the connection file of the engine of this home, dead or ending; only who holds its lock may."""
    try:
        if written_connection() is not None:
            connection_path().unlink()
    except (OSError, EngineError):
        return


def forget_dead() -> None:
    """Remove a dead engine's connection file: clients shall not wait for it while the next engine starts."""
    with no_engine(home()) as none:
        if none:
            remove_connection()
