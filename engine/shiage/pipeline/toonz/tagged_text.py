# SPDX-License-Identifier: Apache-2.0
"""The text that OpenToonz keeps palettes in: tags as in XML, words and quoted words between them.

It is no XML: a quoted word may hold < and &, and one word ends where the quotes of the next begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s+|<!--.*?-->"""
    r"""|<\s*(?P<end>/)?\s*(?P<tag>[A-Za-z0-9][\w.-]*)(?P<attributes>(?:[^>"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*?)(?P<empty>/)?\s*>"""
    r"""|"(?P<quoted>(?:\\.|[^"\\])*)\"|(?P<word>[^\s<"]+)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z0-9][\w.-]*)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')""", re.DOTALL
)
_ESCAPED = re.compile(r"""\\(["'\\])""")
_PLAIN = re.compile(r"[A-Za-z0-9_%]+", re.ASCII)

DEEPEST = 32
"""Tags in tags; a palette has five."""


class TextError(ValueError):
    """A text is none of this kind; the words name the line."""


@dataclass
class Word:
    """A word, and whether it stands in quotes; what is a name or a path is quoted where it must be."""

    text: str
    quoted: bool = False


@dataclass
class Tag:
    """A tag with what stands in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Word | Tag] = field(default_factory=list)

    def words(self) -> list[str]:
        """The words that stand in it, without those of its tags."""
        return [one.text for one in self.content if isinstance(one, Word)]

    def tags(self, name: str) -> list[Tag]:
        """The tags of a name that stand in it."""
        return [one for one in self.content if isinstance(one, Tag) and one.name == name]


def named_word(text: str) -> Word:
    """A name as OpenToonz writes it: in quotes unless it is letters, digits, _ and % alone."""
    return Word(text, _PLAIN.fullmatch(text) is None)


def read_text(text: str) -> Tag:
    """The one tag that holds all of a text.

    Raises:
        TextError: a tag is not closed, closed twice or by another, or something stands outside.
    """
    whole = Tag("")
    open_tags = [whole]
    for at, found in _tokens(text):
        inside = open_tags[-1].content
        if found["tag"] is None:
            quoted = found["quoted"]
            inside.append(Word(found["word"]) if quoted is None else Word(_plain(quoted), quoted=True))
        elif found["end"]:
            if len(open_tags) == 1 or open_tags[-1].name != found["tag"]:
                raise TextError(f"line {_line(text, at)}: </{found['tag']}> closes what is not open")
            open_tags.pop()
        else:
            attributes = {
                name: _plain(a or b or "") for name, a, b in _ATTRIBUTE.findall(found["attributes"])
            }
            tag = Tag(found["tag"], attributes)
            inside.append(tag)
            if not found["empty"]:
                open_tags.append(tag)
            if len(open_tags) > DEEPEST:
                raise TextError(f"line {_line(text, at)}: more than {DEEPEST} tags in each other")
    if len(open_tags) > 1:
        raise TextError(f"line {_line(text, len(text))}: torn: <{open_tags[-1].name}> is not closed")
    if len(whole.content) != 1 or not isinstance(whole.content[0], Tag):
        raise TextError("line 1: one tag around all else is wanted")
    return whole.content[0]


def text_of(tag: Tag, depth: int = 0) -> str:
    """A tag as text, laid out as OpenToonz does."""
    start, inner = "  " * depth, "  " * (depth + 1)
    attributes = "".join(f' {name}="{_escaped(value)}"' for name, value in tag.attributes.items())
    lines = [f"{start}<{tag.name}{attributes}>\n"]
    words: list[str] = []
    for one in tag.content:
        if isinstance(one, Word):
            words.append(f'"{_escaped(one.text)}"' if one.quoted else f"{one.text} ")
            continue
        lines += _flushed(words, inner)
        lines.append(text_of(one, depth + 1))
    after_tag = bool(tag.content) and isinstance(tag.content[-1], Tag)
    lines += _flushed(words, inner)
    return "".join([*lines, f"{inner if after_tag else start}</{tag.name}>\n"])


def _flushed(words: list[str], inner: str) -> list[str]:
    line = [f"{inner}{''.join(words)}\n"] if words else []
    words.clear()
    return line


def _tokens(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise TextError(f"line {_line(text, at)}: torn or broken at {text[at : at + 20]!r}")
        if any(found[name] is not None for name in ("tag", "quoted", "word")):
            yield at, found
        at = found.end()


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _escaped(text: str) -> str:
    return re.sub(r"""(["\\])""", r"\\\1", text)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
