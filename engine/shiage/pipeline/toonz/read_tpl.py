# SPDX-License-Identifier: Apache-2.0
"""Reading TPL, the palette beside a level."""

from __future__ import annotations

from pathlib import Path

from shiage.cel.outside import read_bounded
from shiage.pipeline.toonz.level import MOST_STYLES, LevelError
from shiage.pipeline.toonz.styles import SOLID, Colour, LevelPalette, Page, Style
from shiage.pipeline.toonz.tagged_text import Tag, TextError, read_text

VERSION = (71, 0)
"""The newest that OpenToonz reads."""

_MOST_BYTES = 16 << 20


def read_tpl(path: Path) -> LevelPalette:
    """Read a palette.

    Raises:
        LevelError: it is none, torn, or of a newer version.
        OSError: the file cannot be read.
    """
    data = read_bounded(path, _MOST_BYTES)
    try:
        text = read_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LevelError(f"{path}: no palette: byte {error.start} is no UTF-8") from error
    except TextError as error:
        raise LevelError(f"{path}, {error}") from error
    if text.name not in ("palette", "vectorpalette"):
        raise LevelError(f"{path}: no palette: it begins with <{text.name}>")
    # the oldest have none
    version = [_number(path, word, "version") for tag in text.tags("version") for word in tag.words()]
    if tuple(version) > VERSION:
        raise LevelError(f"{path}: version {'.'.join(map(str, version))} of palettes is unknown")
    styles = tuple(
        read_style(path, n, style) for n, style in enumerate(_one(path, text, "styles").tags("style"))
    )
    if not 0 < len(styles) <= MOST_STYLES:
        raise LevelError(f"{path}: {len(styles)} styles; a palette has 1 to {MOST_STYLES}")
    pages = tuple(_page(path, page, len(styles)) for page in _one(path, text, "stylepages").tags("page"))
    return LevelPalette(styles, pages, text)


def read_style(path: Path, index: int, style: Tag) -> Style:
    """One style; raises as `read_tpl` does.

    Flags stand first as _1, then |name in a studio's palette and @name there before it was changed; a name
    that begins with a digit or _ has one _ before it.
    """
    words, what = style.words(), f"style {index}"
    flags = 0
    if words and len(words[0]) == 2 and words[0][0] == "_" and words[0][1] in "0123456789":
        flags, words = int(words[0][1]), words[1:]
    if words and words[0].startswith("|"):
        words = words[1:]
        if words and words[0].startswith("@"):
            words = words[1:]
    if not words:
        raise LevelError(f"{path}: {what} is empty")
    if words[0][:1] in tuple("0123456789"):  # before names were kept
        name, kind, rest = "color", _number(path, words[0], what), words[1:]
    else:
        if len(words) < 2:
            raise LevelError(f"{path}: {what} ends after its name")
        name, kind, rest = words[0].removeprefix("_"), _number(path, words[1], what), words[2:]
    return Style(name, kind, _colour(path, rest, what) if kind == SOLID else None, flags)


def _colour(path: Path, words: list[str], what: str) -> Colour:
    values = [_number(path, word, what) for word in words[:4]]
    if len(values) < 4 or not all(0 <= value <= 255 for value in values):
        raise LevelError(f"{path}: {what} wants four numbers from 0 to 255")
    return values[0], values[1], values[2], values[3]


def _page(path: Path, page: Tag, count: int) -> Page:
    name = " ".join(_one(path, page, "name").words())
    indices = tuple(_number(path, word, f"page {name}") for word in _one(path, page, "indices").words())
    strange = [index for index in indices if not 0 <= index < count]
    if strange:
        raise LevelError(f"{path}: page {name} shows style {strange[0]}; there are {count}")
    return Page(name, indices)


def _one(path: Path, tag: Tag, name: str) -> Tag:
    found = tag.tags(name)
    if len(found) != 1:
        raise LevelError(f"{path}: <{tag.name}> wants one <{name}>, and has {len(found)}")
    return found[0]


def _number(path: Path, word: str, what: str) -> int:
    try:
        if len(word) > 9:
            raise ValueError
        return int(word)
    except ValueError:
        raise LevelError(f"{path}: {what}: {word[:40]!r} is no whole number") from None
