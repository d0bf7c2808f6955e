# SPDX-License-Identifier: Apache-2.0
"""Run by test_correct_killed.py: a command, killed just before one of the changes that it makes to a disk.

`killed.py FOLDER BASE ARGUMENT...` copies FOLDER/BASE to FOLDER/whole, runs `shiage ARGUMENT...` in it, and
prints as JSON what it changed there, in order. Each line of its input has the number of a change and a
name: in a copy of that name the command is killed before that change, and run again to its end; the copy
NAME-left is as the killed run left it. The process is forked for each: what takes time is to import.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shiage.cli.app import app
from shiage.shot import color  # noqa: F401 - imported once, before any fork

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")


def changed(event: str, arguments: tuple[Any, ...], folder: str) -> str:
    """What an event is about to change in the folder; "" when nothing."""
    if event == "open":
        path, _, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    else:
        path, writes = (arguments[0] if arguments else ""), event in CHANGES
    if not writes or not isinstance(path, (str, bytes)):
        return ""
    to = arguments[1] if event == "os.rename" else path
    place = os.path.abspath(os.fsdecode(to))  # noqa: PTH100 - hooks are to be quick
    return f"{event} {os.path.relpath(place, folder)}" if place.startswith(folder + os.sep) else ""


def run(folder: Path, arguments: Sequence[str], before: int = 0, log: Path | None = None) -> int:
    """Run the command in a process of its own; its exit code, or minus the signal that ended it.

    Args:
        folder: where it runs.
        arguments: the command's.
        before: kills it just before this change, counted from 1; 0: never.
        log: gets all changes.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.chdir(folder)
    seen: list[str] = []

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" or event in CHANGES:
            said = changed(event, given, str(folder))
            if said:
                seen.append(said)
                if len(seen) == before:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        code = app(list(arguments), standalone_mode=False)
    except BaseException as error:  # told to the test by the code
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(9)
    if log is not None:
        done = list(seen)
        log.write_text(json.dumps(done), "utf-8")
    os._exit(code if isinstance(code, int) else 0)


def main() -> None:
    place, base = Path(sys.argv[1]), sys.argv[2]
    arguments = sys.argv[3:]
    shutil.copytree(place / base, place / "whole", symlinks=True)
    assert run(place / "whole", arguments, log=place / "changes.json") == 0
    print((place / "changes.json").read_text("utf-8"), flush=True)
    for line in sys.stdin:
        before, name = line.split()
        shutil.copytree(place / base, place / name, symlinks=True)
        killed = run(place / name, arguments, int(before))
        shutil.copytree(place / name, place / f"{name}-left", symlinks=True)
        print(json.dumps([killed, run(place / name, arguments)]), flush=True)


if __name__ == "__main__":
    main()
