# SPDX-License-Identifier: Apache-2.0
"""Notes: what could not be followed in a shot, or was decided without being asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_NOTES = 1000
"""More than these of one shot help nobody; the last one says how many there were."""


@dataclass(frozen=True)
class Note:
    """One thing an artist should know of a coloured shot.

    Attributes:
        frame: number of the frame it is about; None for the whole shot, or a model sheet that the text names.
        text: a sentence in plain English, without a capital letter at its start and without a full stop.
    """

    frame: int | None
    text: str

    @property
    def words(self) -> str:
        """The text, with the frame it is about."""
        return self.words_with({})

    def words_with(self, called: Mapping[int, str]) -> str:
        """The text, with what artists call the frame it is about, by its number."""
        return self.text if self.frame is None else f"frame {called.get(self.frame, self.frame)}: {self.text}"


def collected(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes in the order that they are shown, each once: of the whole shot, then frame by frame."""
    found = sorted(dict.fromkeys(notes), key=lambda note: (note.frame is not None, note.frame or 0))
    left = len(found) - MOST_NOTES
    if left <= 0:
        return tuple(found)
    return (*found[:MOST_NOTES], Note(None, f"and {left} notes more of this kind"))
