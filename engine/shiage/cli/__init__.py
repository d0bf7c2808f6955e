# SPDX-License-Identifier: Apache-2.0
"""The command line: thin commands over the engine, quick to start, errors in one line."""


def main() -> None:
    """Run `shiage`."""
    import io
    import sys

    from shiage.cli.app import app

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name need not be text, and a terminal not take all letters: neither ends a run.
        sys.stdout.reconfigure(errors="backslashreplace")

    app()
