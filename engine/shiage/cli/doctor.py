# SPDX-License-Identifier: Apache-2.0
"""`shiage doctor`: what is installed, what works, and what to do about what does not."""

from __future__ import annotations

from dataclasses import asdict

import typer

from shiage.cli.options import AsJson
from shiage.cli.say import console, show, told

_SIGN = {"ok": "[green]ok[/green]", "note": "[yellow]note[/yellow]", "wrong": "[red]wrong[/red]"}


def doctor(
    as_json: AsJson = False,
) -> None:
    """Look at versions, devices, the engine and its folder; exit 1 if something essential is wrong."""
    with told(as_json):
        from shiage.cli.findings import examine

        findings = examine()
        sick = any(f.state == "wrong" for f in findings)
        if as_json:
            show({"healthy": not sick, "findings": [asdict(f) for f in findings]})
        else:
            from rich.table import Table
            from rich.text import Text

            table = Table(box=None, show_header=False, padding=(0, 1))
            for finding in findings:
                table.add_row(_SIGN[finding.state], finding.what, Text(finding.found))
                if finding.advice:
                    table.add_row("", "", Text(finding.advice, "bold"))
            console().print(table)
        if sick:
            raise typer.Exit(1)
