# SPDX-License-Identifier: Apache-2.0
"""Writing TPL, and changing what a palette says: a colour, or styles more."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from shiage.cel.beside import write_beside
from shiage.pipeline.toonz.level import MOST_STYLES, LevelError
from shiage.pipeline.toonz.read_tpl import VERSION
from shiage.pipeline.toonz.styles import SOLID, Colour, LevelPalette, Page, Style
from shiage.pipeline.toonz.tagged_text import Tag, Word, named_word, text_of

NO_PAINT = Style("color_0", SOLID, (255, 255, 255, 0))
"""Style 0 as OpenToonz begins a palette."""


def write_tpl(path: Path, palette: LevelPalette) -> None:
    """Write a palette, whole or not at all; what was read and not changed stays.

    Raises:
        OSError: it cannot be written.
    """
    text = _new_text(palette) if palette.text is None else palette.text
    write_beside(path, text_of(text).encode("utf-8", "replace"))


def recoloured(palette: LevelPalette, index: int, colour: Colour) -> LevelPalette:
    """The palette with another colour in a solid style.

    Raises:
        LevelError: there is no such style, or it is no solid one.
    """
    if not 0 <= index < len(palette.styles) or palette.styles[index].kind != SOLID:
        raise LevelError(f"style {index} is none of one colour")
    style = replace(palette.styles[index], colour=colour)
    styles = (*palette.styles[:index], style, *palette.styles[index + 1 :])
    if palette.text is None:
        return replace(palette, styles=styles)
    text = deepcopy(palette.text)
    written = text.tags("styles")[0].tags("style")[index]
    # the colour is what a solid style ends with
    written.content[-4:] = [Word(str(value)) for value in colour]
    return replace(palette, styles=styles, text=text)


def extended(palette: LevelPalette, added: Sequence[Style]) -> LevelPalette:
    """The palette with solid styles behind its own, shown on its last page.

    Raises:
        LevelError: there would be more than fit.
    """
    if not added:
        return palette
    first, count = len(palette.styles), len(palette.styles) + len(added)
    if count > MOST_STYLES:
        raise LevelError(f"{count} styles; a palette has at most {MOST_STYLES}")
    pages, indices = palette.pages or (Page("colors", ()),), tuple(range(first, count))
    pages = (*pages[:-1], replace(pages[-1], styles=(*pages[-1].styles, *indices)))
    text = deepcopy(palette.text)
    if text is not None:
        text.tags("styles")[0].content += [_style(style) for style in added]
        shown = text.tags("stylepages")[0]
        if not shown.tags("page"):
            shown.content.append(_page(pages[-1]))
        else:
            shown.tags("page")[-1].tags("indices")[0].content += [Word(str(n)) for n in indices]
    return LevelPalette((*palette.styles, *added), pages, text)


def _new_text(palette: LevelPalette) -> Tag:
    version = Tag("version", content=[Word(str(n)) for n in VERSION])
    styles = Tag("styles", content=[_style(style) for style in palette.styles])
    pages = Tag("stylepages", content=[_page(page) for page in palette.pages])
    return Tag("palette", {"name": ""}, [version, styles, pages])


def _style(style: Style) -> Tag:
    assert style.colour is not None
    # a name that could be read as a number or as flags has one _ more
    numbered = style.name[:1] in tuple("0123456789_")
    name = f"_{style.name}" if numbered else style.name
    flags = [Word(f"_{style.flags}")] if style.flags or (numbered and len(style.name) == 1) else []
    numbers = [Word(str(value)) for value in (style.kind, *style.colour)]
    return Tag("style", content=[*flags, named_word(name), *numbers])


def _page(page: Page) -> Tag:
    name = Tag("name", content=[named_word(page.name)])
    return Tag("page", content=[name, Tag("indices", content=[Word(str(n)) for n in page.styles])])
