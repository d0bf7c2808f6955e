# SPDX-License-Identifier: Apache-2.0
"""The command line: thin commands over the engine, quick to start, errors in one line."""


def main() -> None:
    """Run `shiage`."""
    from shiage.cli.app import app

    app()
