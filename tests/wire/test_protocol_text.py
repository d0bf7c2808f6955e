# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL.md says what messages.py does, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import shiage.wire
from shiage.service.client_keys import Keys
from shiage.wire import PROTOCOL, messages
from shiage.wire.connection import Connection

TEXT = (Path(shiage.wire.__file__).parent / "PROTOCOL.md").read_text()
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", TEXT, re.M | re.S))
TABLE = {**messages.REQUESTS, **messages.ANSWERS}


def test_every_message_is_described_and_none_else() -> None:
    assert set(SECTIONS) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_message_has_the_described_socket_and_fields(name: str) -> None:
    section, (socket, fields) = SECTIONS[name], TABLE[name]
    assert section.lstrip().lower().startswith("both sockets" if socket == "both" else socket)
    first = re.search(r"\| field \| type \| meaning \|\n\|---\|---\|---\|\n((?:\|.*\n)+)", section)
    described = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", first[1], re.M)) if first else {}
    assert set(described) == set(fields)
    for field, words in described.items():
        assert ("optional" in words) == (not fields[field].needed), field
    assert first or "No fields" in section


def test_error_codes_and_version_are_those_of_the_code() -> None:
    codes = re.search(r"\| code \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)", TEXT)
    assert codes is not None
    assert re.findall(r"^\| `(\w+)`", codes[1], re.M) == list(messages.ERROR_CODES)
    assert TEXT.splitlines()[0].endswith(f"version {PROTOCOL}")


def test_the_connection_file_is_described() -> None:
    table = TEXT.split("## Sockets")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == list(Connection.__dataclass_fields__)
    assert len(Keys.fresh().client_secret) == 40
