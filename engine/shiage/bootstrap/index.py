# SPDX-License-Identifier: Apache-2.0
"""The package index as the user's pip has it, for when there is no pip yet."""

from __future__ import annotations

import configparser
import html
import os
import re
import ssl
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

USUAL = "https://pypi.org/simple"

WHERE = ("index-url", "extra-index-url", "find-links", "no-index")
"""Settings that say where packages are."""


def pip_setting(name: str) -> str:
    """A setting of pip's: from the environment, or from its files; "" when it is not set."""
    given = os.environ.get("PIP_" + name.upper().replace("-", "_"), "")
    if given:
        return given
    found = ""
    for file in _settings_files():
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, "utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue
        for part in ("global", "install", "download"):
            found = parser.get(part, name, fallback="").strip() or found
    return found


def asks_its_own() -> bool:
    """Whether the user told pip where packages are."""
    return any(pip_setting(name) for name in WHERE)


def _settings_files() -> Iterator[Path]:
    """Pip's files, the strongest last; as its documentation lists them."""
    if os.environ.get("PIP_CONFIG_FILE") == os.devnull:  # which turns them all off
        return
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "pip" / "pip.ini"
        yield home / "pip" / "pip.ini"
        yield Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "pip" / "pip.ini"
    else:
        for folder in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
            yield Path(folder) / "pip" / "pip.conf"
        if sys.platform == "darwin":
            yield Path("/Library/Application Support/pip/pip.conf")
            yield home / "Library" / "Application Support" / "pip" / "pip.conf"
        yield Path("/etc/pip.conf")
        yield home / ".pip" / "pip.conf"
        yield Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    if os.environ.get("PIP_CONFIG_FILE"):
        yield Path(os.environ["PIP_CONFIG_FILE"])


def files_of(package: str) -> list[tuple[str, str, str]]:
    """Name, address and SHA-256 of each file of a package on the index.

    Raises:
        OSError: it does not answer.
    """
    page = (pip_setting("index-url") or USUAL).rstrip("/") + f"/{package}/"
    with opened(page, "text/html") as answer:
        text = answer.read().decode("utf-8", "replace")
    found = []
    for link, name in re.findall(r'<a\s[^>]*?href="([^"]+)"[^>]*>([^<]+)</a>', text):
        address, _, digest = urljoin(page, html.unescape(link)).partition("#sha256=")
        found.append((name.strip(), address, digest))
    return found


@contextmanager
def opened(address: str, kind: str = "*/*") -> Iterator[IO[bytes]]:
    """An address, through the user's proxy, with the user's certificates."""
    handlers: list[urllib.request.BaseHandler] = []
    if proxy := pip_setting("proxy"):
        handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
    context = ssl.create_default_context()
    if certificates := pip_setting("cert"):
        context.load_verify_locations(certificates)
    handlers.append(urllib.request.HTTPSHandler(context=context))
    asked = urllib.request.Request(address, headers={"Accept": kind, "User-Agent": "shiage"})
    with urllib.request.build_opener(*handlers).open(asked, timeout=60) as answer:
        yield answer
