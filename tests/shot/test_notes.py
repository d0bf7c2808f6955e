# SPDX-License-Identifier: Apache-2.0
"""Notes come in the order that an artist reads them, each once, and never without end."""

from __future__ import annotations

from shiage.shot.notes import MOST_NOTES, Note, collected


def test_notes_of_the_shot_come_first_then_frame_by_frame_each_once() -> None:
    found = collected([Note(9, "b"), Note(2, "z"), Note(9, "a"), Note(None, "all"), Note(2, "z")])
    assert found == (Note(None, "all"), Note(2, "z"), Note(9, "b"), Note(9, "a"))


def test_of_very_many_notes_the_last_says_how_many_there_are() -> None:
    found = collected(Note(number, "open") for number in range(MOST_NOTES + 5))
    assert len(found) == MOST_NOTES + 1
    assert "5 notes" in found[-1].text
