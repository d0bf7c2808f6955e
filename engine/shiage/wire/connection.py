# SPDX-License-Identifier: Apache-2.0
"""Where the engine of a home is found: the connection file, and whether its process still lives."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from .events import EngineError


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
        started: when that process started, in the system's own unit (0 where unknown); tells a
            process that got the same pid later.
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
        return process_alive(self.pid, self.started)


def home() -> Path:
    """Folder of the engine's state: SHIAGE_HOME, or the system's place for a user's state."""
    if os.environ.get("SHIAGE_HOME"):
        return Path(os.environ["SHIAGE_HOME"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "shiage"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "shiage"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "shiage"


def connection_path() -> Path:
    """The connection file of this home."""
    return home() / "engine.json"


def read_connection() -> Connection | None:
    """The engine of this home; None when no file is there or its process is dead.

    Raises:
        EngineError: the file belongs to somebody else or is not one of ours.
    """
    path = connection_path()
    try:
        with path.open("rb") as file:
            if sys.platform != "win32" and os.fstat(file.fileno()).st_uid != os.getuid():
                raise EngineError(f"{path} belongs to another user: remove it, or set SHIAGE_HOME")
            found = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EngineError(f"{path} cannot be read ({error}): remove it and start the engine again") from None
    try:
        connection = Connection(**{name: found[name] for name in Connection.__dataclass_fields__})
    except (KeyError, TypeError):
        raise EngineError(f"{path} is not a connection file of this version: update the engine") from None
    return connection if connection.alive() else None


def write_connection(connection: Connection) -> None:
    """Write the connection file beside and rename it; only its owner may read it."""
    path = connection_path()
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(connection), file, indent=1)
    beside.replace(path)


def remove_connection() -> None:
    """Remove the connection file if this process wrote it."""
    try:
        if json.loads(connection_path().read_text())["pid"] == os.getpid():
            connection_path().unlink()
    except (OSError, ValueError, KeyError, TypeError):
        return


def process_alive(pid: int, started: int = 0) -> bool:
    """Whether a process lives (a zombie does not) and, where known, started when it should have."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _windows_alive(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    state, since = _stat(pid)
    return state not in ("Z", "X") and (not started or not since or since == started)


def process_started(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 where the system does not say."""
    return _stat(pid)[1]


def _stat(pid: int) -> tuple[str, int]:
    """State letter and start of a process from /proc; ("", 0) where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return fields[0], int(fields[19])
    except (OSError, ValueError, IndexError):
        return "", 0


def _windows_alive(pid: int) -> bool:
    """Ask Windows: os.kill would end the process there."""
    if sys.platform != "win32":
        return False
    import ctypes

    query_limited, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(query_limited, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return bool(known) and code.value == still_active
