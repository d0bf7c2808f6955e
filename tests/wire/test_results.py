# SPDX-License-Identifier: Apache-2.0
"""Events read out of messages."""

from __future__ import annotations

from shiage.wire.events import Done, Note
from shiage.wire.messages import Message, pack, unpack
from shiage.wire.results import event_of


def test_done_brings_the_notes_of_a_shot_and_older_engines_send_none() -> None:
    maps = [{"frame": None, "text": "two palettes"}, {"frame": 7, "text": "an open outline"}]
    event = event_of(unpack(pack(Message("done", None, {"job": "a", "notes": maps}))))
    assert event == Done("a", (Note(None, "two palettes"), Note(7, "an open outline")))
    assert [note.words for note in event.notes] == ["two palettes", "frame 7: an open outline"]
    assert event_of(Message("done", None, {"job": "a"})) == Done("a", ())
    assert event_of(Message("done", None, {"job": "a", "notes": None})) == Done("a", ())
