# SPDX-License-Identifier: Apache-2.0
"""What pip prints, understood: how far it is, and why it failed."""

from __future__ import annotations

import re
from pathlib import Path

from .problem import Problem, disk_full
from .task import Task

_NETWORK = re.compile(
    r"Retrying \(|connection (error|broken)|ConnectionError|Connection ?Reset|timed out|"
    r"Temporary failure in name|getaddrinfo|"
    r"IncompleteRead|Connection refused|RemoteDisconnected|Network is unreachable|HTTP error 5\d\d|"
    r"5\d\d (Server|Bad|Service|Gateway)|incomplete-download|Download failed|not enough bytes|ProtocolError",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError")
_REFUSED = re.compile(
    r"HTTP error (40[137])|(40[137]) (Client Error|Unauthorized|Forbidden|Proxy)|Tunnel connection failed"
)
FULL = re.compile(
    r"No space left on device|Errno 28|os error 28|WinError 112|os error 112|Disk quota exceeded|Errno 122"
)
"""How Python, pip and uv say that a disk is full."""

_MISSING = re.compile(r"No matching distribution found for ([^\s(]+)|satisfies the requirement ([^\s(]+)")
_DAMAGED = re.compile(
    r"DO NOT MATCH THE HASHES|BadZipFile|is invalid: |Wheel '[^']*' .*invalid|has an invalid wheel"
)
_FETCHING = re.compile(r"\s*Downloading (?:\S*/)?([A-Za-z0-9_.]+?)-\d")
_UNPACKING = re.compile(r"Installing collected packages: (.*)")
_BYTES = re.compile(r"Progress (\d+) of (\d+)")


class PipOutput:
    """Hears pip's lines, keeps the task's step, and says at the end what was wrong."""

    def __init__(self, task: Task) -> None:
        """Args: task: whose step is kept."""
        self._task, self._name = task, ""
        self._errors: list[str] = []
        self._network, self._lacking, self._listed = "", "", False

    def hear(self, line: str) -> None:
        """A line."""
        if found := _BYTES.match(line):
            self._task.fetching(self._name, int(found[1]), int(found[2]))
        elif found := _FETCHING.match(line):
            self._name = found[1].replace("_", "-")
        elif found := _UNPACKING.match(line):
            count = found[1].count(",") + 1
            self._task.say("Installing {} packages" if count > 1 else "Installing {} package", count)
        elif line.startswith("ERROR: ") or FULL.search(line) or _DAMAGED.search(line):
            self._errors.append(line.removeprefix("ERROR: "))
        if self._listed and line.startswith(" "):
            self._lacking = self._lacking or line.strip()
        self._listed = "have no matching distributions available" in line or (
            self._listed and not line.strip()
        )
        if _NETWORK.search(line) or _CERTIFICATE.search(line) or _REFUSED.search(line):
            self._network = line

    def problem(self, wheels: Path | None, log: Path) -> Problem:
        """Why it failed.

        Args:
            wheels: the folder it was to install from, None for the index.
            log: where all it said is.
        """
        said = "\n".join(self._errors)
        if FULL.search(said):
            return disk_full()
        if _CERTIFICATE.search(self._network):
            return Problem(
                "The package index shows a certificate that is not known here: set `cert` in pip's settings"
            )
        if _REFUSED.search(self._network):
            return Problem(
                "The package index, or the proxy before it, lets nobody in: see pip's settings, and {}", log
            )
        found = _MISSING.search(said)
        missing = self._lacking or (found and (found[1] or found[2]))
        if missing and wheels is not None:
            return Problem("{} has no wheel of {} for this Python: fetch it too", wheels, missing)
        if self._network or _DAMAGED.search(said):
            return Problem("The network broke off: go on when it is back; what has come stays")
        if missing:
            return Problem("The package index has no {} for this Python: see {}", missing, log)
        return Problem("pip failed ({}): see {}", (self._errors or ["?"])[-1], log)
