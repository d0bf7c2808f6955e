# SPDX-License-Identifier: Apache-2.0
"""What a drawing's file name says: its numbers, its version, and the letter of an added inbetween."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARK = "\0"
"""Stands for a number in the form of a name; no file has it in its name."""

MOST_DIGITS = 18
"""A frame's number has no more digits: it must fit 63 bits."""

_WORK = "psd|psb|clip|kra|ora|xcf|sai2?|mdp|exr|tvpp|svg|ai|pdf|csp|png|tiff?|webp|gif|tga|bmp|jpe?g|cel|dga"
_ENDINGS = re.compile(rf"(?:\.(?:{_WORK}))+$", re.IGNORECASE)
"""Endings of the files a drawing was exported from, as in 0001.psd.png."""

_COPY_WORDS = re.compile(r"[ _-]*(?:copy|kopie|copie|copia|の?コピー)(?: ?\(?\d+\)?)?$", re.IGNORECASE)
_COPY = re.compile(r"[ _]?\((\d+)\)$")
_VERSION = re.compile(
    r"(?P<before>^|[_\-. (\[]|(?<=\d))"
    r"(?P<tag>v(?=\d{1,4}(?!\d))|[tr](?=\d{1,3}(?!\d))"
    r"|(?:ver|version|rev|tk|take|rt|retake|テイク|リテイク)[._\- ]?(?=\d{1,4}(?!\d)))"
    r"(?P<digits>\d+)(?![0-9A-Za-z])[)\]]?",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?<!\d)\d+(?:x\d+(?!\d)|(?: ?(?:dpi|ppi|fps|px|bit|bpp|mm)|%)(?![A-Za-z0-9]))", re.IGNORECASE
)
"""Sizes and rates, as in 1920x1080 or 300dpi: no counters."""

_NUMBER = re.compile(
    r"(?:(?:^|(?<=[_. ]))(?P<minus>-))?(?P<digits>\d+)(?P<added>[A-Za-z](?![A-Za-z0-9])|'{1,2})?"
)
_CUT = re.compile(
    r"(?:^|[^a-z])(?:c|cut|s|sc|scene|sh|shot|sq|seq|ep?|episode|part|cam|カット|シーン|話)[ _.\-]?$"
)
_CEL = re.compile(r"(?:^|[^a-z]|cel|セル)([a-z])[ _.\-]?$")
_PRIMES = str.maketrans("’′＇″", "'''\"")


@dataclass(frozen=True, order=True)
class FrameName:
    """A frame's place in time as its name has it; the inbetween 1a lies between 1 and 2."""

    number: int
    added: str = ""

    def __str__(self) -> str:
        return f"{self.number}{self.added}"


@dataclass(frozen=True)
class NameNumber:
    """A number in a name.

    Attributes:
        frame: the frame it would be.
        width: its digits, leading zeros included.
        form: the name up to it, with a MARK for each number.
        text: the text that stands right before it.
    """

    frame: FrameName
    width: int
    form: str
    text: str

    @property
    def is_cut(self) -> bool:
        """Whether it follows a word for a cut, a scene or another part of a film."""
        return _CUT.search(self.text) is not None

    @property
    def is_stamp(self) -> bool:
        """Whether it is long as a date or a time of day."""
        return self.width >= 6

    @property
    def cel(self) -> str:
        """Letter of the cel, as in A0001 or cel B 12; "" when there is none."""
        found = _CEL.search(self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class DrawingName:
    """A file's name, taken apart.

    Attributes:
        numbers: those that may be the frame's.
        form: the whole name with a MARK for each number, without what follows the last one.
        core: the whole name in small letters without version and copy.
        versions: tags and numbers of versions and takes, in their order.
        copy: the number of a copy, as in `frame 12 (2)`, or None.
    """

    numbers: tuple[NameNumber, ...]
    form: str
    core: str
    versions: tuple[tuple[str, int], ...]
    copy: int | None


def read_name(stem: str) -> DrawingName | None:
    """Take a file's name without its ending apart; None when a number in it has too many digits."""
    whole = _ENDINGS.sub("", _plain(stem))
    whole = _COPY_WORDS.sub("", whole)
    copied = _COPY.search(whole)
    left = whole[: copied.start()] if copied else whole
    if any(len(run) > MOST_DIGITS for run in re.findall(r"\d+", whole)):
        return None
    tags = list(_VERSION.finditer(left))
    core = _VERSION.sub("", left)
    numbers, form = _numbers(core)
    if not numbers and tags and not tags[0]["before"] and tags[0].start() == 0 and tags[0]["tag"] != "v":
        # nothing else counts: V0001 is drawing 1 of cel V
        core = left[: tags[0].end()] + _VERSION.sub("", left[tags[0].end() :])
        numbers, form = _numbers(core)
        tags = tags[1:]
    versions = tuple((m["tag"].strip("._- ").lower(), int(m["digits"])) for m in tags)
    return DrawingName(numbers, form, core.casefold(), versions, int(copied[1]) if copied else None)


def _numbers(core: str) -> tuple[tuple[NameNumber, ...], str]:
    text = _MEASURE.sub("×", core).casefold()
    found, form, end = [], "", 0
    for match in _NUMBER.finditer(text):
        before = text[end : match.start()]
        form += before + MARK
        number = int(match["digits"]) * (-1 if match["minus"] else 1)
        frame = FrameName(number, match["added"] or "")
        found.append(NameNumber(frame, len(match["digits"]), form, before))
        end = match.end()
    return tuple(found), form


def _plain(stem: str) -> str:
    """One way to write what may be written in several: umlauts, full-width letters and digits, dashes."""
    return "".join(_plain_letter(letter) for letter in unicodedata.normalize("NFC", stem).translate(_PRIMES))


def _plain_letter(letter: str) -> str:
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.digit(letter))
    if "\uff01" <= letter <= "\uff5e":
        return chr(ord(letter) - 0xFEE0)
    if unicodedata.category(letter) in ("Pd", "Zs") or letter == "\u2212":
        return " " if unicodedata.category(letter) == "Zs" else "-"
    return letter
