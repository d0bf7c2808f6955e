# SPDX-License-Identifier: Apache-2.0
"""How commands speak: one clear line for an error, JSON for scripts, progress bars for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

BAD_INPUT = 2
"""Exit code when something outside is wrong: a file, a folder, an option, the engine."""

INTERRUPTED = 130
"""Exit code after Ctrl-C."""


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """Tell what goes wrong inside in one line on stderr (and as JSON on stdout) and exit."""
    try:
        yield
    except KeyboardInterrupt:
        fail("cancelled", as_json, INTERRUPTED)
    except Exception as error:
        words = in_words(error)
        if words is None:
            raise
        fail(words, as_json)


def fail(message: str, as_json: bool, code: int = BAD_INPUT) -> None:
    """Say what is wrong and exit with a code."""
    line = readable(" ".join(message.split()))
    if as_json:
        show({"error": {"message": line, "code": code}})
    print(f"shiage: {line}", file=sys.stderr)
    raise typer.Exit(code)


def show(result: dict[str, Any]) -> None:
    """Print a result for scripts."""
    text = json.dumps(result, ensure_ascii=False, indent=1)
    try:
        print(text)
    except UnicodeEncodeError:  # a file's name that is no UTF-8, or a terminal that is none
        print(json.dumps(result, indent=1))


def readable(text: str) -> str:
    """A line as a terminal may show it: what would steer it, or cannot be written, as escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def console() -> Console:
    """Where people read results."""
    from rich.console import Console

    return Console(highlight=False)


def bars(quiet: bool) -> Progress:
    """Progress bars on stderr; none when quiet or when nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    screen = Console(stderr=True, highlight=False)
    return Progress(
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        disable=quiet or not screen.is_terminal,
    )


def in_words(error: Exception) -> str | None:
    """What is wrong, or None when the error is a mistake of ours and not of the input."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    from shiage.errors import ShiageError
    from shiage.wire.events import EngineError

    return str(error) if isinstance(error, ShiageError | EngineError) else None


def figures_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str | None = None
) -> Table:
    """A table of figures, each row's name first; where it is too wide nothing is cut off."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", caption=caption)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
