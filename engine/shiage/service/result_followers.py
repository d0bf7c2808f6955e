# SPDX-License-Identifier: Apache-2.0
"""Who follows which job, and how many frames each may still be sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from shiage.service.job import CANCELLED, DONE, ENDED, FAILED, Job
from shiage.service.render_frames import FrameRenderer
from shiage.service.router_sockets import OutgoingQueue
from shiage.service.thread_messages import FrameRendered, StepDone
from shiage.wire.messages import Message

MOST_CREDIT = 64
"""Frames a client may be owed at once, whatever it grants."""

AT_ONCE = 2
"""Frames made for one follower at once, so that memory stays bounded and others get their turn."""


@dataclass(eq=False)
class Follower:
    """A client's wish for a job's frames.

    Attributes:
        identity: routing id of the client.
        job: the job.
        form: how frames are wanted.
        wanted: numbers not yet asked of the renderer, in time order.
        credit: frames that may be sent now.
        rendering: frames asked of the renderer and not yet sent.
        have: by frame, digests of the fills that the client has; None where it asks for no digest.
    """

    identity: bytes
    job: Job
    form: str
    wanted: list[int]
    credit: int
    rendering: int = 0
    have: dict[int, str] | None = None
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        self.whole = len(self.wanted) == len(self.job.numbers)
        self.credit = max(0, min(self.credit, MOST_CREDIT))

    def next(self) -> int | None:
        """The next number to render: finished, wanted, and paid for."""
        if self.credit <= 0:
            return None
        return next((number for number in self.wanted if number in self.job.finished), None)


class Followers:
    """All followers; called by the work thread only."""

    def __init__(self, mail: OutgoingQueue, renderer: FrameRenderer) -> None:
        """Args: mail: how to reach clients; renderer: who makes their frames."""
        self._outgoing, self._renderer = mail, renderer
        self._followers: dict[tuple[bytes, str], Follower] = {}

    def any(self, job: Job) -> bool:
        """Whether somebody follows a job (asked from other threads: one look at a copy)."""
        return any(id == job.id for _, id in list(self._followers))

    def follow(self, follower: Follower) -> None:
        """Begin; an older wish of the same client for the same job ends unsaid."""
        self._followers[follower.identity, follower.job.id] = follower
        self._serve(follower)

    def credit(self, identity: bytes, job: str, frames: int) -> None:
        """A client grants more frames; one that follows no longer grants nothing."""
        follower = self._followers.get((identity, job))
        if follower is not None:
            follower.credit = max(0, min(follower.credit + frames, MOST_CREDIT))
            self._serve(follower)

    def progress(self, note: StepDone) -> None:
        """Tell a job's step."""
        fields = {"job": note.job.id, "stage": note.stage, "done": note.done, "total": note.total}
        for follower in self._of(note.job):
            self._send(follower, Message("progress", None, fields))

    def finished(self, job: Job, number: int) -> None:
        """A frame is stored."""
        for follower in self._of(job):
            self._serve(follower)

    def rendered(self, note: FrameRendered) -> None:
        """A frame is ready for one follower."""
        follower: Follower = note.follower
        if self._followers.get((follower.identity, follower.job.id)) is not follower:
            return
        follower.rendering -= 1
        if note.problem:
            self._end(follower, Message("failed", None, {"job": follower.job.id, "message": note.problem}))
            return
        fields = {"job": follower.job.id, "number": note.number, "form": follower.form, **note.fields}
        self._send(follower, Message("frame", None, fields, note.buffers))
        self._serve(follower)

    def go_on(self) -> None:
        """Clients have taken what waited for them."""
        for follower in list(self._followers.values()):
            self._serve(follower)

    def ended(self, job: Job) -> None:
        """A job ended."""
        for follower in self._of(job):
            self._serve(follower)

    def forgotten(self, job: Job) -> None:
        """A job was deleted: whoever still waits for something of it hears the end."""
        for follower in self._of(job):
            self._end(follower, Message("cancelled", None, {"job": job.id}))

    def leave(self, identity: bytes, job: Job | None = None) -> None:
        """A client is gone, or needs to hear no more of one job."""
        for place in [place for place in self._followers if place[0] == identity]:
            if job is None or place[1] == job.id:
                del self._followers[place]

    def _of(self, job: Job) -> list[Follower]:
        return [follower for follower in self._followers.values() if follower.job is job]

    def _serve(self, follower: Follower) -> None:
        """Ask for what may be sent; say how it ended when nothing more will come."""
        job = follower.job
        state = job.state
        while follower.rendering < AT_ONCE and not self._outgoing.waits(follower.identity):
            number = follower.next()
            if number is None:
                break
            follower.wanted.remove(number)
            follower.credit -= 1
            follower.rendering += 1
            self._renderer.ask(follower, job, number, follower.form, follower.have)
        if follower.rendering or any(number in job.finished for number in follower.wanted):
            return
        if state in ENDED or (not follower.wanted and not follower.whole):
            self._end(follower, _end_of(job, follower))

    def _send(self, follower: Follower, message: Message) -> None:
        if not self._outgoing.send(follower.identity, message):
            self.leave(follower.identity)

    def _end(self, follower: Follower, message: Message) -> None:
        self._followers.pop((follower.identity, follower.job.id), None)
        self._send(follower, message)


def _end_of(job: Job, follower: Follower) -> Message:
    """How a job ended for a follower: who has all it wanted is done, whatever became of the rest."""
    if job.state == DONE or (not follower.wanted and not follower.whole):
        return Message("done", None, {"job": job.id, "notes": job.notes})
    if job.state == FAILED:
        return Message("failed", None, {"job": job.id, "message": job.message})
    assert job.state == CANCELLED
    return Message("cancelled", None, {"job": job.id})
