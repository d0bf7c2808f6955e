# SPDX-License-Identifier: Apache-2.0
"""Whether a process is alive, and when it started: a pid alone may be reused."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def process_alive(pid: int, started: int = 0) -> bool:
    """Whether a process is alive (a zombie is not) and, where known, started at the given time."""
    if not 0 < pid < 1 << 31:
        return False
    if not _lives(pid):
        return False
    since = process_started(pid) if started else 0
    return not since or since == started


def process_started(pid: int) -> int:
    """When a process started: clock ticks since boot on Linux, microseconds since 1970 elsewhere.

    Returns:
        0 where the system does not say.
    """
    if sys.platform == "win32":
        return _windows(pid)[1]
    if sys.platform == "darwin":
        return _mac_started(pid)
    return _stat(pid)[1]


def _lives(pid: int) -> bool:
    if sys.platform == "win32":
        return _windows(pid)[0]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _stat(pid)[0] not in ("Z", "X")


def _stat(pid: int) -> tuple[str, int]:
    """State letter and start of a process from /proc; ("", 0) where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return fields[0].decode(), int(fields[19])
    except (OSError, ValueError, IndexError):
        return "", 0


def _windows(pid: int) -> tuple[bool, int]:
    """Whether a process lives, and its start; asked of Windows, where os.kill would end it."""
    if sys.platform != "win32":
        return False, 0
    import ctypes

    query_limited, still_active, seconds_to_1970 = 0x1000, 259, 11_644_473_600
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(query_limited, False, pid))
    if not handle:
        return False, 0
    code = ctypes.c_ulong()
    times = [ctypes.c_ulonglong() for _ in range(4)]  # FILETIME: 100 ns since 1601; created is the first
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    timed = kernel.GetProcessTimes(handle, *(ctypes.byref(time) for time in times))
    kernel.CloseHandle(handle)
    since = times[0].value // 10 - seconds_to_1970 * 1_000_000 if timed else 0
    return bool(known) and code.value == still_active, since


def _mac_started(pid: int) -> int:
    """Start of a process of this user from macOS's libproc (proc_bsdinfo of sys/proc_info.h)."""
    import ctypes

    about, size, seconds_at = 3, 136, 120  # PROC_PIDTBSDINFO, bytes of the struct, pbi_start_tvsec in it
    info = ctypes.create_string_buffer(size)
    if ctypes.CDLL("/usr/lib/libproc.dylib").proc_pidinfo(pid, about, ctypes.c_uint64(0), info, size) != size:
        return 0
    seconds = int.from_bytes(info.raw[seconds_at : seconds_at + 8], sys.byteorder)
    return seconds * 1_000_000 + int.from_bytes(info.raw[seconds_at + 8 : size], sys.byteorder)
