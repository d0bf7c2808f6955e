# SPDX-License-Identifier: Apache-2.0
"""Lines by which a task of an Open Job Description says how far it is (template schema 2023-09)."""

from __future__ import annotations


def progress_line(done: int, total: int) -> str:
    """Share of the task that is done, in percent."""
    return f"openjd_progress: {100 * done / max(total, 1):.1f}"


def status_line(words: str) -> str:
    """What the task is at; one line whatever a shot is called."""
    return f"openjd_status: {' '.join(words.split())}"


def fail_line(words: str) -> str:
    """Why the task fails."""
    return f"openjd_fail: {' '.join(words.split())}"
